"""Say how a list that came is to be read, and let it be taken in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lately.accounts.selectors import organisation
from lately.imports import uploads
from lately.imports.columns import OWN
from lately.imports.guessing import KINDS, Guess, column_of, guess_columns, names_of, own_name
from lately.imports.models import Upload
from lately.lib.moments import zone_named
from lately.lib.refusal import Refusal
from lately.lib.values import currency_code

LONGEST = 500
LACKING = {
    "who": "whose line it is: an e-mail address, a phone number or your own number for them",
    "date": "the day",
    "amount": "the amount",
    "channel": "how it was said (by e-mail, phone, post ...)",
    "what": "what was done",
}


class ChosenMeanwhile(Refusal):
    """Somebody else has said since how the list is to be read; what was typed is not kept."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody wants a list read; `columns` has our column for each place of theirs, blank if it is left out."""

    kind: str
    columns: Sequence[str] = ()
    days: str = ""
    zone: str = ""
    currency: str = ""
    me: str = ""
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class ReadAs:
    """The zone and the currency that are meant where none stands, and the order of days (`dmy`, `mdy`)."""

    zone: str
    currency: str
    days: str


def choose_columns(*, number: int, choice: Choice, seen: int, begin: bool, now: dt.datetime) -> Upload:
    """Keep how an upload is to be read and, with `begin`, put it in line.

    Raises Refusal if it cannot be read so, if something is missing, or (ChosenMeanwhile) if it is not as it was seen.
    What was chosen is kept even if something is still missing.
    """
    upload = uploads.upload_numbered(number)
    kind, chosen = _checked(upload, choice)
    lies = uploads.change(upload, only_if=uploads.CHOOSABLE, seen=seen, kind=kind, chosen=chosen)
    if not lies:
        raise ChosenMeanwhile(
            "This list is not as you saw it any more.",
            "Somebody has changed how it is read, or it is being taken in already.",
            "Look at it again, then choose.",
        )
    if begin:
        _refuse_lacking(upload, now)
        uploads.change(
            upload, only_if=uploads.CHOOSABLE, state=uploads.WAITING, outcome={}, begun_at=None, doing="", done=0
        )
    return uploads.upload_numbered(number)


def days_of(upload: Upload) -> tuple[str, str]:
    """Return in which order an upload writes its days (blank: not told), and one day that may be either."""
    seen = [
        upload.looked["days"][str(place)]
        for place, name in enumerate(upload.chosen.get("columns", ()))
        if str(place) in upload.looked.get("days", {}) and column_of(upload.kind, name).reads == "day"
    ]
    orders = {order for one in seen for order in one["orders"]}
    either = next((one["either"] for one in seen if one["either"]), "")
    return (orders.pop() if len(orders) == 1 else ""), either


def _checked(upload: Upload, choice: Choice) -> tuple[str, dict[str, Any]]:
    if choice.zone:
        zone_named(choice.zone)
    currency = currency_code(choice.currency) if choice.currency else ""
    if upload.kind not in KINDS:
        return upload.kind, {"me": choice.me[:LONGEST], "everyone": choice.everyone, "zone": choice.zone}
    if choice.kind not in KINDS:
        raise Refusal("There is no such kind of list.", f"There are {', '.join(KINDS)}.", "Choose one of them.")
    rest = {"days": choice.days if choice.days in {"dmy", "mdy"} else "", "zone": choice.zone, "currency": currency}
    headers = upload.looked["headers"]
    if choice.kind != upload.kind:
        return choice.kind, {"columns": guess_columns(headers, upload.looked["sample"], choice.kind), **rest}
    columns = [_column(choice, place, header) for place, header in enumerate(headers)]
    return choice.kind, {"columns": columns, "preset": upload.chosen.get("preset", ""), **rest}


def _column(choice: Choice, place: int, header: str) -> str:
    name = choice.columns[place] if place < len(choice.columns) else ""
    if name.startswith(OWN) and choice.kind == "customers":
        return own_name(header) if name == OWN else name[:80]
    if name and name not in names_of(choice.kind):
        raise Refusal(f"There is no column {name[:40]!r}.", "It is none of ours.", "Choose one from the list.")
    return name


def _refuse_lacking(upload: Upload, now: dt.datetime) -> None:
    if upload.kind == "mail":
        if not upload.chosen.get("me") and not organisation(at=now).senders:
            raise Refusal(
                "It is not said which address is yours.",
                "Mail from you is what you said, mail from others is what was said to you.",
                "Write your own address, or several with blanks between them.",
            )
        return
    if upload.kind not in KINDS:
        return
    lacks = Guess(upload.kind, upload.chosen["columns"]).lacks
    if lacks:
        raise Refusal(
            f"No column tells {', nor '.join(LACKING[name] for name in lacks)}.",
            "Without it the lines say nothing that can be kept.",
            "Choose which column holds it, or say that this is another kind of list.",
        )
    order, either = days_of(upload)
    if either and not order and not upload.chosen.get("days"):
        raise Refusal(
            f"{either} may be two different days.",
            "Nothing in the list tells whether the day or the month comes first.",
            "Say which, below.",
        )


def read_as(upload: Upload) -> ReadAs:
    """Return how an upload is read where it does not say itself; blank is as the organisation does."""
    order, _ = days_of(upload) if upload.kind in KINDS else ("", "")
    said = upload.chosen
    return ReadAs(said.get("zone", ""), said.get("currency", ""), order or said.get("days", ""))

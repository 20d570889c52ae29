"""Say how a list that came is to be read, and let it be taken in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, gettext_noop

from lately.accounts.selectors import organisation
from lately.imports import uploads
from lately.imports.columns import OWN
from lately.imports.guessing import KINDS, Guess, column_of, guess, guess_columns, names_of, own_name
from lately.imports.models import Upload
from lately.imports.presets import preset_for
from lately.lib.moments import zone_named
from lately.lib.refusal import Refusal
from lately.lib.values import currency_code

LONGEST = 500
LACKING = {
    "who": gettext_noop("whose line it is: an e-mail address, a phone number or your own number for them"),
    "date": gettext_noop("the day"),
    "amount": gettext_noop("the amount"),
    "channel": gettext_noop("how it was said (by e-mail, phone, post ...)"),
    "what": gettext_noop("what was done"),
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
    choice, wrong = _placed(upload, choice)
    kind, chosen = _checked(upload, choice)
    lies = uploads.change(upload, only_if=uploads.CHOOSABLE, seen=seen, kind=kind, chosen=chosen)
    if not lies:
        raise ChosenMeanwhile(
            gettext("This list is not as you saw it any more."),
            gettext("Somebody has changed how it is read, or it is being taken in already."),
            gettext("Look at it again, then choose."),
        )
    if wrong:
        raise wrong
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


def _placed(upload: Upload, choice: Choice) -> tuple[Choice, Refusal | None]:
    """The choice with a zone and a currency that there are, as before where one is refused, and why it is."""
    said, wrong = upload.chosen, None
    try:
        if choice.zone:
            zone_named(choice.zone)
    except Refusal as refusal:
        choice, wrong = replace(choice, zone=said.get("zone", "")), refusal
    try:
        choice = replace(choice, currency=currency_code(choice.currency) if choice.currency else "")
    except Refusal as refusal:
        choice, wrong = replace(choice, currency=said.get("currency", "")), wrong or refusal
    return choice, wrong


def _checked(upload: Upload, choice: Choice) -> tuple[str, dict[str, Any]]:
    if upload.kind not in KINDS:
        return upload.kind, {"me": choice.me[:LONGEST], "everyone": choice.everyone, "zone": choice.zone}
    if choice.kind not in KINDS:
        raise Refusal(
            gettext("There is no such kind of list."),
            gettext("There are %(kinds)s.") % {"kinds": ", ".join(KINDS)},
            gettext("Choose one of them."),
        )
    days = choice.days if choice.days in {"dmy", "mdy"} else ""
    rest = {"days": days, "zone": choice.zone, "currency": choice.currency}
    headers = upload.looked["headers"]
    if choice.kind != upload.kind:
        return choice.kind, {**_guessed(upload, choice.kind), **rest}
    columns = [_column(choice, place, header) for place, header in enumerate(headers)]
    return choice.kind, {"columns": columns, "preset": upload.chosen.get("preset", ""), **rest}


def _guessed(upload: Upload, kind: str) -> dict[str, Any]:
    """The columns of a list that is said to be of another kind; as its program means them, if it is of that kind."""
    headers, sample = upload.looked["headers"], upload.looked["sample"]
    preset = preset_for(headers)
    if preset and preset.kind == kind:
        return {"columns": guess(headers, sample).columns, "preset": preset.key}
    return {"columns": guess_columns(headers, sample, kind)}


def _column(choice: Choice, place: int, header: str) -> str:
    name = choice.columns[place] if place < len(choice.columns) else ""
    if name.startswith(OWN) and choice.kind == "customers":
        return own_name(header) if name == OWN else name[:80]
    if name and name not in names_of(choice.kind):
        raise Refusal(
            gettext("There is no column %(column)r.") % {"column": name[:40]},
            gettext("It is none of ours."),
            gettext("Choose one from the list."),
        )
    return name


def _refuse_lacking(upload: Upload, now: dt.datetime) -> None:
    if upload.kind == "mail":
        if not upload.chosen.get("me") and not organisation(at=now).senders:
            raise Refusal(
                gettext("It is not said which address is yours."),
                gettext("Mail from you is what you said, mail from others is what was said to you."),
                gettext("Write your own address, or several with blanks between them."),
            )
        return
    if upload.kind not in KINDS:
        return
    lacks = Guess(upload.kind, upload.chosen["columns"]).lacks
    if lacks:
        raise Refusal(
            gettext("No column tells %(what)s.") % {"what": _nor([gettext(LACKING[name]) for name in lacks])},
            gettext("Without it the lines say nothing that can be kept."),
            gettext("Choose which column holds it, or say that this is another kind of list."),
        )
    order, either = days_of(upload)
    if either and not order and not upload.chosen.get("days"):
        raise Refusal(
            gettext("%(day)s may be two different days.") % {"day": either},
            gettext("Nothing in the list tells whether the day or the month comes first."),
            gettext("Say which, below."),
        )


def _nor(lacks: Sequence[str]) -> str:
    said = lacks[0]
    for more in lacks[1:]:
        said = gettext("%(said)s, nor %(more)s") % {"said": said, "more": more}
    return said


def read_as(upload: Upload) -> ReadAs:
    """Return how an upload is read where it does not say itself; blank is as the organisation does."""
    order, _ = days_of(upload) if upload.kind in KINDS else ("", "")
    said = upload.chosen
    return ReadAs(said.get("zone", ""), said.get("currency", ""), order or said.get("days", ""))

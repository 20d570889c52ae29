"""Take what we did for our customers into the book, told or not yet told."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec
from django.utils.translation import gettext

from lately.imports import bulk
from lately.imports.columns import CHANNELS, DEEDS
from lately.imports.reading import Form, References, Sheet, one_of, plain, who
from lately.imports.services import Manner, Nth, Tally, Write, Written, stable_key
from lately.interactions.intake import Event, LedgerIntake, rows_keyed
from lately.interactions.models import Deed, Interaction
from lately.interactions.services import rows_changed
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.lib.tables import Row
from lately.profiles.services import known
from lately.usecases.import_interactions import referred
from lately.usecases.take_table import by_line, take_table

FORM = Form(knows=DEEDS, needs=("date", "what"), amount="saved")
COLUMNS = (
    "customer_id", "happened_at", "source_key", "what", "worth_milli", "saved_minor", "currency", "by", "answers_id",
)  # fmt: skip
MOST_WORTH = 1000


class Done(msgspec.Struct, frozen=True, array_like=True):
    """One deed as a file tells it; `worth` in thousandths of a give, moments in seconds since 1970 UTC."""

    number: int
    key: str
    email: str
    at: int
    source_key: str
    what: str
    worth: int
    saved: int | None
    currency: str
    by: str
    answers: str
    told: int | None
    channel: str


def import_deeds(*, path: Path, now: dt.datetime, manner: Manner) -> Tally:
    """Take a CSV file of deeds (docs/files.md) in; one with a date in `told` gets the message that told it too."""

    def write(tally: Tally) -> Write[Done]:
        return functools.partial(_write, LedgerIntake(tally, now, f"deeds in {path.name}"))

    return take_table(
        path=path, kind="deeds", form=FORM, shape=Done, now=now, manner=manner, read=by_line(deed_reader), write=write
    )


def deed_reader(sheet: Sheet, _: Tally) -> Callable[[Row], Done]:
    """Return what reads a line of a table of deeds; raises Refusal if it cannot be true."""
    nth, references = Nth(), References()

    def deed(row: Row) -> Done:
        values = row.values
        key, email = who(values)
        at, what = sheet.moment(values, "date"), _what(values.get("what", ""))
        saved, currency = sheet.money(values, "saved") if values.get("saved") else (None, "")
        told = sheet.moment(values, "told") if values.get("told") else None
        reference = references.once(row)
        return Done(
            row.number, key, email, at,
            stable_key("deed", "ref", reference) if reference else nth.key("deed", email or key, at, what),
            what, _worth(values.get("worth", "")), saved, currency, plain("by", values.get("by", ""))[:200],
            referred("interaction", values.get("answers", "")), told,
            one_of("channel", values.get("channel") or "email", CHANNELS),
        )  # fmt: skip

    return deed


def _what(text: str) -> str:
    if not text:
        raise Refusal(
            gettext("It does not say what was done."),
            gettext("A deed is work done for a customer."),
            gettext("Fill the column what."),
        )
    return plain("what", text)


def _worth(text: str) -> int:
    """Thousandths of a give; 1 give unless said otherwise."""
    if not text:
        return 1000
    try:
        worth = Decimal(text.replace(",", "."))
    except InvalidOperation:
        worth = Decimal("NaN")
    if not (worth.is_finite() and 0 <= worth <= MOST_WORTH):
        raise Refusal(
            gettext("worth %(worth)r is not a number from 0 to %(most)s.") % {"worth": text[:40], "most": MOST_WORTH},
            gettext("It says how many gives the deed is worth."),
            gettext("Write 1 for a usual one, 2 for twice as much, or leave it out."),
        )
    return int(worth * 1000)


def _write(intake: LedgerIntake, batch: Sequence[Done], imported: int) -> Written:
    before = intake.tally.rejected
    news = intake.news(Deed, batch, lambda deed: (at_seconds(deed.at), deed.what), "what")
    fresh = _answering_own(intake, intake.of_customers(news))
    pairs, made = intake.customers(fresh, imported)
    answers = rows_keyed(Interaction, {deed.answers for deed in fresh if deed.answers})
    rows = [
        (
            customer, at_seconds(deed.at), deed.source_key, deed.what, deed.worth, deed.saved, deed.currency, deed.by,
            answers[deed.answers].pk if deed.answers else None,
        )
        for deed, customer in pairs
    ]  # fmt: skip
    added = bulk.insert(Deed, COLUMNS, rows, always=intake.shared(imported), once=["source_key"])
    intake.events([_telling(deed) for deed, _ in pairs if deed.told is not None], imported)
    rows_changed(sorted({customer for _, customer in pairs}), intake.now)
    unchanged = len(batch) - added - (intake.tally.rejected - before)
    return Written(added, unchanged, len(made), changed=bool(pairs))


def _answering_own(intake: LedgerIntake, fresh: Sequence[Done]) -> list[Done]:
    """Leave out, and reject, deeds that answer something nobody said, or another customer did."""
    answering = [deed for deed in fresh if deed.answers]
    if not answering:
        return list(fresh)
    targets = rows_keyed(Interaction, {deed.answers for deed in answering})
    whose = known(names=[name for deed in answering for name in (("key", deed.key), ("email", deed.email))])
    return [deed for deed in fresh if not deed.answers or intake.refers_to_own(deed, deed.answers, targets, whose)]


def _telling(deed: Done) -> Event:
    """The message in which the customer was told; telling a deed is a give."""
    return Event(
        deed.number, deed.key, deed.email, deed.told or deed.at, stable_key("told", deed.source_key), "out",
        deed.channel, "message", declared="give", subject=deed.what[:500], tells=deed.source_key,
    )  # fmt: skip

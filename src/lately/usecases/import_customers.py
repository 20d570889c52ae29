"""Take what we know of our customers into the book, from a table."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from lately.consent.services import Word, record_words
from lately.imports.columns import OWN, customer_columns
from lately.imports.customer_lines import LineReader, Told
from lately.imports.reading import Form, Sheet
from lately.imports.services import Manner, Tally, Write, Written
from lately.interactions.intake import LedgerIntake
from lately.lib.moments import at_seconds, moment
from lately.lib.tables import Row, read_table
from lately.profiles.services import Person, Statement, describe, find_or_make, set_facts
from lately.usecases.find_duplicates import note_duplicates
from lately.usecases.take_table import Colleagues, place, take_table

LONGEST_NAME = 60
DOUBTED = (
    "{count:,} customers said no before; the yes in this file has no date, so their no stands. "
    "If they agreed again, say when in consent_date."
)


def import_customers(*, path: Path, now: dt.datetime, manner: Manner) -> Tally:
    """Take a CSV file of customers (docs/files.md) in; raises Refusal, nothing being changed.

    What it says holds from the line's `as_of` on, else from `manner.as_of`, else from now.
    """
    zone, _ = place(manner, now)
    as_of = moment(manner.as_of, zone=zone) if manner.as_of else now
    doubted: set[int] = set()

    def build(sheet: Sheet, tally: Tally) -> Callable[[Row], Told]:
        return LineReader(sheet, as_of, dated=bool(manner.as_of), colleague=Colleagues("owner", tally).known).read

    def write(tally: Tally) -> Write[Told]:
        return functools.partial(_write, LedgerIntake(tally, now, f"customers in {path.name}"), doubted)

    tally = take_table(
        path=path, kind="customers", form=_form(path), shape=Told, now=now, manner=manner, build=build, write=write
    )
    if doubted:
        tally.notes.append(DOUBTED.format(count=len(doubted)))
    note_duplicates(tally, now)
    return tally


def _form(path: Path) -> Form:
    """What is known of customers, and the columns that are to become facts of their own: `own.favourite_tea`."""
    headers = read_table(path, needs=(), knows={}).headers
    own = {name: () for header in headers if (name := header.casefold()).startswith(OWN) and len(name) <= LONGEST_NAME}
    return Form(knows={**customer_columns(), **own}, needs=(), names=("email", "id", "phone"), day="birth_date")


def _write(intake: LedgerIntake, doubted: set[int], batch: Sequence[Told], imported: int) -> Written:
    before = intake.tally.rejected
    people = [Person(key=told.key, email=told.email, phone=told.phone) for told in batch]
    found = find_or_make(people=people, now=intake.now, imported=imported)
    pairs = intake.settled(batch, found)
    words = record_words(
        words=[word for told, customer in pairs for word in _words(told, customer)],
        now=intake.now, source=intake.source, imported=imported,
    )  # fmt: skip
    moments = {at: at_seconds(at) for told, _ in pairs for _, _, at in told.facts}
    learnt = set_facts(
        statements=[
            Statement(customer, name, value, moments[at])
            for told, customer in pairs
            for name, value, at in told.facts
        ],
        now=intake.now, source=intake.source, imported=imported, unheard_of=found.made,
    )  # fmt: skip
    described = describe(
        kinds={customer: told.kind for told, customer in pairs if told.kind},
        owners={customer: told.owner for told, customer in pairs if told.owner is not None},
        now=intake.now,
    )
    doubted |= words.doubted
    news = found.made | found.identified | words.news | learnt | described
    added = len(news & {customer for _, customer in pairs})
    unchanged = len(batch) - added - (intake.tally.rejected - before)
    return Written(added, unchanged, len(found.made), changed=bool(added))


def _words(told: Told, customer: int) -> list[Word]:
    until = None if told.until is None else at_seconds(told.until)
    return [
        Word(customer, channel, purpose, state, at_seconds(told.said_at), until, told.proof, told.dated)
        for channel, purpose, state in told.words
    ]

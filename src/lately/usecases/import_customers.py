"""Take what we know of our customers into the book, from a table."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import IntegrityError, transaction

from lately.consent.services import Word, record_words
from lately.imports.columns import OWN, customer_columns
from lately.imports.customer_blocks import Block, blocks
from lately.imports.customer_lines import LineReader, Told
from lately.imports.reading import Form, Sheet
from lately.imports.services import Manner, Tally, Write, Written
from lately.interactions.intake import LedgerIntake
from lately.interactions.joining import find_or_join
from lately.lib.moments import at_seconds, moment
from lately.lib.tables import read_table
from lately.profiles.newcomers import Newcomers, strangers, welcome
from lately.profiles.services import Person, Statement, describe, set_facts
from lately.usecases.find_duplicates import note_duplicates
from lately.usecases.take_table import Colleagues, place, take_table

LONGEST_NAME = 60
_number = operator.attrgetter("number")
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

    def read(sheet: Sheet, tally: Tally) -> Iterator[Block]:
        colleague = Colleagues("owner", tally).known
        return blocks(sheet.table, LineReader(sheet, as_of, dated=bool(manner.as_of), colleague=colleague), tally)

    def write(tally: Tally) -> Write[Block]:
        return functools.partial(_write, LedgerIntake(tally, now, f"customers in {path.name}"), _Crowd(), doubted)

    tally = take_table(
        path=path, kind="customers", form=_form(path), shape=Block, now=now, manner=manner, read=read, write=write
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


def _write(intake: LedgerIntake, crowd: _Crowd, doubted: set[int], batch: Sequence[Block], imported: int) -> Written:
    """Those whom nobody knows come in by column; of all others each line is looked at by itself."""
    (block,) = batch
    new, rest = crowd.part(block, imported, intake)
    written = _write_each(intake, doubted, sorted([*rest, *block.others], key=_number), imported)
    return replace(
        written, added=written.added + new, customers_added=written.customers_added + new,
        changed=written.changed or bool(new),
    )  # fmt: skip


@dataclass(slots=True)
class _Crowd:
    """Whether the next lines are expected to be of people nobody knows: as those before them were."""

    strange: bool = True

    def part(self, block: Block, imported: int, intake: LedgerIntake) -> tuple[int, list[Told]]:
        """Welcome the strangers of a block; return how many they are, and the lines of the others."""
        alone = self._welcomed(block, imported, intake, looked_up=False) if self.strange else None
        if alone is None:
            alone = self._welcomed(block, imported, intake, looked_up=True) or []
            self.strange = len(alone) == len(block.numbers)
        known = sorted(set(range(len(block.numbers))) - set(alone))
        return len(alone), block.told(known)

    @staticmethod
    def _welcomed(block: Block, imported: int, intake: LedgerIntake, *, looked_up: bool) -> list[int] | None:
        """The places of who was welcomed; None, nothing being changed, if the book knows one of their names."""
        alone = strangers(block.keys, block.emails, block.phones, looked_up=looked_up)
        try:
            with transaction.atomic():
                _welcome(block if len(alone) == len(block.numbers) else block.only(alone), imported, intake)
        except IntegrityError:
            return None
        return alone


def _welcome(block: Block, imported: int, intake: LedgerIntake) -> None:
    if not block.numbers:
        return
    newcomers = Newcomers(
        block.keys, block.emails, block.phones, block.kinds, block.owners, block.since, block.names, block.facts,
        [(place, *fact) for place, fact in block.more],
    )  # fmt: skip
    ids = welcome(newcomers, now=intake.now, source=intake.source, imported=imported)
    words = [
        Word(ids[place], channel, purpose, state, at_seconds(said.said_at), _end(said.until), said.proof, said.dated)
        for place, said in block.words
        for channel, purpose, state in said.words
    ]
    record_words(words=words, now=intake.now, source=intake.source, imported=imported)


def _write_each(intake: LedgerIntake, doubted: set[int], batch: Sequence[Told], imported: int) -> Written:
    if not batch:
        return Written()
    before = intake.tally.rejected
    people = [Person(key=told.key, email=told.email, phone=told.phone) for told in batch]
    found = find_or_join(people=people, now=intake.now, imported=imported)
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
        imported=imported,
    )
    doubted |= words.doubted
    news = found.made | found.identified | words.news | learnt | described
    added = len(news & {customer for _, customer in pairs})
    unchanged = len(batch) - added - (intake.tally.rejected - before)
    return Written(added, unchanged, len(found.made), changed=bool(added))


def _words(told: Told, customer: int) -> list[Word]:
    until = _end(told.until)
    return [
        Word(customer, channel, purpose, state, at_seconds(told.said_at), until, told.proof, told.dated)
        for channel, purpose, state in told.words
    ]


def _end(until: int | None) -> dt.datetime | None:
    return None if until is None else at_seconds(until)

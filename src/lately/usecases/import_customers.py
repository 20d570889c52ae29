"""Take what we know of our customers into the book, from a table."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
from django.db import IntegrityError, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop

from lately.consent.services import Word, record_words
from lately.identity.by_number import Sifted, Spoken, put_beside_sharers, sift
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
from lately.profiles.services import NAMES, Person, Statement, describe, set_facts
from lately.usecases.find_duplicates import note_duplicates
from lately.usecases.take_table import Colleagues, place, take_table

FORM = Form(knows=customer_columns(), needs=(), names=("email", "id", "phone"), day="birth_date")
LONGEST_NAME = 60
_number = operator.attrgetter("number")
DOUBTED = gettext_noop(
    "%(count)s customers said no before; the yes in this file has no date, so their no stands. If they agreed again, "
    "say when in consent_date."
)
SHARERS = gettext_noop(
    "Named by a number or mailbox that somebody called otherwise has, and kept apart from them: %(who)s. If two are "
    "one after all, say so under People, The same person?"
)
SPELT_OTHERWISE = gettext_noop(
    "Taken for the one who has the same number and is spelt a little otherwise, whose name stands: %(who)s."
)
NO_SUCH_DAY = gettext_noop("Left out, because there is no such day, and the rest of their lines taken: %(who)s.")
NAMED_IN_NOTE = 5


def import_customers(*, path: Path, now: dt.datetime, manner: Manner) -> Tally:
    """Take a CSV file of customers (docs/files.md) in; raises Refusal, nothing being changed.

    What it says holds from the line's `as_of` on, else from `manner.as_of`, else from now.
    """
    zone, _ = place(manner, now)
    as_of = moment(manner.as_of, zone=zone) if manner.as_of else now
    seen = _Seen()

    def read(sheet: Sheet, tally: Tally) -> Iterator[Block]:
        colleague = Colleagues("owner", tally).known
        reader = LineReader(sheet, as_of, dated=bool(manner.as_of), colleague=colleague)
        seen.no_days = reader.no_days
        return blocks(sheet.table, reader, tally)

    def write(tally: Tally) -> Write[Block]:
        return functools.partial(_write, LedgerIntake(tally, now, f"customers in {path.name}"), _Crowd(), seen)

    tally = take_table(
        path=path, kind="customers", form=_form(path), shape=Block, now=now, manner=manner, read=read, write=write
    )
    tally.notes += seen.notes()
    note_duplicates(tally, now)
    return tally


def _form(path: Path) -> Form:
    """What is known of customers, and the columns that are to become facts of their own: `own.favourite_tea`."""
    headers = read_table(path, needs=(), knows={}).headers
    own = {name: () for header in headers if (name := header.casefold()).startswith(OWN) and len(name) <= LONGEST_NAME}
    return replace(FORM, knows={**FORM.knows, **own})


def _write(intake: LedgerIntake, crowd: _Crowd, seen: _Seen, batch: Sequence[Block], imported: int) -> Written:
    """Those whom nobody knows come in by column; of all others each line is looked at by itself."""
    (block,) = batch
    new, rest = crowd.part(block, imported, intake)
    written = _write_each(intake, seen, sorted([*rest, *block.others], key=_number), imported)
    return replace(
        written, added=written.added + new, customers_added=written.customers_added + new,
        changed=written.changed or bool(new),
    )  # fmt: skip


@dataclass(slots=True)
class _Seen:
    """What is told of a file as a whole: whose yes is doubted, who is kept apart or spelt otherwise, what is no day."""

    doubted: set[int] = field(default_factory=set)
    apart: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    no_days: dict[tuple[str, str], None] = field(default_factory=dict)

    def notes(self) -> Iterator[str]:
        """Say it, each thing once."""
        if self.doubted:
            yield gettext(DOUBTED) % {"count": number_format(len(self.doubted), force_grouping=True)}
        days = [f"{column} {text}" for column, text in self.no_days]
        for names, text in ((self.apart, SHARERS), (self.alike, SPELT_OTHERWISE), (days, NO_SUCH_DAY)):
            who, more = ", ".join(names[:NAMED_IN_NOTE]), len(names) - NAMED_IN_NOTE
            if more > 0:
                who = gettext("%(who)s and %(more)s more") % {
                    "who": who,
                    "more": number_format(more, force_grouping=True),
                }
            if names:
                yield gettext(text) % {"who": who}


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


def _write_each(intake: LedgerIntake, seen: _Seen, batch: Sequence[Told], imported: int) -> Written:
    if not batch:
        return Written()
    before = intake.tally.rejected
    sifted = sift([_spoken(told) for told in batch])
    found = find_or_join(people=sifted.people, now=intake.now, imported=imported)
    parted = put_beside_sharers(sifted, found, now=intake.now)
    seen.apart += [_spoken(batch[place]).called for place in parted]
    seen.alike += [_spoken(batch[place]).called for place in sorted(sifted.alike)]
    pairs = intake.settled([_not_renamed(told, place, sifted) for place, told in enumerate(batch)], found)
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
    seen.doubted |= words.doubted
    news = found.made | found.identified | words.news | learnt | described
    added = len(news & {customer for _, customer in pairs})
    unchanged = len(batch) - added - (intake.tally.rejected - before)
    return Written(added, unchanged, len(found.made), changed=bool(added))


def _spoken(told: Told) -> Spoken:
    facts: dict[str, list[str]] = {}
    for name, value, _ in told.facts:
        facts.setdefault(name, []).append(str(value))
    person = Person(key=told.key, email=told.email, phone=told.phone)
    return Spoken(person, facts, company=told.kind == "company")


def _not_renamed(told: Told, place: int, sifted: Sifted) -> Told:
    """The line without its names if somebody spelt otherwise is taken for the same: a number alone renames nobody."""
    if place not in sifted.alike:
        return told
    return msgspec.structs.replace(told, facts=[fact for fact in told.facts if fact[0] not in NAMES])


def _words(told: Told, customer: int) -> list[Word]:
    until = _end(told.until)
    return [
        Word(customer, channel, purpose, state, at_seconds(told.said_at), until, told.proof, told.dated)
        for channel, purpose, state in told.words
    ]


def _end(until: int | None) -> dt.datetime | None:
    return None if until is None else at_seconds(until)

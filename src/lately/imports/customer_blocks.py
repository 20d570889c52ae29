"""What do some thousand lines of a table of customers say, read by column?

A column is checked with the same functions as a cell, but a value that stands in it many times only once, and what all
lines leave out is not asked of each. A line of which anything is refused is read by itself (customer_lines.py), which
says what is wrong with it: there is one rule, asked in two ways.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TypeVar

import msgspec

from lately.decisioning.catalogue import FactKind, Value
from lately.imports.columns import consent_columns
from lately.imports.customer_lines import (
    CALLED_BY,
    NAMED_BY,
    REMEMBERED,
    Consents,
    Known,
    LineReader,
    Told,
    called,
    company,
    kind_of,
)
from lately.imports.reading import identifier, phone_number
from lately.imports.services import Tally
from lately.lib.refusal import Refusal
from lately.lib.tables import Rejected, Table
from lately.lib.values import address

LINES = 2_000
_FIRM = ("company_name", "employer")
_CONTACT = ("do_not_contact", "consent_date", "consent_until", "consent_proof", "as_of")
_NO_COMPANY = ("company_name", ""), ("employer", "")
_NO_WORD = Consents([], 0, None, "", dated=False)
Asked = TypeVar("Asked")
Read = TypeVar("Read")
Columns = Mapping[str, Sequence[str]]


class Block(msgspec.Struct, array_like=True):
    """Lines by column, and those that could only be read one by one in `others`; a line stands in one of the two.

    `facts` are columns as `names` calls them, None where nothing is said, all true from `since` on; `more` are further
    facts, and `words` what is said of being contacted, each with the place of its line in the columns.
    """

    numbers: list[int]
    keys: list[str]
    emails: list[str]
    phones: list[str]
    kinds: list[str]
    owners: list[int | None]
    since: list[int]
    names: list[str]
    facts: list[list[str | int | bool | None]]
    more: list[tuple[int, Known]]
    words: list[tuple[int, Consents]]
    others: list[Told]

    def __len__(self) -> int:
        """How many lines it holds."""
        return len(self.numbers) + len(self.others)

    def only(self, places: Sequence[int]) -> Block:
        """Return the block with only the lines at some places of its columns, and all that were read one by one."""
        moved = {place: new for new, place in enumerate(places)}

        def of(column: Sequence[Read]) -> list[Read]:
            return [column[place] for place in places]

        return Block(
            of(self.numbers), of(self.keys), of(self.emails), of(self.phones), of(self.kinds), of(self.owners),
            of(self.since), self.names, [of(column) for column in self.facts],
            [(moved[place], fact) for place, fact in self.more if place in moved],
            [(moved[place], said) for place, said in self.words if place in moved], self.others,
        )  # fmt: skip

    def told(self, places: Sequence[int]) -> list[Told]:
        """Return the lines at some places of the columns as they are when read one by one."""
        if not places:
            return []
        more, words = dict[int, list[Known]](), dict(self.words)
        for place, fact in self.more:
            more.setdefault(place, []).append(fact)
        return [self._told(place, more.get(place, []), words.get(place)) for place in places]

    def _told(self, place: int, more: list[Known], contact: Consents | None) -> Told:
        since = self.since[place]
        said, said_at, until, proof, dated = contact or _NO_WORD
        facts = [
            (name, value, since)
            for name, column in zip(self.names, self.facts, strict=True)
            if (value := column[place]) is not None
        ]
        return Told(
            self.numbers[place], self.keys[place], self.emails[place], self.phones[place], self.kinds[place],
            self.owners[place], [*facts, *more], said, said_at, until, proof, dated,
        )  # fmt: skip


def blocks(table: Table, reader: LineReader, tally: Tally) -> Iterator[Block]:
    """Yield the lines of a table in blocks; a line that cannot be used goes to the rejected ones."""
    remembered = {kind.name: _Remembered(reader, kind) for kind in reader.facts}
    records = table.records()
    while some := list(islice(records, LINES)):
        tally.read += len(some)
        reading = _Reading(table, reader, remembered, some)
        block = reading.block()
        tally.rejects += sorted(reading.rejects, key=lambda line: line.number)
        if len(block):
            yield block


class _Remembered(dict[str, list[Value]]):
    """The values of the texts of one column, each worked out once; raises Refusal."""

    def __init__(self, reader: LineReader, kind: FactKind) -> None:
        super().__init__({"": []})
        self._reader = reader
        self._kind = kind

    def __missing__(self, text: str) -> list[Value]:
        if len(self) > REMEMBERED:
            self.clear()
            self[""] = []
        self[text] = found = list(dict.fromkeys(self._reader.values(self._kind, text)))
        return found


class _Reading:
    """One block being read; `odd` are the places of lines that are to be read one by one."""

    def __init__(
        self, table: Table, reader: LineReader, remembered: Mapping[str, _Remembered],
        records: Sequence[tuple[int, list[str]] | Rejected],
    ) -> None:  # fmt: skip
        self.table = table
        self.reader = reader
        self.remembered = remembered
        self.rejects = [found for found in records if isinstance(found, Rejected)]
        lines = [found for found in records if not isinstance(found, Rejected)]
        if _damaged(lines, len(table.headers)):
            lines = self._readable(lines)
        self.lines = lines
        self.odd: set[int] = set()

    def block(self) -> Block:
        """Read all columns, then the odd lines."""
        columns = self.table.by_column([cells for _, cells in self.lines]) if self.lines else {}
        texts = _Texts(columns, len(self.lines))
        keys = self._each(texts["id"], identifier)
        emails = self._each(texts["email"], address)
        phones = self._each(texts["phone"], phone_number)
        self._meet(keys, emails, phones, columns)
        since = self._since(columns)
        kinds = self._each(texts["kind"], kind_of) if "kind" in columns else [""] * len(self.lines)
        more: list[tuple[int, Known]] = []
        names, facts = self._stated(columns, since, more)
        self._companies(columns, kinds, since, more)
        names += ["email", "phone"]
        facts += [[email or None for email in emails], [" ".join(text.split()) or None for text in texts["phone"]]]
        self._left(columns, more)
        words = self._words(columns)
        owners = self._owners(columns)
        others = self._one_by_one()
        found = Block(
            [number for number, _ in self.lines], keys, emails, phones, kinds, owners, since, names, facts, more, words,
            others,
        )  # fmt: skip
        return found.only([place for place in range(len(self.lines)) if place not in self.odd]) if self.odd else found

    def _readable(self, lines: Sequence[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
        read = [(line, self.table.row(*line)) for line in lines]
        self.rejects += [found for _, found in read if isinstance(found, Rejected)]
        return [line for line, found in read if not isinstance(found, Rejected)]

    def _each(self, column: Sequence[str], check: Callable[[str], str]) -> list[str]:
        try:
            return [check(text) if text else "" for text in column]
        except Refusal:
            return [self._tried(place, check, text) if text else "" for place, text in enumerate(column)]

    def _tried(self, place: int, check: Callable[[str], str], text: str) -> str:
        try:
            return check(text)
        except Refusal:
            self.odd.add(place)
            return ""

    def _meet(self, keys: Sequence[str], emails: Sequence[str], phones: Sequence[str], columns: Columns) -> None:
        """Note by which names the lines go, in their order, whatever else is wrong with them."""
        whole = [hash(said) for said in zip(*columns.values(), strict=True)]
        wrong = frozenset(self.odd)
        meets = self.reader.meets
        for place, (number, _) in enumerate(self.lines):
            if place in wrong:
                continue
            key, email, said = keys[place], emails[place], whole[place]
            if key or email:
                met = (key and meets("id", key, number, said)) or (email and meets("e-mail", email, number, said))
            else:
                by = {name: columns[name][place] for name in CALLED_BY if name in columns}
                met = not phones[place] or meets("phone", phones[place] + called(by), number, said)
            if met:
                self.odd.add(place)

    def _asked(self, place: int, otherwise: Read, ask: Callable[[Asked], Read], about: Asked) -> Read:
        try:
            return ask(about)
        except Refusal:
            self.odd.add(place)
            return otherwise

    def _since(self, columns: Columns) -> list[int]:
        found = [self.reader.since({})] * len(self.lines)
        for place, values in self._where(columns, ("as_of",), ("as_of",)):
            found[place] = self._asked(place, found[place], self.reader.since, values)
        return found

    def _stated(
        self, columns: Columns, since: Sequence[int], more: list[tuple[int, Known]]
    ) -> tuple[list[str], list[list[Value | None]]]:
        names, found = [], []
        for kind in self.reader.facts:
            values = self._values(columns[kind.name], self.remembered[kind.name])
            names.append(kind.name)
            found.append([each[0] if len(each) == 1 else None for each in values])
            if kind.many:
                several = [(place, each) for place, each in enumerate(values) if len(each) > 1]
                more += [(place, (kind.name, value, since[place])) for place, each in several for value in each]
        return names, found

    def _values(self, column: Sequence[str], remembered: _Remembered) -> list[list[Value]]:
        try:
            return [remembered[text] for text in column]
        except Refusal:
            return [self._asked(place, [], remembered.__getitem__, text) for place, text in enumerate(column)]

    def _companies(
        self, columns: Columns, kinds: list[str], since: Sequence[int], more: list[tuple[int, Known]]
    ) -> None:
        """Note the companies; a line that only names one speaks of it."""
        if not set(_FIRM) & set(columns):
            return
        for place, values in self._where(columns, _FIRM, (*_FIRM, *NAMED_BY)):
            read = functools.partial(company, kind=kinds[place])
            firm, employer = self._asked(place, _NO_COMPANY, read, values)
            more += [(place, (name, text, since[place])) for name, text in (firm, employer) if text]
            kinds[place] = kinds[place] or ("company" if firm[1] else "")

    def _left(self, columns: Columns, more: list[tuple[int, Known]]) -> None:
        for place, values in self._where(columns, ("left",), ("left",)):
            at = self._asked(place, 0, self.reader.left, values)
            more.append((place, ("left", True, at)))

    def _words(self, columns: Columns) -> list[tuple[int, Consents]]:
        asked = [name for name in columns if name in consent_columns() or name in _CONTACT]
        found = []
        for place, values in self._where(columns, asked, asked):
            full = {**dict.fromkeys(columns, ""), **values}
            said = self._asked(place, _NO_WORD, self.reader.consents, full)
            if said.words:
                found.append((place, said))
        return found

    def _owners(self, columns: Columns) -> list[int | None]:
        if "owner" not in columns:
            return [None] * len(self.lines)
        return [
            None if place in self.odd else self.reader.colleague(text) for place, text in enumerate(columns["owner"])
        ]

    def _where(
        self, columns: Columns, said: Sequence[str], wanted: Sequence[str]
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """Lines that say something in one of these columns, each with what stands in the wanted ones."""
        there = [name for name in wanted if name in columns]
        matter = [columns[name] for name in said if name in columns]
        for place, cells in enumerate(zip(*matter, strict=True)):
            if any(cells):
                yield place, {name: columns[name][place] for name in there}

    def _one_by_one(self) -> list[Told]:
        found = []
        for place in sorted(self.odd):
            number, cells = self.lines[place]
            row = self.table.row(number, cells)
            try:
                if not isinstance(row, Rejected):
                    found.append(self.reader.read(row))
            except Refusal as refusal:
                self.rejects.append(Rejected(number, f"{refusal.what} {refusal.why}", refusal.todo))
        return found


class _Texts(dict[str, Sequence[str]]):
    """Columns; one that is not there is empty."""

    def __init__(self, columns: Columns, count: int) -> None:
        super().__init__(columns)
        self._count = count

    def __missing__(self, name: str) -> Sequence[str]:
        return [""] * self._count


def _damaged(lines: Sequence[tuple[int, list[str]]], width: int) -> bool:
    """Whether some line may be one that cannot be used at all."""
    return any(len(cells) > width for _, cells in lines) or "\0" in "".join(chain.from_iterable(map(_cells, lines)))


_cells = operator.itemgetter(1)

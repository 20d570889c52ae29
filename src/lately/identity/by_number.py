"""Is whoever a line names by a number alone the one who has that number?

Homes share a telephone, and firms a mailbox (info@). Such a name finds somebody only if their names do not differ;
else the line is of a person of its own, who goes by number and name together, and nobody is renamed by it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lately.identity.matching.compare import Book, compare
from lately.identity.matching.evidence import DIFFERS, SAME
from lately.identity.matching.mailed import is_shared
from lately.identity.matching.record import Record, record_of
from lately.identity.reading import COMPARED, records
from lately.identity.services import put_beside
from lately.profiles.services import NAMES, Clash, Found, Name, Person, known

_TELLING = ("given_name", "family_name", "generation", "company_name")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Spoken:
    """Whom a line speaks of: their identifiers, what it says of them by fact, and whether they are a company."""

    person: Person
    told: Mapping[str, Sequence[str]]
    company: bool = False

    @property
    def called(self) -> str:
        """Their name as the line writes it; blank if it writes none."""
        return " ".join(word for name in NAMES for word in self.told.get(name, ()))[:_LONGEST]

    @property
    def weak(self) -> list[Name]:
        """The identifiers that others may have, too, if it gives no other."""
        person = self.person
        if person.key or (person.email and not is_shared(person.email)):
            return []
        return person.names


@dataclass(slots=True)
class Sifted:
    """The `people` as they are to be looked up; by place, whose number `apart` people have, and who is spelt `alike`.

    `alike` has how the other, who is taken to be the same, is written.
    """

    people: list[Person]
    apart: dict[int, tuple[Name, dict[str, str]]] = field(default_factory=dict)
    alike: set[int] = field(default_factory=set)


_Has = tuple[Record, Person | None]


def sift(lines: Sequence[Spoken]) -> Sifted:
    """Tell those who only share a number or a mailbox from whoever has it, in the book or on an earlier line."""
    found = Sifted([line.person for line in lines])
    shared = {name for line in lines for name in line.weak}
    if not shared:
        return found
    has = _in_the_book(shared)
    for place, line in enumerate(lines):
        mine = record_of(-1 - place, {name: line.told[name] for name in COMPARED if name in line.told},
                         company=line.company)  # fmt: skip
        if line.weak and line.called:
            _meet(place, line, mine, has, found)
        for name in found.people[place].names if not line.weak else line.weak:
            if name in shared:
                has.setdefault(name, []).append((mine, found.people[place]))
    return found


def put_beside_sharers(sifted: Sifted, found: Found, *, now: dt.datetime) -> list[int]:
    """Propose those who were made because they only share a number, beside whoever has it; return their places.

    Call it inside a write transaction.
    """
    whose = known(names={name for name, _ in sifted.apart.values()})
    new: list[int] = []
    for place, (name, evidence) in sifted.apart.items():
        customer, other = found.customers[place], whose.get(name)
        if isinstance(customer, Clash) or customer not in found.made or other in {None, customer}:
            continue
        put_beside(customer, int(other or 0), evidence=evidence, now=now)
        new.append(place)
    return new


def _in_the_book(names: Iterable[Name]) -> dict[Name, list[_Has]]:
    whose = known(names=names)
    kept = {record.customer: record for record in records(sorted(set(whose.values())))}
    return {name: [(kept[customer], None)] for name, customer in whose.items() if customer in kept}


def _meet(place: int, line: Spoken, mine: Record, has: Mapping[Name, list[_Has]], found: Sifted) -> None:
    """Find who is meant among those who have its number; nobody of them, if all are called otherwise."""
    others: list[tuple[Name, dict[str, str]]] = []
    for name in line.weak:
        for record, person in has.get(name, ()):
            levels = _levels(mine, record)
            if DIFFERS not in levels.values():
                found.people[place] = person or _only(line.person, name)
                if record.name and (set(levels.values()) - {SAME} or mine.name != record.name):
                    found.alike.add(place)
                return
            others.append((name, levels | {name[0]: SAME}))
        if name not in has:
            found.people[place] = _only(line.person, name)
            break
    else:
        found.people[place] = Person(phone=f"{line.weak[-1][1]} {line.called}")
    if others:
        found.apart[place] = others[0]


def _levels(mine: Record, other: Record) -> dict[str, str]:
    """How the names compare; a person and a firm differ, unless one has no name or the same: mail tells no firm."""
    if mine.company != other.company:
        return {"company_name": DIFFERS} if other.name and other.name != mine.name else {}
    levels = compare(mine, other, _nothing_learnt(), thorough=True).levels
    return {name: level for name, level in levels.items() if name in _TELLING}


def _only(person: Person, name: Name) -> Person:
    return person if name[0] == "email" else Person(phone=person.phone)


@functools.cache
def _nothing_learnt() -> Book:
    return Book()

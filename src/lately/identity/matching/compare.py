"""What speaks for two records being one customer, and what against it?

A pair is weighed against two other stories, in bits (one bit: twice as likely). That two *strangers* agree by chance:
a rare name, a date of birth or an address speak against it. And that two people of *one household* or one firm do:
those share a family name, an address, a number, even a mailbox, so only what is each one's own counts, the given name
and the date of birth. Both stories must be unlikely. Twins fail the second by their names, father and son by their
dates, two Smiths in two towns the first. A name alone never passes the first.

How common words are, and how households look, is learnt from the book (familiar.py, households.py); the other weights
are written down here, not fitted to any list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from lately.identity.matching import names
from lately.identity.matching.addresses import address
from lately.identity.matching.evidence import ALIKE, DIFFERS, INITIAL, SAME, SHORT, UNKNOWN, Evidence, unknown
from lately.identity.matching.familiar import Familiar
from lately.identity.matching.firms import firms
from lately.identity.matching.households import Households, Pattern
from lately.identity.matching.mailed import spelt
from lately.identity.matching.record import Record

NEVER = -99.0
PROPOSED = 3.0  # bits; chosen on one published list and tried on others (docs/identity-measured.md)
_ADDRESS = 14.0  # bits that an address can say at most
_BORN, _MAIL, _PHONE = 14.0, 14.0, 12.0
_LESS = {SAME: 0.0, SHORT: 0.5, ALIKE: 1.0, INITIAL: 3.0}  # bits that a name says less if it is not the same
_CALLED, _NAME, _LITTLE = 2.5, 12.0, 2.0  # bits of a mailbox's name, of a word of it at most, and of an initial
_LESS_OWN = 1.4  # bits that an initial says less: of a household, one in twelve begins alike
_MOST_SHARED = 6.0  # bits that mailbox, number and generation can say against a household
_YEARS = 10


@dataclass(frozen=True, slots=True)
class Book:
    """What is learnt of a book before pairs are weighed."""

    familiar: Familiar = field(default_factory=Familiar)
    households: Households = field(default_factory=Households)


@dataclass(frozen=True, slots=True)
class Compared:
    """How sure it is that two records are one customer, in bits beyond even chances, and what speaks for it or not."""

    score: float
    evidence: tuple[Evidence, ...] = ()

    @property
    def levels(self) -> dict[str, str]:
        """By field, how it compares."""
        return {each.field: each.level for each in self.evidence}

    @property
    def pattern(self) -> Pattern | None:
        """For households.learnt: whether name and date agree, of a pair that shares a home; None if it does not."""
        levels = self.levels
        shared = levels.get("postal_address") in {SAME, ALIKE} or SAME in {levels.get("phone"), levels.get("email")}
        if not shared or not {"given_name", "birth_date"} <= levels.keys():
            return None
        return levels["given_name"] != DIFFERS, levels["birth_date"] != DIFFERS


def compare(one: Record, other: Record, book: Book, *, thorough: bool = False) -> Compared:
    """Weigh two records; the score is the lower of the two stories'.

    Unless it is to be `thorough`, addresses are not looked at where they could not make a difference any more.
    """
    if one.company != other.company:
        return Compared(NEVER)
    if not (thorough or one.company) and _others(one, other, book):
        return Compared(NEVER)
    found = firms(one, other, book.familiar) if one.company else _persons(one, other, book)
    before = 0.0 if one.company else book.households.before
    hopeless = _summed(found, book, before)
    if not thorough and min(hopeless.household, hopeless.strangers + _ADDRESS) < PROPOSED and not one.company:
        return Compared(NEVER)
    found.append(address(one.address, other.address, book.familiar, firm=one.company))
    evidence = tuple(each for each in found if each.level != UNKNOWN)
    both = _summed(evidence, book, before)
    beside = any(each.strangers > 0 for each in evidence if each.field not in {"given_name", "family_name"})
    return Compared(min(both.strangers, both.household) if beside else NEVER, evidence)


def _others(one: Record, other: Record, book: Book) -> bool:
    """Whether two given names differ so that nothing else could make up for it: most pairs end here."""
    if names.given(one, other, book.familiar).level != DIFFERS or names.swapped(one, other, book.familiar):
        return False
    own = book.households.name(agrees=False) + _born(one, other, book).household
    return book.households.before + own + _MOST_SHARED < PROPOSED


def _summed(evidence: Iterable[Evidence], book: Book, before: float) -> Evidence:
    """All that was found, taken together."""
    listed = list(evidence)
    strangers = sum(each.strangers for each in listed) - book.familiar.crowd
    household = before + sum(each.household for each in listed)
    return _as_asked(listed, Evidence("all", UNKNOWN, strangers, household))


def _as_asked(found: Iterable[Evidence], both: Evidence) -> Evidence:
    """One whole name at one number is asked about, however many families a book holds; unless dates tell two."""
    levels = {each.field: each.level for each in found}
    whole = all(levels.get(name) == SAME for name in ("given_name", "family_name", "phone"))
    if not whole or DIFFERS in {levels.get("birth_date"), levels.get("generation")}:
        return both
    return both._replace(household=max(both.household, PROPOSED))


def _persons(one: Record, other: Record, book: Book) -> list[Evidence]:
    """All but the address."""
    first, last = names.given(one, other, book.familiar), names.family(one, other, book.familiar)
    if DIFFERS in {first.level, last.level}:
        first, last = names.swapped(one, other, book.familiar) or (first, last)
    return [
        first._replace(household=_own_name(first.level, book.households)), last, _generation(one, other),
        _born(one, other, book), _mail(one, other, book), _phone(one, other, book),
    ]  # fmt: skip


def _own_name(level: str, households: Households) -> float:
    if level == UNKNOWN:
        return 0.0
    return households.name(agrees=False) if level == DIFFERS else households.name(agrees=True) - _LESS[level]


def _generation(one: Record, other: Record) -> Evidence:
    """Junior and senior are two; one of them unsaid says nothing."""
    if not one.generation or not other.generation:
        return unknown("generation")
    same = one.generation == other.generation
    return Evidence("generation", SAME, 2.0, 3.0) if same else Evidence("generation", DIFFERS, -2.0, -20.0)


def _born(one: Record, other: Record, book: Book) -> Evidence:
    """Twins share the day, so it says less against a household than against strangers."""
    if not one.born or not other.born:
        return unknown("birth_date")
    if one.born == other.born:
        return Evidence("birth_date", SAME, _rare("born", one.born, book, _BORN), book.households.day(agrees=True))
    if _misread(one.born, other.born):
        return Evidence("birth_date", ALIKE, 8.0, book.households.day(agrees=True) - 2.0)
    return Evidence("birth_date", DIFFERS, -4.0, book.households.day(agrees=False))


def _misread(one: str, other: str) -> bool:
    """Whether one digit is another, two changed places, or day and month did; a generation apart is no slip."""
    if one[:4] + one[6:8] + one[4:6] == other:
        return True
    return OSA.distance(one, other, score_cutoff=1) <= 1 and abs(_year(one) - _year(other)) <= _YEARS


def _year(day: str) -> int:
    return int(day[:4]) if day[:4].isdecimal() else 0


def _mail(one: Record, other: Record, book: Book) -> Evidence:
    """Couples share a mailbox, and people have two."""
    shared = one.emails & other.emails
    called = None if shared else _called(one, other, book)
    if called is not None:
        return called
    if not one.emails or not other.emails:
        return unknown("email")
    if not shared:
        return Evidence("email", DIFFERS, -1.0)
    return Evidence("email", SAME, max(_rare("email", mail, book, _MAIL) for mail in shared), 2.0)


def _called(one: Record, other: Record, book: Book) -> Evidence | None:
    """What it says that the one, of whom no name is known, has a mailbox that is called by the other's name."""
    nameless, named = (one, other) if one.mailed else (other, one)
    forms = spelt(named.given[:2], named.family[:3]) if nameless.mailed else {}
    found = max((forms[name][::-1] for name in nameless.mailed if name in forms), default=None)
    if found is None:
        return None
    whole, last, first = found
    bits = _CALLED + min(_NAME, book.familiar.bits("family", last))
    if not whole:
        return Evidence("email", INITIAL, bits + _LITTLE, _own_name(SAME, book.households) - _LESS_OWN)
    return Evidence(
        "email", ALIKE, bits + min(_NAME, book.familiar.bits("given", first)), _own_name(SAME, book.households)
    )


def _phone(one: Record, other: Record, book: Book) -> Evidence:
    """Homes share a number, and people have two."""
    if not one.phones or not other.phones:
        return unknown("phone")
    shared = one.phones & other.phones
    if not shared:
        return Evidence("phone", DIFFERS, -1.0)
    return Evidence("phone", SAME, max(_rare("phone", number, book, _PHONE) for number in shared), 0.5)


def _rare(kind: str, value: str, book: Book, most: float) -> float:
    """What is one of very many says more than the book shows; what everybody was given says little."""
    return max(0.0, min(most, book.familiar.bits(kind, value) + 3.0))

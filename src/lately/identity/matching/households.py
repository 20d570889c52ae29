"""How often are two records that share a home or a number two people's, and how often does one person's record err?

Every book answers differently: a dentist's has whole families, a shop's one name to an address. So it is learnt from
the book itself, without anybody saying which pairs are one. Of pairs that share an address, a mailbox or a number, only
the given name and the date of birth tell people apart; two unlike names *and* two dates are two people, both alike are
one person, and the pairs between are parted by expectation and maximisation (two classes, two signs). A small book says
little, so what is usual counts as many pairs as stand in `_USUAL`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

_SHARE_NAME, _SHARE_DAY = 0.03, 0.02  # of two people of one household: namesakes, twins
_TWO_PEOPLE, _ERRS = 0.6, 0.01  # usual: how many pairs are two people; how often one person's name or day is wrong
_USUAL = 25.0  # pairs
_ROUNDS = 60
_LEAST = 1e-4
Pattern = tuple[bool, bool]
"""Of a pair: whether the given names agree, whether the dates of birth do."""


@dataclass(frozen=True, slots=True)
class Households:
    """Shares: of sharing pairs that are two people, and of one person's records with a wrong given name or date."""

    two_people: float = _TWO_PEOPLE
    name_errs: float = _ERRS
    day_errs: float = _ERRS

    @property
    def before(self) -> float:
        """Bits for one person, before names and dates are looked at."""
        return math.log2((1 - self.two_people) / self.two_people)

    def name(self, *, agrees: bool) -> float:
        """Bits for one person that given names say."""
        return _bits(self.name_errs, _SHARE_NAME, agrees=agrees)

    def day(self, *, agrees: bool) -> float:
        """Bits for one person that dates of birth say."""
        return _bits(self.day_errs, _SHARE_DAY, agrees=agrees)


def learnt(patterns: Counter[Pattern]) -> Households:
    """Fit the shares to what the pairs of a book look like."""
    found = Households()
    for _ in range(_ROUNDS):
        found = _better(found, patterns)
    return found


def _better(now: Households, patterns: Counter[Pattern]) -> Households:
    one = {pattern: count * _one_person(now, pattern) for pattern, count in patterns.items()}
    persons, pairs = sum(one.values()), sum(patterns.values())
    wrong_name = sum(count for pattern, count in one.items() if not pattern[0])
    wrong_day = sum(count for pattern, count in one.items() if not pattern[1])
    return Households(
        two_people=_kept((pairs - persons + _USUAL * _TWO_PEOPLE) / (pairs + _USUAL)),
        name_errs=_kept((wrong_name + _USUAL * _ERRS) / (persons + _USUAL)),
        day_errs=_kept((wrong_day + _USUAL * _ERRS) / (persons + _USUAL)),
    )


def _one_person(now: Households, pattern: Pattern) -> float:
    bits = now.before + now.name(agrees=pattern[0]) + now.day(agrees=pattern[1])
    return 1 / (1 + math.exp2(-bits))


def _bits(errs: float, shared: float, *, agrees: bool) -> float:
    return math.log2((1 - errs) / shared) if agrees else math.log2(errs / (1 - shared))


def _kept(share: float) -> float:
    return min(1 - _LEAST, max(_LEAST, share))

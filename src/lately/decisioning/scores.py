"""How much is each allowed offer worth to this customer now?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import numpy as np

from lately.decisioning.compile import Tables, Weighing, Words
from lately.decisioning.encode import Codes, Places
from lately.decisioning.fold import Facts, joint_places
from lately.decisioning.offers import Offer
from lately.decisioning.records import Ints

OFTEN = 8  # offers from which on it is quicker to join what they ask for once, for everybody
Work = Callable[[Sequence[Any]], Any]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of the k allowed cells, offer by offer: who may hear it, ascending, and what it is worth in micro-worth.

    Those of offer i stand from place `starts[i]` on.
    """

    starts: tuple[int, ...]
    customers: Ints
    numbers: Ints

    def of(self, bit: int) -> tuple[Ints, Ints]:
        """Who may hear an offer, and its scores."""
        cells = slice(self.starts[bit], self.starts[bit + 1])
        return self.customers[cells], self.numbers[cells]

    def __getitem__(self, cell: tuple[int, int]) -> int:
        """The score of a customer's offer, 0 where it is refused."""
        customers, numbers = self.of(cell[1])
        place = int(np.searchsorted(customers, cell[0]))
        return int(numbers[place]) if place < len(customers) and customers[place] == cell[0] else 0


def scored(tables: Tables, codes: Mapping[str, Codes], allowed: Words) -> Scores:
    """Scores of the allowed cells of everybody."""
    count = int(np.bitwise_count(allowed).sum())
    customers, numbers = np.empty((2, count), dtype=np.int64)  # one large array is had sooner than two
    starts, many = [0], _Many(codes, tables.weighed)
    for offer, weighed, rows in zip(
        tables.offers, tables.weighed, _customers(allowed, len(tables.offers)), strict=True
    ):
        cells = slice(starts[-1], starts[-1] + len(rows))
        customers[cells] = rows
        numbers[cells] = _score(offer, weighed, partial(many.worked_out, rows))
        starts.append(cells.stop)
    return Scores(tuple(starts), customers, numbers)


def scored_one(tables: Tables, code: Mapping[str, int], allowed: int) -> dict[int, int]:
    """Scores of the allowed offers of one customer."""

    def worked_out(work: Work, some: Sequence[Weighing]) -> int:
        found: int = work([one.numbers[code[one.column]] for one in some])
        return found

    return {
        bit: _score(offer, weighed, worked_out)
        for bit, (offer, weighed) in enumerate(zip(tables.offers, tables.weighed, strict=True))
        if allowed >> bit & 1
    }


def _score(offer: Offer, weighed: Sequence[Weighing], worked_out: Callable[[Work, Sequence[Weighing]], Any]) -> Any:
    """What an offer is worth after the factors that multiply, and those that add, less its cost.

    `worked_out` hands over the numbers of factors: integers for one customer, arrays for many.
    """
    times = sum(one.kind == "times" for one in weighed)
    worth, cost = offer.attributes["worth_micro"], offer.attributes["cost_micro"]
    return worked_out(
        lambda numbers: reduce(_multiplied, numbers[:times], worth) + sum(numbers[times:]) - cost, weighed
    )


def _multiplied(worth: Any, thousandths: Any) -> Any:
    return worth * thousandths // 1000


class _Many:
    """Works factors out for many customers: once for each combination of codes, if there are fewer of those."""

    def __init__(self, codes: Mapping[str, Codes], weighed: Sequence[Sequence[Weighing]]) -> None:
        self.codes = codes
        self.often = Counter(some for one in weighed for some in _beginnings(self._facts(one)))
        self.numbers = {one: self._numbers(one) for one in {each for some in weighed for each in some}}
        self.shared: dict[Facts, Places] = {}

    def worked_out(self, rows: Ints, work: Work, some: Sequence[Weighing]) -> Any:
        """What `work` makes of the numbers of some factors, for the customers in these rows."""
        facts = self._facts(some)
        if not some or math.prod(count for _, count in facts) > len(rows):
            return work([self.numbers[one].take(self.codes[one.column].places.take(rows)) for one in some])
        return self._combinations(work, some, facts).take(self._joint(rows, facts))

    def _joint(self, rows: Ints, facts: Facts) -> Places:
        """The joint places of these customers: what many offers ask for is joined for everybody at once."""
        shared = max((some for some in _beginnings(facts) if self.often[some] >= OFTEN), default=facts[:1], key=len)
        if shared not in self.shared:
            self.shared[shared] = joint_places([(self.codes[name].places, count) for name, count in shared])
        own = ((self.codes[name].places.take(rows), count) for name, count in facts[len(shared) :])
        return joint_places([(self.shared[shared].take(rows), math.prod(count for _, count in shared)), *own])

    def _facts(self, some: Sequence[Weighing]) -> Facts:
        """The facts with how many codes each may have, those first that most offers share."""
        return tuple({one.column: len(self.codes[one.column].codes) for one in reversed(some)}.items())

    def _numbers(self, one: Weighing) -> Ints:
        """The number of a factor for each code that may occur."""
        return np.array([one.numbers[code] for code in self.codes[one.column].codes], dtype=np.int64)

    def _combinations(self, work: Work, some: Sequence[Weighing], facts: Facts) -> Ints:
        """What it comes to in every combination of codes, in the order of the joint places."""
        ones = {name: (1,) * after for after, (name, _) in enumerate(reversed(facts))}
        found: Ints = work([self.numbers[one].reshape(-1, *ones[one.column]) for one in some])
        return found.ravel()


def _beginnings(facts: Facts) -> Iterator[Facts]:
    return (facts[:count] for count in range(1, len(facts) + 1))


def _customers(mask: Words, count: int) -> Iterator[Ints]:
    """The customers of each offer, ascending."""
    for number, byte in enumerate(np.ascontiguousarray(mask.astype("<u8").view(np.uint8).T)):
        some = np.flatnonzero(byte != 0)
        theirs = byte.take(some)
        for bit in range(min(8, count - 8 * number)):
            yield some.compress(theirs & (1 << bit) != 0)

"""How much is each allowed offer worth to this customer now?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import numpy as np

from lately.decisioning.compile import Tables, Weighing, Words
from lately.decisioning.encode import Codes
from lately.decisioning.fold import Facts, Joint
from lately.decisioning.offers import Offer
from lately.decisioning.records import Ints

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
    starts, many = [0], _Many(codes)
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
    times, plus = ([one for one in weighed if one.kind == kind] for kind in ("times", "plus"))
    worth, cost = offer.attributes["worth_micro"], offer.attributes["cost_micro"]
    return worked_out(lambda numbers: reduce(_multiplied, numbers, worth), times) + worked_out(sum, plus) - cost


def _multiplied(worth: Any, thousandths: Any) -> Any:
    return worth * thousandths // 1000


class _Many:
    """Works factors out for many customers: once for each combination of codes, if there are fewer of those."""

    def __init__(self, codes: Mapping[str, Codes]) -> None:
        self.codes = codes
        self.joint = Joint(codes)
        self.combined: dict[tuple[tuple[str, str], ...], tuple[Codes, list[Ints]]] = {}

    def worked_out(self, rows: Ints, work: Work, some: Sequence[Weighing]) -> Any:
        """What `work` makes of the numbers of some factors, for the customers in these rows."""
        facts = tuple({one.column: len(one.numbers) for one in reversed(some)}.items())
        if not some or math.prod(count for _, count in facts) > len(rows):
            return work([np.array(one.numbers).take(self.codes[one.column].take(rows)) for one in some])
        name = tuple((one.factor, one.column) for one in some)
        if name not in self.combined:
            self.combined[name] = self.joint[facts], _combinations(some, facts)
        codes, numbers = self.combined[name]
        return work(numbers).take(codes.take(rows))


def _combinations(some: Sequence[Weighing], facts: Facts) -> list[Ints]:
    """The numbers of each factor in every combination of codes, in the order of the joint code."""
    names, counts = zip(*facts, strict=True)
    places = np.indices(counts).reshape(len(counts), -1)
    codes: dict[str, Ints] = {name: places[place] for place, name in enumerate(names)}
    return [np.array(one.numbers, dtype=np.int64).take(codes[one.column]) for one in some]


def _customers(mask: Words, count: int) -> Iterator[Ints]:
    """The customers of each offer, ascending."""
    for number, byte in enumerate(np.ascontiguousarray(mask.astype("<u8").view(np.uint8).T)):
        some = np.flatnonzero(byte)
        theirs = byte[some]
        for bit in range(min(8, count - 8 * number)):
            yield some[np.flatnonzero(theirs & (1 << bit) != 0)]

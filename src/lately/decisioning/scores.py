"""How much is each allowed offer worth to this customer now?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lately.decisioning.compile import Tables, Weighing, Words
from lately.decisioning.encode import Codes
from lately.decisioning.offers import Offer
from lately.decisioning.records import Ints


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
    customers, scores = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    numbers = {one: np.array(one.numbers, dtype=np.int64) for one in tables.weighings}
    starts = [0]
    for offer, weighed, rows in zip(
        tables.offers, tables.weighed, _customers(allowed, len(tables.offers)), strict=True
    ):
        cells = slice(starts[-1], starts[-1] + len(rows))
        customers[cells] = rows
        scores[cells] = _score(offer, weighed, [numbers[one].take(codes[one.column].take(rows)) for one in weighed])
        starts.append(cells.stop)
    return Scores(tuple(starts), customers, scores)


def scored_one(tables: Tables, code: Mapping[str, int], allowed: int) -> dict[int, int]:
    """Scores of the allowed offers of one customer."""
    return {
        bit: _score(offer, weighed, [one.numbers[code[one.column]] for one in weighed])
        for bit, (offer, weighed) in enumerate(zip(tables.offers, tables.weighed, strict=True))
        if allowed >> bit & 1
    }


def _score(offer: Offer, weighed: Sequence[Weighing], numbers: Sequence[Any]) -> Any:
    """The score of one offer: integers for one customer, arrays for many."""
    score = offer.attributes["worth_micro"]
    for one, number in zip(weighed, numbers, strict=True):
        score = score * number // 1000 if one.kind == "times" else score + number
    return score - offer.attributes["cost_micro"]


def _customers(mask: Words, count: int) -> Iterator[Ints]:
    """The customers of each offer, ascending."""
    rows = np.ascontiguousarray(mask.astype("<u8").view(np.uint8).T)
    for bit in range(count):
        yield np.flatnonzero(rows[bit // 8] & (1 << bit % 8) != 0)

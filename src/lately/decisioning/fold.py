"""Which look-ups can be made at once for a population? Several facts have one joint code, as long as it stays small."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from lately.decisioning.compile import Look, Words, words
from lately.decisioning.encode import Codes, Places

MOST = 4096  # codes of a joint fact, so that its tables stay close at hand

Facts = tuple[tuple[str, int], ...]  # names, and how many codes each may have


@dataclass(frozen=True, slots=True)
class WordLook:
    """A look-up for a population: rows of 64-bit words instead of integers, of a joint fact."""

    reason: str
    column: Facts
    table: Words

    def refused(self, places: Places) -> Words:
        """The words refused at each of these places."""
        return self.table.take(places, axis=0)


def joint_places(columns: Sequence[tuple[Places, int]]) -> Places:
    """One place for each combination of the places of some columns, the last turning fastest.

    Each column comes with how many places there are in it.
    """
    (found, combinations), *others = columns
    for places, count in others:
        combinations *= count
        found = np.multiply(found, count, dtype=np.min_scalar_type(combinations))
        found += places
    return found


def folded(looks: Sequence[Look], codes: Mapping[str, Codes], offers: int) -> Iterator[WordLook]:
    """The look-ups with those of one reason made at once: a joint table refuses what any of its tables refuses.

    What refuses nothing to anybody here is left out: most facts are known of everybody.
    """
    for reason, tables in _groups(looks, codes, offers):
        facts = tuple((column, len(table)) for column, table in tables.items())
        yield WordLook(reason, facts, reduce(_both, tables.values()))


def _both(slow: Words, fast: Words) -> Words:
    return (slow[:, None] | fast).reshape(len(slow) * len(fast), -1)


def _groups(looks: Sequence[Look], codes: Mapping[str, Codes], offers: int) -> Iterator[tuple[str, dict[str, Words]]]:
    """Each reason with the tables of some facts, as many as have not too many codes together."""
    for reason, columns in _refusing(looks, codes).items():
        tables: dict[str, Words] = {}
        for column, masks in columns.items():
            if tables and len(masks) * math.prod(map(len, tables.values())) > MOST:
                yield reason, tables
                tables = {}
            tables[column] = words(masks, offers)
        yield reason, tables


def _refusing(looks: Sequence[Look], codes: Mapping[str, Codes]) -> dict[str, dict[str, list[int]]]:
    """By reason and fact, the mask refused for each code that may occur."""
    found: dict[str, dict[str, list[int]]] = {}
    for look in looks:
        masks = [look.refused(code) for code in codes[look.column].codes]
        if any(masks):
            columns = found.setdefault(look.reason, {})
            before = columns.get(look.column, masks)
            columns[look.column] = [one | other for one, other in zip(before, masks, strict=True)]
    return found

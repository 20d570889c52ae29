"""Which look-ups can be made at once for a population? Several facts have one joint code, as long as it stays small."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from lately.decisioning.compile import Look, Words, words
from lately.decisioning.encode import Codes

MOST = 256  # codes of a joint fact, so that one byte holds them


Facts = tuple[tuple[str, int], ...]  # names, and how many codes each has


@dataclass(frozen=True, slots=True)
class WordLook:
    """A look-up for a population: rows of 64-bit words instead of integers, of a joint fact."""

    reason: str
    column: Facts
    table: Words

    def allowed(self, codes: Codes) -> Words:
        """The words allowed for each of these codes."""
        return self.table.take(codes, axis=0)


class Joint:
    """One code for each combination of the codes of some facts, the last turning fastest; each is made once."""

    def __init__(self, codes: Mapping[str, Codes]) -> None:
        self.codes = codes
        self.made: dict[Facts, Codes] = {}

    def __getitem__(self, facts: Facts) -> Codes:
        """The joint code of some facts."""
        if facts not in self.made:
            *before, (name, count) = facts
            found = self.codes[name]
            if before:
                combinations = np.min_scalar_type(math.prod(size for _, size in facts))
                slow = self[tuple(before)].astype(combinations)
                slow *= combinations.type(count)
                found = slow + found
            self.made[facts] = found
        return self.made[facts]


def folded(looks: Sequence[Look], offers: int) -> Iterator[WordLook]:
    """The look-ups with those of one reason made at once: a joint table allows what each of its tables allows."""
    for reason, tables in _groups(looks, offers):
        facts = tuple((column, len(table)) for column, table in tables.items())
        yield WordLook(reason, facts, reduce(_both, tables.values()))


def _both(slow: Words, fast: Words) -> Words:
    return (slow[:, None] & fast).reshape(len(slow) * len(fast), -1)


def _groups(looks: Sequence[Look], offers: int) -> Iterator[tuple[str, dict[str, Words]]]:
    """Each reason with the tables of some facts, as many as have not too many codes together."""
    for reason in dict.fromkeys(look.reason for look in looks):
        tables: dict[str, Words] = {}
        for look in looks:
            if look.reason == reason:
                table = words(look.table, offers)
                if tables and len(table) * math.prod(map(len, tables.values())) > MOST:
                    yield reason, tables
                    tables = {}
                tables[look.column] = table & tables[look.column] if look.column in tables else table
        yield reason, tables

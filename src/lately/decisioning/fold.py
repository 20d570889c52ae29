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


@dataclass(frozen=True, slots=True)
class WordLook:
    """A look-up for a population: rows of 64-bit words instead of integers."""

    reason: str
    column: str
    table: Words

    def allowed(self, codes: Codes) -> Words:
        """The words allowed for each of these codes."""
        return self.table.take(codes, axis=0)


Facts = tuple[tuple[str, int], ...]


class Joint:
    """One code for each combination of the codes of some facts, the last turning fastest; each is made once."""

    def __init__(self, codes: Mapping[str, Codes]) -> None:
        self.codes = codes
        self.made: dict[Facts, Codes] = {}

    def of(self, facts: Facts) -> Codes:
        """The joint code of some facts; each is a name and how many codes it has."""
        if facts not in self.made:
            *before, (name, count) = facts
            found = self.codes[name]
            if before:
                combinations = np.min_scalar_type(math.prod(size for _, size in facts))
                slow = self.of(tuple(before)).astype(combinations)
                slow *= combinations.type(count)
                found = slow + found
            self.made[facts] = found
        return self.made[facts]


def folded(looks: Sequence[Look], codes: Mapping[str, Codes], offers: int) -> tuple[list[WordLook], dict[str, Codes]]:
    """The look-ups with those of one reason made at once, and the codes with those of the joint facts.

    A joint table allows what each of the tables allows.
    """
    found, joint, joint_codes = [], Joint(codes), dict(codes)
    for reason, tables in _groups(looks, offers):
        name = " and ".join(tables)
        joint_codes[name] = joint.of(tuple((column, len(table)) for column, table in tables.items()))
        found.append(WordLook(reason, name, reduce(_both, tables.values())))
    return found, joint_codes


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

"""How does a fact become a code? By its breakpoints, and by nothing else."""

from __future__ import annotations

import functools
import itertools
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lately.decisioning.compile import NO, UNKNOWN, YES, Tables, samples
from lately.decisioning.expression import Expression, Leaf, Scalar

Places = NDArray[np.unsignedinteger[Any]]
NO_OR_YES = (0, 1)
SELDOM = 4  # changes up to which to compare with each is quicker than to look up
MANY = 40  # breakpoints from which on a search is quicker than to compare with each
_ANSWERS = (NO, UNKNOWN, YES)


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of every customer of the pass, shape (m,); `known` says where it is known.

    `values` are whole numbers; or, where a fact takes few values only, their places in `few`.
    """

    values: NDArray[Any]
    known: NDArray[np.bool_]
    few: tuple[Scalar, ...] = ()

    def at(self, index: int) -> Scalar:
        """What it says of the customer at `index`, if it is known."""
        value: int = self.values[index].item()
        return self.few[value] if self.few else value


@dataclass(frozen=True, slots=True)
class Codes:
    """One fact's code of every customer: `codes[places[i]]`. Where a fact says few things, its places are used as is.

    `places` are unsigned integers, shape (m,); `codes` are those that may occur, each once.
    """

    places: Places
    codes: tuple[int, ...]

    def __getitem__(self, index: int) -> int:
        return self.codes[int(self.places[index])]


def encoded(columns: Mapping[str, Column], tables: Tables) -> dict[str, Codes]:
    """Codes of every fact the tables look at, and of every question made of several facts."""
    codes = {fact: codes_of(columns[fact], breaks) for fact, breaks in tables.encoders.items()}
    answers: dict[Expression, Places] = {}
    for name, question in tables.questions.items():
        codes[name] = Codes(_answer(question, tables.encoders, codes, answers), _ANSWERS)
    return codes


def codes_of(column: Column, breaks: tuple[Scalar, ...]) -> Codes:
    """Return 1 + how many breakpoints a value has reached; 0 where it is not known. The smallest integers do."""
    places, codes = _few(column, breaks) if column.few else _reached(column.values, breaks)
    if column.known.all():
        return Codes(places, codes)
    size = np.min_scalar_type(1 + len(codes))
    known: Places = np.multiply(places + size.type(1), column.known, dtype=size)
    return Codes(known, (UNKNOWN, *codes))


def _few(column: Column, breaks: tuple[Scalar, ...]) -> tuple[Places, tuple[int, ...]]:
    """The places as they are, unless several of them have one code."""
    size = np.min_scalar_type(len(column.few))
    codes = [1 + bisect_right(breaks, value) for value in column.few]
    differing = tuple(sorted(set(codes)))
    if len(differing) == len(codes):
        same = column.values.dtype.itemsize == size.itemsize
        return column.values.view(size) if same else column.values.astype(size), tuple(codes)
    return _mapped([differing.index(code) for code in codes], column.values), differing


def _reached(values: NDArray[Any], breaks: tuple[Scalar, ...]) -> tuple[Places, tuple[int, ...]]:
    """How many breakpoints each value has reached."""
    size = np.min_scalar_type(1 + len(breaks))
    if len(breaks) > MANY:
        found = np.searchsorted(np.array(breaks), values, side="right").astype(size)
    else:
        found = np.zeros(len(values), size)
        for edge in breaks:
            found += values >= edge
    return found, tuple(range(1, 2 + len(breaks)))


def _mapped(numbers: Sequence[int], places: NDArray[Any]) -> Places:
    """The number at each place; where they change seldom, to compare is quicker than to look each of them up."""
    size = np.min_scalar_type(max(numbers))
    pairs = enumerate(itertools.pairwise(numbers), 1)
    changes = [(place, after - before) for place, (before, after) in pairs if before != after]
    if len(changes) > SELDOM:
        return np.array(numbers, size).take(places)
    places = places.view(np.uint8) if places.dtype == bool else places
    found = np.full(len(places), numbers[0], size)
    for place, change in changes:
        if change > 0:
            found += (places >= place) * size.type(change)
        else:
            found -= (places >= place) * size.type(-change)
    return found


def _answer(
    question: Expression,
    encoders: Mapping[str, tuple[Scalar, ...]],
    codes: Mapping[str, Codes],
    answers: dict[Expression, Places],
) -> Places:
    """0 where it is false, 1 where unknown, 2 where true: so `all` is the least, `any` the most (Kleene).

    Every part is answered once; `answers` holds what was answered already.
    """
    if question not in answers:
        if isinstance(question, Leaf):
            holds = [1, *(2 * question.holds(value) for value in samples(encoders[question.fact]))]
            fact = codes[question.fact]
            answers[question] = _mapped([holds[code] for code in fact.codes], fact.places)
        else:
            parts = [_answer(part, encoders, codes, answers) for part in question.parts]
            answers[question] = _JOINED[question.joined](parts)
    return answers[question]


_JOINED: dict[str, Callable[[list[Places]], Places]] = {
    "all": functools.partial(functools.reduce, np.minimum),
    "any": functools.partial(functools.reduce, np.maximum),
    "not": lambda parts: 2 - parts[0],
}

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

Codes = NDArray[np.unsignedinteger[Any]]
NO_OR_YES = (0, 1)
SELDOM = 4  # changes up to which to compare with each is quicker than to look up
MANY = 40  # breakpoints from which on a search is quicker than to compare with each
_BYTE = np.dtype(np.uint8)


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


def encoded(columns: Mapping[str, Column], tables: Tables) -> dict[str, Codes]:
    """Codes of every fact the tables look at, and of every question made of several facts; shape (m,) each."""
    codes = {fact: codes_of(columns[fact], breaks) for fact, breaks in tables.encoders.items()}
    answers: dict[Expression, Codes] = {}
    for name, question in tables.questions.items():
        codes[name] = _mapped((NO, UNKNOWN, YES), _answer(question, tables.encoders, codes, answers), _BYTE)
    return codes


def codes_of(column: Column, breaks: tuple[Scalar, ...]) -> Codes:
    """Return 1 + how many breakpoints a value has reached; 0 where it is not known. The smallest integers do."""
    size = np.min_scalar_type(1 + len(breaks))
    if column.few:
        found = _mapped([1 + bisect_right(breaks, value) for value in column.few], column.values, size)
    elif len(breaks) > MANY:
        found = 1 + np.searchsorted(np.array(breaks), column.values, side="right").astype(size)
    else:
        found = np.ones(len(column.values), size)
        for edge in breaks:
            found += column.values >= edge
    if not column.known.all():
        found *= column.known
    return found


def _mapped(numbers: Sequence[int], places: NDArray[Any], size: np.dtype[Any]) -> Codes:
    """The number at each place; where they change seldom, to compare is quicker than to look each of them up."""
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
    answers: dict[Expression, Codes],
) -> Codes:
    """0 where it is false, 1 where unknown, 2 where true: so `all` is the least, `any` the most (Kleene).

    Every part is answered once; `answers` holds what was answered already.
    """
    if question not in answers:
        if isinstance(question, Leaf):
            holds = [2 * question.holds(value) for value in samples(encoders[question.fact])]
            answers[question] = _mapped([1, *holds], codes[question.fact], _BYTE)
        else:
            parts = [_answer(part, encoders, codes, answers) for part in question.parts]
            answers[question] = _JOINED[question.joined](parts)
    return answers[question]


_JOINED: dict[str, Callable[[list[Codes]], Codes]] = {
    "all": functools.partial(functools.reduce, np.minimum),
    "any": functools.partial(functools.reduce, np.maximum),
    "not": lambda parts: 2 - parts[0],
}

"""How does a fact become a code? By its breakpoints, and by nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lately.decisioning.compile import Tables, samples
from lately.decisioning.expression import Expression, Leaf, Scalar

Codes = NDArray[np.unsignedinteger[Any]]
MANY = 40  # breakpoints from which on a search is quicker than to compare with each


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
    codes = {fact: _codes(columns[fact], breaks) for fact, breaks in tables.encoders.items()}
    for name, question in tables.questions.items():
        true, false = _answer(question, tables.encoders, codes)
        codes[name] = 2 * true.view(np.uint8) + false.view(np.uint8)
    return codes


def _codes(column: Column, breaks: tuple[Scalar, ...]) -> Codes:
    """1 + how many breakpoints a value has reached; 0 where it is not known. The smallest unsigned integers do."""
    size = np.min_scalar_type(1 + len(breaks))
    if column.few:
        found = np.array([1 + bisect_right(breaks, value) for value in column.few], size).take(column.values)
    elif len(breaks) > MANY:
        found = 1 + np.searchsorted(np.array(breaks), column.values, side="right").astype(size)
    else:
        found = np.ones(len(column.values), size)
        for edge in breaks:
            found += column.values >= edge
    return found if column.known.all() else found * column.known


def _answer(
    question: Expression, encoders: Mapping[str, tuple[Scalar, ...]], codes: Mapping[str, Codes]
) -> tuple[Any, Any]:
    """Whether it can be said to be true, and to be false; neither is unknown (Kleene's strong logic)."""
    if isinstance(question, Leaf):
        holds = np.array([False, *(question.holds(value) for value in samples(encoders[question.fact]))])
        fails = ~holds
        fails[0] = False
        code = codes[question.fact]
        return holds.take(code), fails.take(code)
    answers = [_answer(part, encoders, codes) for part in question.parts]
    if question.joined == "not":
        return answers[0][1], answers[0][0]
    true, false = zip(*answers, strict=True)
    if question.joined == "all":
        return reduce(np.logical_and, true), reduce(np.logical_or, false)
    return reduce(np.logical_or, true), reduce(np.logical_and, false)

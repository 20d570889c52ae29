"""How does a fact become a code? By its breakpoints, and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lately.decisioning.compile import Tables, samples
from lately.decisioning.expression import Expression, Leaf, Scalar

Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of every customer of the pass: `values` int64 or text, shape (m,); `known` says where it is known."""

    values: NDArray[Any]
    known: NDArray[np.bool_]


def encoded(columns: Mapping[str, Column], tables: Tables) -> dict[str, Codes]:
    """Codes of every fact the tables look at, and of every question made of several facts; shape (m,) each."""
    codes = {fact: _codes(columns[fact], breaks) for fact, breaks in tables.encoders.items()}
    for name, question in tables.questions.items():
        true, false = _answer(question, tables.encoders, codes)
        codes[name] = (2 * true + false).astype(np.intp)
    return codes


def _codes(column: Column, breaks: tuple[Scalar, ...]) -> Codes:
    if not breaks:
        return column.known.astype(np.intp)
    found = 1 + np.searchsorted(np.array(breaks), column.values, side="right")
    return np.where(column.known, found, 0)


def _answer(
    question: Expression, encoders: Mapping[str, tuple[Scalar, ...]], codes: Mapping[str, Any]
) -> tuple[Any, Any]:
    """Whether it can be said to be true, and to be false; neither is unknown (Kleene's strong logic)."""
    if isinstance(question, Leaf):
        holds = np.array([False, *(question.holds(value) for value in samples(encoders[question.fact]))])
        fails = ~holds
        fails[0] = False
        code = codes[question.fact]
        return holds[code], fails[code]
    answers = [_answer(part, encoders, codes) for part in question.parts]
    if question.joined == "not":
        return answers[0][1], answers[0][0]
    true, false = zip(*answers, strict=True)
    if question.joined == "all":
        return reduce(np.logical_and, true), reduce(np.logical_or, false)
    return reduce(np.logical_or, true), reduce(np.logical_and, false)

"""How good is a yes-or-no answer: precision, recall, F1, each with an interval?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2000
SEED = 20261122


@dataclass(frozen=True, slots=True)
class Score:
    """Counts, and what they come to, with 95 % intervals from redrawing the texts (bootstrap, seeded)."""

    count: int
    yes: int
    precision: tuple[float, float, float]
    recall: tuple[float, float, float]
    f1: tuple[float, float, float]


def score(truth: Sequence[bool], told: Sequence[bool]) -> Score:
    """Compare what is with what was told."""
    is_so, says = np.array(truth, dtype=bool), np.array(told, dtype=bool)
    draws = np.random.default_rng(SEED).integers(0, len(is_so), (DRAWS, len(is_so)))
    found = np.array([_three(is_so[draw], says[draw]) for draw in draws])
    low, high = np.nanpercentile(found, [2.5, 97.5], axis=0) if len(is_so) else np.zeros((2, 3))
    whole = _three(is_so, says)
    made = [(float(whole[at]), float(low[at]), float(high[at])) for at in range(3)]
    return Score(len(is_so), int(is_so.sum()), made[0], made[1], made[2])


def _three(is_so: np.ndarray, says: np.ndarray) -> tuple[float, float, float]:
    both, told, there = int((is_so & says).sum()), int(says.sum()), int(is_so.sum())
    nan = float("nan")
    return (
        both / told if told else nan,
        both / there if there else nan,
        2 * both / (told + there) if told + there else nan,
    )


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Cohen's kappa (1960) of two readers of the same texts."""
    if not one:
        return float("nan")
    same = sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
    chance = sum((list(one).count(name) / len(one)) * (list(other).count(name) / len(other)) for name in {*one, *other})
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def told(part: tuple[float, float, float]) -> str:
    """A share with its interval: 0.95 (0.92 to 0.98)."""
    value, low, high = part
    return "-" if value != value else f"{value:.2f} ({low:.2f} to {high:.2f})"  # noqa: PLR0124 - not a number

"""How is chance drawn, so that the same seed always gives the same book?"""

from __future__ import annotations

import random
from collections.abc import Mapping

Dice = random.Random
SEED = "aldermere"


def dice(*words: object) -> Dice:
    """Return dice of their own for what the words name: what is drawn for one customer never moves another's."""
    return Dice("/".join(map(str, words)))


def chance(rolled: Dice, likely: float) -> bool:
    """Whether something happens that happens in this share of cases (0 to 1)."""
    return rolled.random() < likely


def weighted(rolled: Dice, shares: Mapping[str, float]) -> str:
    """Draw a name by its share."""
    return rolled.choices(list(shares), list(shares.values()))[0]


def between(rolled: Dice, span: list[int]) -> int:
    """Draw a whole number from the first to the last of the two, both included."""
    low, high = sorted(span)
    return rolled.randint(low, high)

"""How is one field of two records said to compare?"""

from __future__ import annotations

from typing import NamedTuple

UNKNOWN, SAME, ALIKE, SHORT, INITIAL, DIFFERS = "unknown", "same", "alike", "short", "initial", "differs"


class Evidence(NamedTuple):
    """One field of a pair: how it compares, and what that says, in bits (positive: for one customer).

    `strangers` is against two strangers who agree by chance, `household` against two people who live or work together.
    Levels: same; alike (a slip of the pen); short (Bob for Robert); initial; differs; unknown.
    """

    field: str
    level: str
    strangers: float = 0.0
    household: float = 0.0


def unknown(field: str) -> Evidence:
    """Nothing can be said: one of the two does not have it."""
    return Evidence(field, UNKNOWN)

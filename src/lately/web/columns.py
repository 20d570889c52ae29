"""How does a small chart of what somebody bought look? Plain shapes, as attributes of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

WIDTH, ROOM, NAMES = 360, 70, 18
_FEW = 3  # columns up to which each has its name below it


class Stretch(Protocol):
    """A month, a quarter or a year."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def count(self) -> int:
        """How often they bought in it."""


def columns(stretches: Sequence[Stretch]) -> dict[str, Any]:
    """One column for each stretch, as high as they bought often."""
    most = max((one.count for one in stretches), default=0) or 1
    step = WIDTH / max(1, len(stretches))
    return {
        "width": WIDTH,
        "height": ROOM + NAMES,
        "floor": ROOM,
        "columns": [_column(one, place, step, most, len(stretches)) for place, one in enumerate(stretches)],
    }


def _column(one: Stretch, place: int, step: float, most: int, among: int) -> dict[str, Any]:
    high = ROOM * 0.92 * one.count / most
    named = among <= _FEW or place in {0, among - 1}
    at_edge = "start" if place == 0 else "end" if place == among - 1 else "middle"
    left = place * step
    return {
        "x": f"{left + step * 0.15:.1f}",
        "y": f"{ROOM - high:.1f}",
        "wide": f"{min(step * 0.7, 40):.1f}",
        "high": f"{high:.1f}",
        "label": one.title if named else "",
        "label_x": f"{left if at_edge == 'start' else left + step if at_edge == 'end' else left + step / 2:.1f}",
        "anchor": at_edge,
    }

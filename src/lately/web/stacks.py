"""How does a chart of the weeks ahead look? Plain shapes, as attributes of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lately.usecases.reckon_weeks import Week

WIDTH, ROOM, NAMES = 720, 170, 22
KINDS = ("done", "planned", "reserved")


def stacks(weeks: Sequence[Week]) -> dict[str, Any]:
    """A bar a week, as high as its messages: done at the foot, said tonight and reserved above."""
    most, step = max([1, *(week.messages for week in weeks)]), WIDTH / max(1, len(weeks))
    return {
        "width": WIDTH,
        "height": ROOM + NAMES,
        "floor": ROOM,
        "bars": [_bar(week, place * step, step, ROOM / most) for place, week in enumerate(weeks)],
    }


def _bar(week: Week, left: float, step: float, scale: float) -> dict[str, Any]:
    parts, foot = [], float(ROOM)
    for kind in KINDS:
        high = getattr(week, kind) * scale
        foot -= high
        parts.append({"kind": kind, "y": f"{foot:.1f}", "high": f"{high:.1f}"})
    return {
        "x": f"{left + step * 0.2:.1f}", "wide": f"{step * 0.6:.1f}", "centre": f"{left + step / 2:.1f}",
        "parts": parts, "begins": week.begins,
    }  # fmt: skip

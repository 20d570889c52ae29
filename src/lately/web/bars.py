"""How does a chart of gives and asks by month look? Plain shapes, as attributes of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lately.usecases.see_how_we_do import Month

WIDTH, HEIGHT, MIDDLE = 720, 220, 110
REACH = 88


def bars(months: Sequence[Month]) -> dict[str, Any]:
    """Gives stand above the line and asks hang below it, on one scale."""
    most = max([1, *(month.gives for month in months), *(month.asks for month in months)])
    step = WIDTH / max(1, len(months))
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "middle": MIDDLE,
        "bars": [_bar(month, place * step, step, most) for place, month in enumerate(months)],
    }


def _bar(month: Month, left: float, step: float, most: int) -> dict[str, Any]:
    up, down = month.gives * REACH / most, month.asks * REACH / most
    return {
        "x": f"{left + step * 0.2:.1f}", "wide": f"{step * 0.6:.1f}", "centre": f"{left + step / 2:.1f}",
        "up_y": f"{MIDDLE - up:.1f}", "up": f"{up:.1f}", "down": f"{down:.1f}", "label": f"{month.first:%b}",
    }  # fmt: skip

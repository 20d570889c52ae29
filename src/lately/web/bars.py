"""How does a chart of gives and asks by month look? Plain shapes, as attributes of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.dateformat import format as formatted

from lately.measurement.months import Month

WIDTH, ROOM, NAMES = 720, 190, 22


def bars(months: Sequence[Month]) -> dict[str, Any]:
    """Gives stand above the line and asks hang below it, on one scale."""
    up, down = max([0, *(month.gives for month in months)]), max([0, *(month.asks for month in months)])
    scale, step = ROOM / max(1, up + down), WIDTH / max(1, len(months))
    middle = up * scale
    return {
        "width": WIDTH,
        "height": ROOM + NAMES,
        "middle": f"{middle:.1f}",
        "bars": [_bar(month, place * step, step, middle, scale) for place, month in enumerate(months)],
    }


def _bar(month: Month, left: float, step: float, middle: float, scale: float) -> dict[str, Any]:
    up, down = month.gives * scale, month.asks * scale
    return {
        "x": f"{left + step * 0.2:.1f}", "wide": f"{step * 0.6:.1f}", "centre": f"{left + step / 2:.1f}",
        "up_y": f"{middle - up:.1f}", "up": f"{up:.1f}", "down": f"{down:.1f}", "label": formatted(month.first, "M"),
    }  # fmt: skip

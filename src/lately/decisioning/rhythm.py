"""How often does a customer come? Their own rhythm: the median of the days between purchase days."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = 86_400
PURCHASE_DAYS = 3  # fewer make no rhythm
SPAN_DAYS = 60  # nor do some visits within a few weeks: a beginning is no habit
_QUARTER = 900


def rhythm(moments: Sequence[int], zone: ZoneInfo) -> float | None:
    """Days between purchase days, the median; None with fewer than three such days, or all within 60.

    `moments` are seconds since 1970 UTC, ascending; days are those of the organisation's zone.
    """
    days = list(dict.fromkeys((moment + _offset(moment // _QUARTER, zone)) // DAY for moment in moments))
    if len(days) < PURCHASE_DAYS or days[-1] - days[0] < SPAN_DAYS:
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    middle = len(gaps) // 2
    return float(gaps[middle]) if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2


@functools.lru_cache(maxsize=1 << 18)
def _offset(quarter: int, zone: ZoneInfo) -> int:
    """The zone's offset from UTC in seconds; clocks change at full quarters of an hour."""
    found = dt.datetime.fromtimestamp(quarter * _QUARTER, zone).utcoffset()
    return 0 if found is None else int(found.total_seconds())

"""What went out in each of the last twelve months: gives, asks, and the rest?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lately.lib.moments import at_seconds
from lately.measurement.lives import ASKS, Life

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """What went out in one month: gives, asks (mixed and disguised ones too), and the rest."""

    first: dt.date
    gives: int
    asks: int
    other: int


Days = Counter[tuple[int, str]]
"""How many contacts of each class on each day since 1970 UTC."""


def begin_of(at: int, zone: ZoneInfo) -> float:
    """When the first of the twelve months began, in seconds since 1970 UTC."""
    return dt.datetime.combine(_firsts(at, zone)[-1], dt.time(), zone).timestamp()


def days_of(lives: Iterable[Life], begin: float) -> Days:
    """Count what went out since `begin`."""
    days: Days = Counter()
    for life in lives:
        days.update((contact.at // 86_400, contact.classed) for contact in life.said if contact.at >= begin)
    return days


def months_of(days: Days, at: int, zone: ZoneInfo) -> Iterator[Month]:
    """The last twelve months up to that of the moment, oldest first."""
    counted: Counter[tuple[dt.date, str]] = Counter()
    for (day, classed), count in days.items():
        counted[at_seconds(day * 86_400 + 43_200).astimezone(zone).date().replace(day=1), _sort(classed)] += count
    for first in reversed(_firsts(at, zone)):
        yield Month(first, counted[first, "give"], counted[first, "ask"], counted[first, "other"])


def _firsts(at: int, zone: ZoneInfo) -> list[dt.date]:
    """The first days of the last twelve months, the newest first."""
    firsts = [at_seconds(at).astimezone(zone).date().replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - dt.timedelta(days=1)).replace(day=1))
    return firsts


def _sort(classed: str) -> str:
    if classed in ASKS:
        return "ask"
    return "give" if classed == "give" else "other"

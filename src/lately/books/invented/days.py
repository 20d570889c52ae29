"""When did it happen? Everything in the book is counted in days before its last Monday, on the firm's own clock."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

HISTORY = 728
"""Days of history: 104 weeks."""

WEEK, SUNDAY, SATURDAY = 7, 1, 2
_MONDAY = re.compile(r"monday([+-]\d+)")


@dataclass(frozen=True)
class Days:
    """Turns days ago into dates: `monday` is the day the book ends on, `zone` the firm's IANA zone."""

    monday: dt.date
    zone: str

    def day(self, ago: int) -> dt.date:
        """The date so many days before the Monday; below zero it lies ahead."""
        return self.monday - dt.timedelta(days=ago)

    def at(self, ago: int, clock: str = "00:00") -> dt.datetime:
        """The moment in UTC, at the local clock time (HH:MM) of that day."""
        return _utc(self.day(ago), clock, self.zone)

    def dated(self, value: Any) -> Any:
        """Return YAML data with every "monday-21" in it turned into that day, as ISO text."""
        if isinstance(value, dict):
            return {key: self.dated(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.dated(part) for part in value]
        found = _MONDAY.fullmatch(value) if isinstance(value, str) else None
        return self.day(-int(found[1])).isoformat() if found else value


def last_monday(now: dt.datetime, zone: str) -> dt.date:
    """The Monday on which the week of `now` began, by the clock of `zone`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today - dt.timedelta(days=today.weekday())


def workday(ago: int) -> int:
    """The same day, or the Friday before it if it falls on a weekend."""
    return ago + {SUNDAY: 2, SATURDAY: 1}.get(ago % WEEK, 0)


@functools.lru_cache(maxsize=4096)
def spoken(day: dt.date) -> str:
    """A day as one says it: 14 March."""
    return f"{day.day} {day:%B}"


@functools.lru_cache(maxsize=65_536)
def _utc(day: dt.date, clock: str, zone: str) -> dt.datetime:
    hour, _, minute = clock.partition(":")
    return dt.datetime.combine(day, dt.time(int(hour), int(minute)), ZoneInfo(zone)).astimezone(dt.UTC)

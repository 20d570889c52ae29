"""When may a channel be used where the customer is? Quiet hours decide when, not whether."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from lately.decisioning.policy import Policy

LOOK_AHEAD_DAYS = 15


@dataclass(frozen=True)
class Calendar:
    """The organisation's own zone and country, taken where the customer's are unknown."""

    zone: str
    country: str

    def __hash__(self) -> int:
        return hash((self.zone, self.country))


def open_at(channel: str, at: int, *, zone: str, country: str, from_hour: int, policy: Policy) -> int:
    """Return the first moment from `at` on (seconds since 1970 UTC) at which the channel is open there.

    `from_hour` is the customer's own hour for mail, -1 if they named none. Daylight saving is the zone's.
    If the channel stays closed for LOOK_AHEAD_DAYS, that horizon is returned.
    """
    opens, closes = (_minutes(text) for text in policy["hours.open"].get(channel, ["00:00", "24:00"]))
    if minds_mailing_hour(channel) and from_hour >= 0:
        opens = min(max(opens, from_hour * 60), closes - 1)
    where = ZoneInfo(zone)
    local = dt.datetime.fromtimestamp(at, where)
    for ahead in range(LOOK_AHEAD_DAYS):
        day = local.date() + dt.timedelta(days=ahead)
        if _rests(channel, day, country, policy):
            continue
        if ahead == 0 and opens <= local.hour * 60 + local.minute < closes:
            return at
        start = int(dt.datetime.combine(day, dt.time(opens // 60, opens % 60), where).timestamp())
        if start >= at:
            return start
    return at + LOOK_AHEAD_DAYS * 86_400


@functools.cache
def is_zone(name: str) -> bool:
    """Whether clocks can be read by it: a zone of the IANA list."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _rests(channel: str, day: dt.date, country: str, policy: Policy) -> bool:
    if day.weekday() in policy["hours.closed_weekdays"].get(channel, []):
        return True
    return minds_holidays(channel, policy) and holiday(day, country) is not None


def minds_mailing_hour(channel: str) -> bool:
    """Whether the hour at which customers like mail says when the channel opens."""
    return channel == "email"


def minds_holidays(channel: str, policy: Policy) -> bool:
    """Whether the channel rests on the public holidays where the customer is."""
    return channel in policy["hours.closed_holidays"]


def holiday(day: dt.date, country: str) -> str | None:
    """The public holiday of that day in that country, if there is one."""
    return _holidays(country.upper(), day.year).get(day)


@functools.lru_cache(maxsize=512)
def _holidays(country: str, year: int) -> dict[dt.date, str]:
    try:
        return dict(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # a country whose holidays nobody has written down
        return {}

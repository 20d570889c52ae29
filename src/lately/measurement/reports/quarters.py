"""Which quarter is meant, and when does it begin and end?"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lately.lib.moments import at_seconds, seconds, zone_named
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext_noop, worded

_FORM = re.compile(r"(20\d\d)-q([1-4])")
MONTHS = 3
_WORDS = (
    gettext_noop("the first quarter of {year}"),
    gettext_noop("the second quarter of {year}"),
    gettext_noop("the third quarter of {year}"),
    gettext_noop("the fourth quarter of {year}"),
)


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of the organisation's calendar: `key` is 2026-q3, `begins` and `ends` seconds since 1970 UTC."""

    key: str
    begins: int
    ends: int

    @property
    def words(self) -> str:
        """How people call it: the third quarter of 2026."""
        year, number = self.key.split("-q")
        return worded(_WORDS[int(number) - 1], year=year)


def quarter_named(key: str, zone: str) -> Quarter:
    """Return the quarter of that key; raises Refusal if it is none."""
    found = _FORM.fullmatch(key)
    if found is None:
        raise Refusal(
            _("%(key)r is not a quarter.") % {"key": key},
            _("A quarter is written like 2026-q3."),
            _("Choose one from the list."),
        )
    return _quarter(int(found[1]), int(found[2]) - 1, zone)


def quarters_until(at: int, zone: str, *, count: int) -> list[Quarter]:
    """Return the quarter of the moment and those before it, the newest first."""
    day = at_seconds(at).astimezone(zone_named(zone)).date()
    last = day.year * 4 + (day.month - 1) // MONTHS
    return [_quarter(*divmod(last - back, 4), zone) for back in range(count)]


def _quarter(year: int, place: int, zone: str) -> Quarter:
    after = year * 4 + place + 1
    return Quarter(f"{year}-q{place + 1}", _first(year, place, zone), _first(*divmod(after, 4), zone))


def _first(year: int, place: int, zone: str) -> int:
    return seconds(dt.datetime.combine(dt.date(year, place * MONTHS + 1, 1), dt.time(), zone_named(zone)))

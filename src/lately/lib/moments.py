"""Which moment is meant?

The core counts whole seconds since 1970-01-01 UTC; everything outside it holds aware datetimes.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _

EARLIEST = dt.date(1900, 1, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone; raises Refusal if there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal(
            _("There is no time zone %(name)r.") % {"name": name},
            _("Times need a zone of the IANA list."),
            _("Write it as Europe/London or America/New_York."),
        ) from None


def moment(text: str, *, zone: str) -> dt.datetime:
    """Read a day (its first moment in `zone`) or a moment with an offset; raises Refusal.

    A time without an offset is taken in `zone`, the organisation's.
    """
    cleaned = text.strip()
    try:
        if _DAY.fullmatch(cleaned):
            day = dt.date.fromisoformat(cleaned)
            found = dt.datetime.combine(day, dt.time(), zone_named(zone))
        else:
            found = dt.datetime.fromisoformat(cleaned)
            if found.tzinfo is None:
                found = found.replace(tzinfo=zone_named(zone))
    except ValueError:
        raise Refusal(
            _("%(text)r is not a day or a moment.") % {"text": text},
            _("It must be a date like 2026-11-16, or a date and time like 2026-11-16T09:30+00:00."),
            _("Write it so and try again."),
        ) from None
    if found.date() < EARLIEST:
        raise Refusal(
            _("%(text)r lies before %(year)s.") % {"text": text, "year": EARLIEST.year},
            _("Nothing in a customer book is that old; it is most likely a placeholder."),
            _("Leave the date out if it is not known."),
        )
    try:
        return found.astimezone(dt.UTC).replace(microsecond=0)
    except OverflowError:
        raise Refusal(
            _("%(text)r lies beyond the calendar.") % {"text": text},
            _("Years end with 9999."),
            _("Write an earlier day, or leave it out."),
        ) from None


def seconds(at: dt.datetime) -> int:
    """Return whole seconds since 1970-01-01 UTC, rounding down."""
    return int(at.timestamp() // 1)


def at_seconds(count: int) -> dt.datetime:
    """Return the aware UTC datetime of whole seconds since 1970."""
    return dt.datetime.fromtimestamp(count, dt.UTC)

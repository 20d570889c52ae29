"""Which moment does somebody mean who types one? A bare date is the organisation's day."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.lib.moments import moment, seconds
from lately.lib.refusal import Refusal

LATEST = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)


def read_moment(text: str | None, *, now: dt.datetime) -> int:
    """Seconds since 1970 UTC of what was typed; `now` if nothing was. Raises Refusal for what is no moment."""
    if not text:
        return seconds(now)
    found = moment(text, zone=organisation(at=now).zone)
    if found >= LATEST:
        raise Refusal(
            _("%(text)r lies beyond the year %(year)s.") % {"text": text, "year": LATEST.year - 1},
            _("Nobody knows holidays and clocks that far ahead."),
            _("Choose an earlier day."),
        )
    return seconds(found)

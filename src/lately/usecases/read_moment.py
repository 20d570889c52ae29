"""Which moment does somebody mean who types one? A bare date is the organisation's day."""

from __future__ import annotations

import datetime as dt

from lately.accounts.selectors import organisation
from lately.lib.moments import moment, seconds


def read_moment(text: str | None, *, now: dt.datetime) -> int:
    """Seconds since 1970 UTC of what was typed; `now` if nothing was. Raises Refusal for what is no moment."""
    if not text:
        return seconds(now)
    return seconds(moment(text, zone=organisation(at=now).zone))

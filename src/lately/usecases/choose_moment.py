"""Which moment do the screens show? The one asked for; else now, or the last Monday of a demo book."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds, seconds
from lately.plans.first import first_plan_at
from lately.usecases.read_moment import read_moment


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment looked at and the moment of asking, in seconds since 1970 UTC, and how it was chosen.

    `text` is what was typed (blank: nothing); `usual` says whether it is the moment at which this book lives, so that
    what is done on the screen belongs there; `words` is how it is said, blank if it is simply now. Zone and
    currency are the organisation's.
    """

    at: int
    now: int
    text: str
    usual: bool
    words: str
    zone: str
    currency: str


def choose_moment(*, text: str, now: dt.datetime) -> Moment:
    """Read what was typed (a day, a moment, `now`, or nothing); raises Refusal for what is no moment."""
    ours, asked = organisation(at=now), seconds(now)
    lives = asked if ours.book == "own" else first_plan_at() or asked
    cleaned = text.strip()
    if not cleaned:
        at = lives
    elif cleaned.casefold() == "now":
        at = asked
    else:
        at = read_moment(cleaned, now=now)
    words = "" if at == asked == lives else said(at, ours.zone)
    return Moment(at, asked, cleaned, at == lives, words, ours.zone, ours.currency)


def said(at: int, zone: str) -> str:
    """A moment as people say it: 'Monday 16 November 2026', with the time if it is not the first of its day."""
    local = at_seconds(at).astimezone(ZoneInfo(zone))
    day = f"{local:%A} {local.day} {local:%B %Y}"
    return day if (local.hour, local.minute, local.second) == (0, 0, 0) else f"{day}, {local:%H:%M}"

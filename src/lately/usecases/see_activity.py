"""Who saw and changed what: of one person, one customer, one day, or all of it?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lately.accounts.activity import Asked, activity
from lately.accounts.selectors import organisation
from lately.accounts.team import team
from lately.lib.moments import at_seconds, seconds, zone_named
from lately.lib.refusal import Refusal
from lately.policies.selectors import policy_at
from lately.profiles.frames import redirects
from lately.profiles.people import people
from lately.profiles.selectors import find_customer

PAGE = 50
_DIGITS = 11


def see_activity(
    *, who: str, customer: str, day: str, before: str, at: int, now: int, just: str = ""
) -> dict[str, Any]:
    """Return one page of rows, newest first, by person (their number), customer (key, address, number) and day.

    `just` leaves out what was only looked at. Raises Refusal for a customer nobody knows and for what is no day.
    """
    found = find_customer(customer) if customer.strip() else None
    into = redirects(now)
    records = [] if found is None else [found, *(one for one, target in into.items() if target == found)]
    since, until = _day(day.strip(), now)
    asked = Asked(int(who) if who.isdecimal() and len(who) <= _DIGITS else None, records, since, until, bool(just))
    rows, more = activity(asked, before=before, limit=PAGE)
    named = people({row["customer"] for row in rows if row["customer"]} | {*records[:1]}, at=at, known=now)
    return {
        "rows": [row | {"person": named.get(row["customer"] or 0)} for row in rows],
        "before": more,
        "team": [{"number": one.pk, "name": one.name} for one in team()],
        "who": who,
        "customer": customer.strip(),
        "person": named.get(found) if found else None,
        "day": day.strip(),
        "just": "changes" if just else "",
        "keep_days": policy_at(at=now, known=now)["activity.keep_days"],
    }


def _day(text: str, now: int) -> tuple[int | None, int | None]:
    """The first moments of a day and of the next one, as the organisation counts days."""
    if not text:
        return None, None
    try:
        day = dt.date.fromisoformat(text)
        begins = [day, day + dt.timedelta(days=1)]
    except (ValueError, OverflowError):
        raise Refusal(f"“{text[:40]}” is no day.", "A day is written like 2026-12-31.", "Choose it again.") from None
    zone = zone_named(organisation(at=at_seconds(now)).zone)
    since, until = (seconds(dt.datetime.combine(one, dt.time(), zone)) for one in begins)
    return since, until

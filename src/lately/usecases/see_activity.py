"""Who saw and changed what: of one person, one customer, one day, or all of it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.activity import Asked, activity
from lately.accounts.models import Act
from lately.accounts.selectors import organisation
from lately.accounts.team import team
from lately.lib.moments import at_seconds, seconds, zone_named
from lately.lib.refusal import Refusal
from lately.policies.selectors import policy_at
from lately.profiles.frames import redirects
from lately.profiles.people import people
from lately.profiles.selectors import find_customer

PAGE, AT_ONCE = 50, 500
CHANGES = "changes"
KINDS = tuple(Act.values)
_DIGITS = 11


def see_activity(
    *, who: str, customer: str, day: str, before: str, at: int, now: int, just: str = ""
) -> dict[str, Any]:
    """Return one page of rows, newest first, by person (their number), customer (key, address, number) and day.

    `just` is CHANGES, which leaves out what was only looked at, or one of KINDS. Raises Refusal for a customer nobody
    knows and for what is no day.
    """
    asked = asked_of(who=who, customer=customer, day=day, just=just, now=now)
    rows, more = page_of(asked, before=before, limit=PAGE, at=at, now=now)
    found = next(iter(asked.customers), None)
    named = people([found], at=at, known=now) if found else {}
    return {
        "rows": rows,
        "before": more,
        "team": [{"number": one.pk, "name": one.name} for one in team()],
        "who": who,
        "customer": customer.strip(),
        "person": named.get(found) if found else None,
        "day": day.strip(),
        "just": just if just in {CHANGES, *KINDS} else "",
        "keep_days": policy_at(at=now, known=now)["activity.keep_days"],
    }


def export_activity(*, who: str, customer: str, day: str, just: str, at: int, now: int) -> Iterator[dict[str, Any]]:
    """Return every row of the same, newest first; raises Refusal as `see_activity` does."""
    return _rows(asked_of(who=who, customer=customer, day=day, just=just, now=now), at, now)


def _rows(asked: Asked, at: int, now: int) -> Iterator[dict[str, Any]]:
    before, begun = "", False
    while before or not begun:
        (rows, before), begun = page_of(asked, before=before, limit=AT_ONCE, at=at, now=now), True
        yield from rows


def asked_of(*, who: str, customer: str, day: str, just: str, now: int) -> Asked:
    """Which rows are meant; raises Refusal for a customer nobody knows and for what is no day."""
    found = find_customer(customer) if customer.strip() else None
    records = [] if found is None else [found, *(one for one, target in redirects(now).items() if target == found)]
    since, until = _day(day.strip(), now)
    user = int(who) if who.isdecimal() and len(who) <= _DIGITS else None
    kind = just if just in KINDS else ""
    return Asked(user, records, since, until, changes=just == CHANGES or kind not in {"", Act.SAW}, kind=kind)


def page_of(asked: Asked, *, before: str, limit: int, at: int, now: int) -> tuple[list[dict[str, Any]], str]:
    """One page, each row with the customer it is of (`person`, None: of nobody), and where it goes on."""
    rows, more = activity(asked, before=before, limit=limit)
    named = people({row["customer"] for row in rows if row["customer"]}, at=at, known=now)
    return [row | {"person": named.get(row["customer"] or 0)} for row in rows], more


def _day(text: str, now: int) -> tuple[int | None, int | None]:
    """The first moments of a day and of the next one, as the organisation counts days."""
    if not text:
        return None, None
    try:
        day = dt.date.fromisoformat(text)
        begins = [day, day + dt.timedelta(days=1)]
    except (ValueError, OverflowError):
        raise Refusal(
            _("“%(text)s” is no day.") % {"text": text[:40]},
            _("A day is written like 2026-12-31."),
            _("Choose it again."),
        ) from None
    zone = zone_named(organisation(at=at_seconds(now)).zone)
    since, until = (seconds(dt.datetime.combine(one, dt.time(), zone)) for one in begins)
    return since, until

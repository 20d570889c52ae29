"""Who works here, what may they do, and whose customers are still with somebody who goes?"""

from __future__ import annotations

from typing import Any

from lately.accounts.models import User
from lately.accounts.selectors import organisation
from lately.accounts.team import colleague, team, version_of
from lately.lib.moments import at_seconds, zone_named
from lately.profiles.books import Reader
from lately.profiles.looked_after import how_many


def see_team(*, user: Reader, at: int) -> dict[str, Any]:
    """Return `people` who may come in, and `gone` who may not; each with how many customers they look after.

    `last` is blank, `soon` or `over`: how their last day lies to the moment.
    """
    moment = at_seconds(at)
    today = moment.astimezone(zone_named(organisation(at=moment).zone)).date().isoformat()
    counts = how_many()
    told = [_told(one, counts.get(one.pk, 0), today) | {"me": one.pk == user.pk} for one in team()]
    return {"people": [one for one in told if one["active"]], "gone": [one for one in told if not one["active"]]}


def see_colleague(*, number: int, user: Reader, at: int) -> dict[str, Any]:
    """Return one of them as `see_team` does; raises Refusal if there is nobody."""
    found = see_team(user=user, at=at)
    number = colleague(number).pk
    return next(one for one in [*found["people"], *found["gone"]] if one["number"] == number)


def _told(one: User, customers: int, today: str) -> dict[str, Any]:
    leaves = one.leaves_on.isoformat() if one.leaves_on else ""
    return {
        "number": one.pk,
        "name": one.name,
        "email": one.email,
        "role": one.role,
        "sees": one.sees,
        "leaves_on": leaves,
        "last": "" if not leaves else "over" if leaves < today else "soon",
        "active": one.is_active,
        "customers": customers,
        "version": version_of(one),
    }

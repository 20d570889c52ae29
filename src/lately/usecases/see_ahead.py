"""What is planned and reserved for the weeks ahead, and how much of us would that be for anybody?"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db import connection

from lately.accounts.selectors import organisation
from lately.content.selectors import contents_known
from lately.decisioning.offers import FOREVER, Content
from lately.decisioning.policy import Policy
from lately.interactions.known import known_at
from lately.interactions.mark import mark
from lately.interactions.size import is_large
from lately.lib.moments import at_seconds
from lately.measurement.overviews import newest
from lately.plans.digest import living_plan
from lately.plans.models import Plan
from lately.policies.selectors import policy_at
from lately.usecases.reckon_weeks import BACK, WINDOW, Week, mondays, reckon_weeks

_WHILE = 600  # seconds for which an answer is remembered, if nothing was recorded since


def see_ahead(*, at: int, now: int) -> dict[str, Any]:
    """Return some weeks behind, `this` one and those ahead, and a week's budget (None where there is none).

    Each with the contents that begin and are over in it. `counted_at` is when the weeks of a large book were counted,
    which is not done while somebody waits; None if just now.
    """
    known = known_at(at=at, now=now)
    policy, zone = policy_at(at=at, known=known), organisation(at=at_seconds(at)).zone
    contents = contents_known(known=known, zone=zone)
    plan = living_plan(at, policy)
    counted_at, weeks = _kept(at, zone) if is_large() else (None, _live(at, now, zone, _Told(policy, contents, plan)))
    shown = [_with(week, ends, contents) for week, (_, ends) in zip(weeks, pairwise(mondays(at, zone)), strict=True)]
    return {
        "weeks": shown,
        "this": shown[BACK],
        "budget": policy["pressure.budgets"].get(WINDOW),
        "plan": plan,
        "counted_at": counted_at,
        "not_yet": is_large() and counted_at is None,
    }


def _with(week: Week, ends: int, contents: Sequence[Content]) -> Week:
    return replace(
        week,
        starting=[one for one in contents if week.begins <= one.valid_from < ends],
        ending=[one for one in contents if week.begins < one.valid_to <= ends and one.valid_to != FOREVER],
    )


def _kept(at: int, zone: str) -> tuple[int | None, list[Week]]:
    """As they were counted last."""
    overview = newest()
    counted = {week["begins"]: Week(**week) for week in overview.weeks} if overview else {}
    return overview.at if overview else None, [counted.get(one, Week(one)) for one in mondays(at, zone)[:-1]]


def _live(at: int, now: int, zone: str, told: _Told) -> list[Week]:
    soon = -(-at // _WHILE) * _WHILE if at == now else at
    unchanged = (str(connection.settings_dict["NAME"]), *mark(), told.plan.key if told.plan else "")
    return _remembered(soon, zone, unchanged, told)


@dataclass(frozen=True)
class _Told:
    """Left out of the memory's key but for the contents: rows recorded since, and the plan, tell of changes."""

    policy: Policy
    contents: Sequence[Content]
    plan: Plan | None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Told) and other.contents == self.contents

    def __hash__(self) -> int:
        return hash(tuple(self.contents))


@functools.lru_cache(maxsize=2)
def _remembered(at: int, zone: str, unchanged: tuple[object, ...], told: _Told) -> list[Week]:
    del unchanged
    return reckon_weeks(at=at, zone=zone, policy=told.policy, contents=told.contents, plan=told.plan)

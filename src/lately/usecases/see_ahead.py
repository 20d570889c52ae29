"""What is planned and reserved for the weeks ahead, and how much of us would that be for anybody?"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from lately.accounts.selectors import organisation
from lately.content.selectors import contents_known
from lately.decisioning.offers import FOREVER, Content, weight_of
from lately.decisioning.policy import Policy
from lately.interactions.ahead import Contacts, ahead, behind
from lately.interactions.known import known_at
from lately.interactions.mark import mark
from lately.lib.moments import at_seconds, seconds
from lately.plans.digest import digest, plan_at
from lately.policies.selectors import policy_at

BACK, WEEKS = 3, 6  # weeks behind, for comparison, and weeks from this one on
WINDOW = "7"
_WHILE = 600  # seconds for which an answer is remembered, if nothing was recorded since


@dataclass
class Week:
    """One week from Monday on: contacts done, said tonight, reserved; for how many, and how near to the budget.

    `full` are those who have had as much as a week allows, `over` those with more. Begins and ends name contents.
    """

    begins: int
    done: int = 0
    planned: int = 0
    reserved: int = 0
    people: int = 0
    full: int = 0
    over: int = 0
    starting: list[Content] = field(default_factory=list)
    ending: list[Content] = field(default_factory=list)

    @property
    def messages(self) -> int:
        """All contacts of it."""
        return self.done + self.planned + self.reserved


def see_ahead(*, at: int, now: int) -> dict[str, Any]:
    """Return some weeks behind, `this` one and those ahead, and a week's budget (None where there is none)."""
    known = known_at(at=at, now=now)
    policy, zone = policy_at(at=at, known=known), organisation(at=at_seconds(at)).zone
    soon = -(-at // _WHILE) * _WHILE if at == now else at
    plan = plan_at(at)
    fresh = plan is not None and at - seconds(plan.at) <= policy["decision.life_hours"] * 3600
    unchanged = (str(connection.settings_dict["NAME"]), *mark(), plan.key if plan and fresh else "")
    contents = contents_known(known=known, zone=zone)
    weeks = _weeks(soon, zone, unchanged, _Quiet(policy, tuple(contents)))
    return {
        "weeks": weeks,
        "this": weeks[BACK],
        "budget": policy["pressure.budgets"].get(WINDOW),
        "plan": plan if fresh else None,
    }


@dataclass(frozen=True)
class _Quiet:
    """Left out of the memory's key: rows recorded since, and the plan, tell whether they changed."""

    policy: Policy
    contents: Sequence[Content]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Quiet) and other.contents == self.contents

    def __hash__(self) -> int:
        return hash(self.contents)


@functools.lru_cache(maxsize=2)
def _weeks(at: int, zone: str, unchanged: tuple[object, ...], quiet: _Quiet) -> list[Week]:
    begins = _mondays(at, zone)
    weeks = [Week(one) for one in begins[:-1]]
    felt: list[Counter[int]] = [Counter() for _ in weeks]
    done, reserved = behind(since=begins[0], at=at), ahead(at=at, until=begins[-1])
    for place, contacts in _placed(begins, done):
        weeks[place].done += _felt(felt[place], contacts, quiet.policy)
    for place, contacts in _placed(begins, reserved):
        weeks[place].reserved += _felt(felt[place], contacts, quiet.policy)
    if unchanged[-1]:
        weeks[BACK].planned = _felt(felt[BACK], _tonight(at, quiet.contents), quiet.policy)
    budget = quiet.policy["pressure.budgets"].get(WINDOW)
    for week, theirs, ends in zip(weeks, felt, begins[1:], strict=True):
        week.people = len(theirs)
        if budget is not None:
            week.full = sum(weight == budget for weight in theirs.values())
            week.over = sum(weight > budget for weight in theirs.values())
        week.starting = [one for one in quiet.contents if week.begins <= one.valid_from < ends]
        week.ending = [one for one in quiet.contents if week.begins < one.valid_to <= ends and one.valid_to != FOREVER]
    return weeks


def _mondays(at: int, zone: str) -> list[int]:
    """The first moments of the weeks that are shown, and of the one after them, where the organisation is."""
    today = at_seconds(at).astimezone(ZoneInfo(zone)).date()
    monday = today - dt.timedelta(days=today.weekday())
    days = (monday + dt.timedelta(weeks=week) for week in range(-BACK, WEEKS + 1))
    return [seconds(dt.datetime.combine(day, dt.time(), ZoneInfo(zone))) for day in days]


def _placed(begins: Sequence[int], contacts: Contacts) -> Iterable[tuple[int, Contacts]]:
    for place, (first, ends) in enumerate(itertools.pairwise(begins)):
        yield place, [one for one in contacts if first <= one[1] < ends]


def _felt(felt: Counter[int], contacts: Contacts, policy: Policy) -> int:
    """Add what each customer feels of these contacts; returns how many contacts there are."""
    weights: dict[tuple[str, str], int] = {}
    for customer, _, channel, classed in contacts:
        weight = weights.get((channel, classed))
        if weight is None:
            weight = weights[channel, classed] = weight_of(channel, classed, policy)
        felt[customer] += weight
    return len(contacts)


def _tonight(at: int, contents: Sequence[Content]) -> Contacts:
    plan = plan_at(at)
    classes: Mapping[tuple[str, str], str] = {
        (one.key, wording.channel): wording.classed for one in contents for wording in one.wordings
    }
    if plan is None:
        return []
    return [
        (said.customer, at, said.channel, classes.get((content, said.channel), ""))
        for content, told in digest(plan).items()
        for said in told.said
    ]

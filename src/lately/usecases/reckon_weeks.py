"""How much of us did customers have in the weeks behind, and will they have in those ahead?"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from lately.decisioning.offers import Content, weight_of
from lately.decisioning.policy import Policy
from lately.interactions.ahead import Contacts, ahead, behind, said_since
from lately.lib.moments import at_seconds, seconds
from lately.plans.digest import everything_said
from lately.plans.models import Plan

BACK, WEEKS = 3, 6  # weeks behind, for comparison, and weeks from this one on
WINDOW = "7"
NUMBERS = ("begins", "done", "planned", "reserved", "people", "full", "over")


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
    def numbers(self) -> dict[str, int]:
        """What an overview keeps of it."""
        return {name: getattr(self, name) for name in NUMBERS}

    @property
    def messages(self) -> int:
        """All contacts of it."""
        return self.done + self.planned + self.reserved


def reckon_weeks(*, at: int, zone: str, policy: Policy, contents: Sequence[Content], plan: Plan | None) -> list[Week]:
    """Count them over the whole ledger; `plan` is the one that still holds at the moment, if there is one."""
    begins = mondays(at, zone)
    weeks = [Week(one) for one in begins[:-1]]
    felt: list[Counter[int]] = [Counter() for _ in weeks]
    done, reserved = behind(since=begins[0], at=at), ahead(at=at, until=begins[-1])
    for place, contacts in _placed(begins, done):
        weeks[place].done += _felt(felt[place], contacts, policy)
    for place, contacts in _placed(begins, reserved):
        weeks[place].reserved += _felt(felt[place], contacts, policy)
    if plan is not None:
        weeks[BACK].planned = _felt(felt[BACK], _tonight(plan, at, contents), policy)
    budget = policy["pressure.budgets"].get(WINDOW)
    for week, theirs in zip(weeks, felt, strict=True):
        week.people = len(theirs)
        if budget is not None:
            week.full = sum(weight == budget for weight in theirs.values())
            week.over = sum(weight > budget for weight in theirs.values())
    return weeks


def mondays(at: int, zone: str) -> list[int]:
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


def _tonight(plan: Plan, at: int, contents: Sequence[Content]) -> Contacts:
    """What the plan says and nobody has said since it was made."""
    already = said_since(since=seconds(plan.at), at=at)
    classes: Mapping[tuple[str, str], str] = {
        (one.key, wording.channel): wording.classed for one in contents for wording in one.wordings
    }
    return [
        (customer, at, channel, classes.get((content, channel), ""))
        for customer, content, channel in everything_said(plan)
        if (customer, content) not in already
    ]

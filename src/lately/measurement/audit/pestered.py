"""Who heard so much from us that a window was over budget?"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from lately.decisioning.contacts import contacts_of
from lately.decisioning.phrases import counted
from lately.decisioning.policy import Policy
from lately.decisioning.pressure import worst
from lately.lib.saying import gettext_noop as _
from lately.lib.saying import worded
from lately.measurement.lives import DAY, Life
from lately.measurement.neglect_words import day


@dataclass(frozen=True, slots=True)
class Pestered:
    """One customer with the window that was furthest over budget, in words."""

    customer: str
    because: str
    over: float = 0.0  # how many times the budget


def pestered(lives: Sequence[Life], policy: Policy, zone: ZoneInfo) -> list[Pestered]:
    """Return customers with a sliding window over budget anywhere in their record, worst first.

    Budgets and windows are the policy `pressure.budgets`; the weights stand in the contacts.
    """
    owner = np.array([place for place, life in enumerate(lives) for _ in life.said], np.int64)
    at = np.array([contact.at for life in lives for contact in life.said], np.int64)
    weight = np.array([contact.weight for life in lives for contact in life.said], np.int64)
    nothing = np.zeros(len(owner), np.int64)
    contacts = contacts_of(owner=owner, at=at, weight=weight, given=nothing, asked=nothing, klass=nothing)
    over: dict[int, tuple[float, int, int]] = {}
    for days, budget in policy["pressure.budgets"].items():
        found = worst(contacts, len(lives), int(days))
        for place in np.flatnonzero(found > budget).tolist():
            here = (int(found[place]) / max(1, budget), int(days), int(budget))
            over[place] = max(over.get(place, here), here)
    ordered = sorted(over.items(), key=lambda item: (-item[1][0], lives[item[0]].key))
    return [Pestered(lives[place].key, _because(lives[place], window, zone), window[0]) for place, window in ordered]


def _because(life: Life, window: tuple[float, int, int], zone: ZoneInfo) -> str:
    """Say which window was the fullest: the first, where several are."""
    days, budget = window[1:]
    heard = [contact for contact in life.said if contact.weight]
    moments = [contact.at for contact in heard]
    ends = [bisect.bisect_left(moments, moment + days * DAY) for moment in moments]
    sums = [0, *itertools.accumulate(contact.weight for contact in heard)]
    place = max(range(len(heard)), key=lambda start: (sums[ends[start]] - sums[start], -start))
    count, weight = ends[place] - place, sums[ends[place]] - sums[place]
    text = _("{count} messages within {days} from {day}; we allow ourselves {budget}.")
    if weight != count:
        text = _("{count} messages, which felt like {weight}, within {days} from {day}; we allow ourselves {budget}.")
    within = worded("one day") if days == 1 else counted(days, "day")
    from_day = day(moments[place], zone)
    return worded(text, count=count, weight=weight, days=within, day=from_day, budget=budget)

"""What does a kept plan come to: of each content, who is told it and why the others are not?"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lately.lib.moments import at_seconds
from lately.plans.models import Plan, PlanLine


@dataclass(frozen=True, slots=True)
class Said:
    """One customer who is told something; `customer` is the internal id."""

    customer: int
    channel: str
    score: float
    because: tuple[str, ...]


@dataclass(slots=True)
class Told:
    """One content of a plan: who is told it, the worthiest first, and how many are not, by reason."""

    said: list[Said] = field(default_factory=list)
    held: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


def digest(plan: Plan) -> dict[str, Told]:
    """Return every content of a plan by key. Plans never change, so the last few are remembered, by their keys."""
    return _digest(plan.pk, plan.key)


@functools.lru_cache(maxsize=4)
def _digest(plan_id: int, key: str) -> dict[str, Told]:
    """A number may be given anew when a demo book is built again; a key never is."""
    del key
    ways = _ways(plan_id)
    found: dict[str, Told] = {}
    held: Counter[int] = Counter()
    for _, customer, says, places in _lines(plan_id):
        held.update(places)
        for one in says:
            said = Said(customer, one["channel"], one["score"], tuple(one["because"]))
            found.setdefault(one["content"], Told()).said.append(said)
    for place, count in held.items():
        told = found.setdefault(ways[place]["content"], Told())
        told.held += count
        for code in _codes(ways[place]):
            told.reasons[code] = told.reasons.get(code, 0) + count
    for told in found.values():
        told.said.sort(key=lambda said: (-said.score, said.customer))
    return found


def held_back(
    plan_id: int, content: str, code: str, *, after: int = 0, limit: int = 50, book: int | None = None
) -> tuple[list[tuple[int, list[str]]], int | None]:
    """Customers whom the content is not told for this reason, with all its reasons for them, and the last row seen.

    A page begins after row `after`; the second value is None on the last page. `book` limits it to the customers of
    one owner.
    """
    meant = {place: _codes(way) for place, way in enumerate(_ways(plan_id)) if way["content"] == content}
    meant = {place: codes for place, codes in meant.items() if code in codes}
    found: list[tuple[int, list[str]]] = []
    last = after
    for row, customer, _, places in _lines(plan_id, after=after, book=book):
        place = next((place for place in places if place in meant), None)
        if place is not None:
            if len(found) == limit:
                return found, last
            found.append((customer, meant[place]))
        last = row
    return found, None


def _codes(way: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(reason["code"] for reason in way["reasons"]))


def _ways(plan_id: int) -> list[dict[str, Any]]:
    ways: list[dict[str, Any]] = Plan.objects.values_list("ways", flat=True).get(pk=plan_id)
    return ways


def _lines(
    plan_id: int, after: int = 0, book: int | None = None
) -> Iterator[tuple[int, int, list[dict[str, Any]], list[int]]]:
    """Row, customer, what is said, and in which of the plan's ways the rest is held back."""
    rows = PlanLine.objects.filter(plan_id=plan_id, pk__gt=after).order_by("pk")
    if book is not None:
        rows = rows.filter(customer__owner_id=book)
    yield from rows.values_list("pk", "customer_id", "says", "held").iterator(chunk_size=2000)


def plan_of(key: str) -> Plan | None:
    """The plan of that key."""
    return Plan.objects.filter(key=key).first()


def plan_at(at: int) -> Plan | None:
    """The plan that holds at a moment: of those decided for it or before, the latest; of several, the one made last.

    A plan for a later moment is a what-if; it replaces nothing.
    """
    return Plan.objects.filter(at__lte=at_seconds(at)).defer("ways").order_by("-at", "-made_at", "-pk").first()

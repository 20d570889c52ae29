"""What does a kept plan come to: of each content, who is told it and why the others are not?"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from lately.decisioning.policy import Policy
from lately.lib.among import Ids
from lately.lib.looking import once
from lately.lib.moments import at_seconds, seconds
from lately.lib.saying import again
from lately.plans.models import Held, Plan, PlanLine
from lately.profiles.few import first_of, of_book

Place = tuple[int, int]
"""Where a list goes on: the score of the last in millionths, and their internal id."""
DIGITS = 18  # of a score: what is worth much in yen has many


@dataclass(frozen=True, slots=True)
class Said:
    """One customer who is told something; `customer` is the internal id, `score` in millionths."""

    customer: int
    content: str
    channel: str
    score: int
    because: tuple[str, ...]

    @property
    def place(self) -> Place:
        """Where a list goes on after them."""
        return self.score, self.customer


@dataclass(frozen=True, slots=True)
class Told:
    """One content of a plan: how many are told it by channel, and how many are not, in all and by reason."""

    said: Mapping[str, int]
    held: int
    reasons: Mapping[str, int]


def digest(plan: Plan) -> dict[str, Told]:
    """Return every content of a plan by key."""
    return {content: Told(**told) for content, told in plan.told.items()}


def said(
    plan: Plan, *, content: str | None = None, channels: Collection[str] | None = None, book: int | None = None,
    besides: Collection[int] = (), after: Place | None = None, limit: int,
) -> list[Said]:  # fmt: skip
    """Who is told something, the worthiest first: one content, or anything by some channels; of one owner's customers.

    `besides` are customers to leave out.
    """
    # One channel after the other: each is a stretch of an index that ends where enough is found.
    there = {channel for told in digest(plan).values() for channel in told.said}
    by = (
        [{"content": content}]
        if content is not None
        else [{"channel": one} for one in sorted(there & {*(channels or ())})]
    )
    found = [said for each in by for said in _page(_saying(plan, **each), book, besides, after, limit)]
    return sorted(found, key=lambda one: (-one.score, one.customer))[:limit]


def everything_said(plan: Plan) -> Iterator[tuple[int, str, str]]:
    """All to whom something is said: customer, content, channel."""
    yield from _saying(plan).values_list("customer_id", "content", "channel").iterator(chunk_size=2000)


def how_many(plan: Plan, *, book: int | None, among: Collection[int] | None = None, **by: str) -> int:
    """To how many something is said, `by` content or by channel: of one owner's customers, or of these."""
    if book is None and among is None:
        told = digest(plan)
        if "content" in by:
            return sum(told[by["content"]].said.values()) if by["content"] in told else 0
        return sum(one.said.get(by["channel"], 0) for one in told.values())
    rows = of_book(_saying(plan, **by), book)
    return (rows if among is None else rows.filter(customer_id__in=among)).count()


def _saying(plan: Plan, **by: str) -> QuerySet[PlanLine]:
    return PlanLine.objects.filter(plan=plan, **by).exclude(content="")


def _page(
    rows: QuerySet[PlanLine], book: int | None, besides: Collection[int], after: Place | None, limit: int
) -> list[Said]:
    rows = rows.exclude(customer_id__in=besides) if besides else rows
    if after is not None:
        rows = rows.filter(Q(score_micro__lt=after[0]) | Q(score_micro=after[0], customer__gt=after[1]))
    return [
        Said(row.customer_id, row.content, row.channel, row.score_micro, tuple(map(again, row.says[0]["because"])))
        for row in first_of(rows, book, ("-score_micro", "customer_id"), limit)
    ]


def held_back(
    plan: Plan, content: str, code: str, *, after: int = 0, limit: int = 50, book: int | None = None
) -> tuple[list[tuple[int, list[str]]], int | None]:
    """Customers whom the content is not told for this reason, with all its reasons for them, and the last row seen.

    A page begins after row `after`; the second value is None on the last page. `book` limits it to the customers of
    one owner.
    """
    ways, sets = _shared(plan.pk, plan.key)
    meant = {place: _codes(way) for place, way in enumerate(ways) if way["content"] == content}
    meant = {place: codes for place, codes in meant.items() if code in codes}
    theirs = {
        row: (meant[place], many)
        for row, places, many in sets
        if (place := next((one for one in places if one in meant), None)) is not None
    }
    many = sum(customers for _, customers in theirs.values())
    lines = of_book(PlanLine.objects.filter(plan=plan, pk__gt=after), book).order_by("pk")
    # Most customers: the lines are read as they stand until enough are found. Few: they are found by the index.
    few = many * many < limit * sum(customers for _, _, customers in sets)
    held = Ids(sorted(theirs))
    lines = lines.filter(held__among=held) if few else lines.alias(one=F("held_id") + 0).filter(one__among=held)
    found = list(lines.values_list("pk", "customer_id", "held_id")[: limit + 1])
    page = [(customer, theirs[one][0]) for _, customer, one in found[:limit]]
    return page, found[limit - 1][0] if len(found) > limit else None


def _codes(way: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(reason["code"] for reason in way["reasons"]))


@functools.lru_cache(maxsize=4)
def _shared(plan_id: int, key: str) -> tuple[list[dict[str, Any]], list[tuple[int, list[int], int]]]:
    """The plan's ways, and the sets of them that customers share. Plans never change.

    A number may be given anew when a demo book is built again; a key never is.
    """
    del key
    ways: list[dict[str, Any]] = Plan.objects.values_list("ways", flat=True).get(pk=plan_id)
    return ways, list(Held.objects.filter(plan_id=plan_id).values_list("pk", "ways", "customers"))


def plan_of(key: str) -> Plan | None:
    """The plan of that key."""
    return Plan.objects.filter(key=key).first()


def plan_at(at: int) -> Plan | None:
    """The plan that holds at a moment: of those decided for it or before, the latest; of several, the one made last.

    A plan for a later moment is a what-if; it replaces nothing.
    """
    plans = Plan.objects.filter(at__lte=at_seconds(at)).defer("ways").order_by("-at", "-made_at", "-pk")
    return once(("plan_at", at), plans.first)


def living_plan(at: int, policy: Policy) -> Plan | None:
    """The plan that holds at a moment, if its decisions have not outlived their hours."""
    plan = plan_at(at)
    return plan if plan is not None and at - seconds(plan.at) <= policy["decision.life_hours"] * 3600 else None

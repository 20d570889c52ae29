"""What does a kept plan come to: of each content, who is told it and why the others are not?"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lately.plans.models import Plan, PlanLine
from lately.plans.selectors import read


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


@functools.lru_cache(maxsize=4)
def digest(plan_id: int) -> dict[str, Told]:
    """Return every content of a plan by key. Plans never change, so the last few are remembered."""
    found: dict[str, Told] = {}
    for _, line in _lines(plan_id):
        for says in line["says"]:
            said = Said(line["id"], says["channel"], says["score"], tuple(says["because"]))
            found.setdefault(says["content"], Told()).said.append(said)
        for held in line["held_back"]:
            told = found.setdefault(held["content"], Told())
            told.held += 1
            for code in {reason["code"] for reason in held["reasons"]}:
                told.reasons[code] = told.reasons.get(code, 0) + 1
    for told in found.values():
        told.said.sort(key=lambda said: (-said.score, said.customer))
    return found


def held_back(
    plan_id: int, content: str, code: str, *, after: int = 0, limit: int = 50, among: set[int] | None = None
) -> tuple[list[tuple[int, list[str]]], int | None]:
    """Customers whom the content is not told for this reason, with all its reasons for them, and the last row seen.

    A page begins after row `after`; the second value is None on the last page. `among` limits it to these customers.
    """
    found: list[tuple[int, list[str]]] = []
    last = after
    for row, line in _lines(plan_id, after=after):
        codes = _codes(line, content)
        if code in codes and (among is None or line["id"] in among):
            if len(found) == limit:
                return found, last
            found.append((line["id"], codes))
        last = row
    return found, None


def _codes(line: dict[str, Any], content: str) -> list[str]:
    reasons: Sequence[dict[str, str]] = next(
        (held["reasons"] for held in line["held_back"] if held["content"] == content), ()
    )
    return list(dict.fromkeys(reason["code"] for reason in reasons))


def _lines(plan_id: int, after: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = PlanLine.objects.filter(plan_id=plan_id, pk__gt=after).order_by("pk")
    for row in rows.iterator(chunk_size=500):
        yield row.pk, read(row) | {"id": row.customer_id}


def plan_of(key: str) -> Plan | None:
    """The plan of that key, or the one made last if the key is blank."""
    if not key:
        return Plan.objects.order_by("-made_at", "-pk").first()
    return Plan.objects.filter(key=key).first()

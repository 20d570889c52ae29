"""How is a plan kept?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lately.lib.gate import write_transaction
from lately.lib.saying import stored
from lately.plans.models import Held, Plan, PlanLine

MICRO = 1_000_000
Line = Mapping[str, Any]


def keep_plan(
    *,
    key: str,
    at: dt.datetime,
    known: dt.datetime,
    now: dt.datetime,
    summary: Mapping[str, Any],
    versions: Mapping[str, str],
    lines: Sequence[tuple[int, Line]],
) -> Plan:
    """Keep a plan with a line for each customer (internal id, line). It reserves nothing.

    Lines share the entries that say how a content is held back; each of those is kept once, and so is each set of
    them that customers share. What the plan comes to is counted here, so that nobody need read its lines for it.
    """
    ways: dict[int, tuple[int, Any]] = {}
    sets: Counter[tuple[int, ...]] = Counter()
    theirs: list[tuple[int, ...]] = []
    for _, line in lines:
        places = tuple(ways.setdefault(id(entry), (len(ways), entry))[0] for entry in line["held_back"])
        sets[places] += 1
        theirs.append(places)
    entries = [entry for _, entry in ways.values()]
    with write_transaction():
        plan = Plan.objects.create(
            key=key,
            at=at,
            known=known,
            made_at=now,
            summary=dict(summary),
            versions=dict(versions),
            ways=entries,
            told=_told(lines, sets, entries),
        )
        held = {
            places: Held.objects.create(plan=plan, ways=list(places), customers=many).pk
            for places, many in sets.items()
        }
        PlanLine.objects.bulk_create(_rows(plan, lines, (held[places] for places in theirs)), batch_size=2000)
    return plan


def _rows(plan: Plan, lines: Sequence[tuple[int, Line]], held: Iterator[int]) -> Iterator[PlanLine]:
    for (customer, line), theirs in zip(lines, held, strict=True):
        first: Line = line["says"][0] if line["says"] else {"content": "", "channel": "", "score": 0}
        yield PlanLine(
            plan=plan,
            customer_id=customer,
            says=[{**one, "because": list(map(stored, one["because"]))} for one in line["says"]],
            held_id=theirs,
            content=first["content"],
            channel=first["channel"],
            score_micro=round(first["score"] * MICRO),
        )


def _told(
    lines: Sequence[tuple[int, Line]], sets: Mapping[tuple[int, ...], int], entries: Sequence[Any]
) -> dict[str, dict[str, Any]]:
    """Of each content: `said` by channel, how many do not hear it (`held`), and how many of them for each reason."""
    found: dict[str, dict[str, Any]] = {}

    def of(content: str) -> dict[str, Any]:
        return found.setdefault(content, {"said": {}, "held": 0, "reasons": {}})

    for (content, channel), many in Counter(
        (one["content"], one["channel"]) for _, line in lines for one in line["says"]
    ).items():
        of(content)["said"][channel] = many
    held: Counter[int] = Counter()
    for places, many in sets.items():
        held.update(dict.fromkeys(places, many))
    for place, many in sorted(held.items()):
        told = of(entries[place]["content"])
        told["held"] += many
        for code in dict.fromkeys(reason["code"] for reason in entries[place]["reasons"]):
            told["reasons"][code] = told["reasons"].get(code, 0) + many
    return found

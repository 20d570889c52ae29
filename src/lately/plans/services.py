"""How is a plan kept?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from lately.lib.gate import write_transaction
from lately.plans.models import Plan, PlanLine


def keep_plan(
    *,
    key: str,
    at: dt.datetime,
    known: dt.datetime,
    now: dt.datetime,
    summary: Mapping[str, Any],
    versions: Mapping[str, str],
    lines: Sequence[tuple[int, Mapping[str, Any]]],
) -> Plan:
    """Keep a plan with a line for each customer (internal id, line). It reserves nothing.

    Lines share the entries that say how a content is held back, so each of those is kept once.
    """
    ways: dict[int, tuple[int, Any]] = {}
    placed = [[ways.setdefault(id(entry), (len(ways), entry))[0] for entry in line["held_back"]] for _, line in lines]
    with write_transaction():
        plan = Plan.objects.create(
            key=key,
            at=at,
            known=known,
            made_at=now,
            summary=dict(summary),
            versions=dict(versions),
            ways=[entry for _, entry in ways.values()],
        )
        PlanLine.objects.bulk_create(
            (
                PlanLine(plan=plan, customer_id=customer, says=line["says"], held=held)
                for (customer, line), held in zip(lines, placed, strict=True)
            ),
            batch_size=2000,
        )
    return plan

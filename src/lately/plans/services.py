"""How is a plan kept?"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

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
    """Keep a plan with a line for each customer (internal id, line). It reserves nothing."""
    encode = msgspec.json.encode
    with write_transaction():
        plan = Plan.objects.create(
            key=key, at=at, known=known, made_at=now, summary=dict(summary), versions=dict(versions)
        )
        rows = [
            PlanLine(plan=plan, customer_id=customer, outcome=zlib.compress(encode(line), 1))
            for customer, line in lines
        ]
        PlanLine.objects.bulk_create(rows, batch_size=2000)
    return plan

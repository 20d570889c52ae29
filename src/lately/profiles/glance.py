"""What do we know of one customer, from where and since when?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lately.decisioning.catalogue import fact_kind
from lately.lib.counting import Live
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.profiles.frames import redirects
from lately.profiles.models import Fact


def facts_of(ids: Sequence[int], *, at: int, known: int) -> list[dict[str, Any]]:
    """Every fact that holds at the moment, by name: the newest row of a single one, every row of a many-valued one."""
    moment = at_seconds(at)
    rows = Fact.objects.filter(Live(known, at), customer_id__in=ids)
    rows = rows.order_by("name", "happened_at", "recorded_at", "pk")
    newest: dict[tuple[str, str], Fact] = {}
    for row in rows:
        newest[row.name, str(row.value) if _many(row.name) else ""] = row
    return [
        {
            "name": row.name,
            "value": row.value,
            "source": row.source,
            "at": seconds(row.happened_at),
            "until": seconds(row.until) if row.until else None,
            "row": row.pk,
        }
        for row in newest.values()
        if row.until is None or row.until > moment
    ]


def records_of(customer: int, *, known: int) -> list[int]:
    """The customer and every record that was merged into theirs, at whatever remove."""
    into = redirects(known)
    found, asked = [customer], {customer}
    while asked:
        asked = {each for each, target in into.items() if target in asked and each not in found}
        found += sorted(asked)
    return found


def _many(name: str) -> bool:
    try:
        return fact_kind(name).many
    except Refusal:
        return True

"""Which of two records' values stands, where they are one customer and say different things?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lately.decisioning.catalogue import fact_kind
from lately.lib.refusal import Refusal
from lately.profiles.models import Fact
from lately.profiles.search_index import refind


@dataclass(frozen=True, slots=True)
class Stands:
    """The value of a fact on one record, since when, and from where; `row` orders what is of one moment."""

    value: Any
    since: dt.datetime
    source: str
    row: tuple[dt.datetime, dt.datetime, int]


def standing(customer: int) -> dict[str, Stands]:
    """Every single-valued fact of a record that counts now, its newest row."""
    rows = Fact.objects.filter(customer_id=customer, voided_at=None).order_by("happened_at", "recorded_at", "pk")
    newest = {row.name: row for row in rows if not _many(row.name)}
    return {
        name: Stands(row.value, row.happened_at, row.source, (row.happened_at, row.recorded_at, row.pk))
        for name, row in newest.items()
        if row.until is None
    }


def choose(*, into: int, values: Mapping[str, tuple[Any, dt.datetime]], now: dt.datetime, source: str) -> list[int]:
    """Write values down that are to stand though another is newer, as of these moments; return the rows."""
    return [
        Fact.objects.create(
            customer_id=into, name=name, value=value, happened_at=since, recorded_at=now, source=source[:200]
        ).pk
        for name, (value, since) in values.items()
    ]


def take_back(*, rows: Sequence[int], now: dt.datetime) -> None:
    """Void rows that `choose` wrote."""
    told = Fact.objects.filter(pk__in=rows, voided_at=None)
    customers = list(told.values_list("customer_id", flat=True))
    told.update(voided_at=now)
    refind(customers)


def _many(name: str) -> bool:
    try:
        return fact_kind(name).many
    except Refusal:
        return True

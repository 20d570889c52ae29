"""Which of two records' values stands, where they are one customer and say different things?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lately.decisioning.catalogue import fact_kind
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles.glance import records_of
from lately.profiles.models import Fact
from lately.profiles.search_index import refind


@dataclass(frozen=True, slots=True)
class Stands:
    """The value of a fact on one record, since when, and from where; `row` orders what is of one moment."""

    value: Any
    since: dt.datetime
    until: dt.datetime | None
    source: str
    row: tuple[dt.datetime, dt.datetime, int]


def standing(customer: int, *, now: dt.datetime) -> dict[str, Stands]:
    """Every single-valued fact that holds now of a record and those merged into it, its newest row."""
    ids = records_of(customer, known=seconds(now))
    rows = Fact.objects.filter(customer_id__in=ids, voided_at=None, happened_at__lte=now)
    ordered = rows.order_by("happened_at", "recorded_at", "pk")
    newest = {row.name: row for row in ordered if not _many(row.name)}
    return {
        name: Stands(row.value, row.happened_at, row.until, row.source, (row.happened_at, row.recorded_at, row.pk))
        for name, row in newest.items()
        if row.until is None or row.until > now
    }


def choose(*, into: int, values: Mapping[str, Stands], now: dt.datetime, source: str) -> list[int]:
    """Write values down that are to stand though another is newer, as of these moments; return the rows."""
    return [
        Fact.objects.create(
            customer_id=into, name=name, value=stands.value, happened_at=stands.since, until=stands.until,
            recorded_at=now, source=source[:200],
        ).pk
        for name, stands in values.items()
    ]  # fmt: skip


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

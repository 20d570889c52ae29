"""How does one fact of one customer change by hand, and what if somebody else changed it meanwhile?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from lately.decisioning.catalogue import Value, fact_kind
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.profiles.models import Fact
from lately.profiles.search_index import refind


class ChangedMeanwhile(Refusal):
    """Somebody else said something of the same fact after the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else changed this while you were writing."),
            _("What stands now is shown below; what you typed is still in the form."),
            _("Look at both, then keep yours or leave it as it is."),
        )


def version_of(ids: Sequence[int], name: str) -> str:
    """What tells whether anything was said, ended or taken back of this fact; `ids` as in glance.facts_of."""
    told = Fact.objects.filter(customer_id__in=ids, name=name)
    found = told.aggregate(last=Max("pk"), taken=Count("pk", filter=~Q(voided_at=None)))
    return f"{found['last'] or 0}-{found['taken']}"


def history_of(ids: Sequence[int], name: str) -> list[dict[str, Any]]:
    """Every row of a fact that was ever recorded, newest first; `taken_back` says that it was never so."""
    rows = Fact.objects.filter(customer_id__in=ids, name=name).order_by("-recorded_at", "-pk")
    again = _said_again(rows)
    return [
        {
            "value": row.value,
            "source": row.source,
            "at": seconds(row.happened_at),
            "until": seconds(row.until) if row.until else None,
            "taken_back": seconds(row.voided_at) if row.voided_at else None,
        }
        for row in rows
        if row.pk not in again
    ]


def _said_again(rows: QuerySet[Fact]) -> set[int]:
    """Rows that were voided only to say the same with an end."""
    ended = {(row.customer_id, str(row.value), row.happened_at, row.recorded_at) for row in rows if row.until}
    return {
        row.pk
        for row in rows
        if row.voided_at and (row.customer_id, str(row.value), row.happened_at, row.voided_at) in ended
    }


def say(
    *, ids: Sequence[int], name: str, value: Value, until: dt.datetime | None, seen: str, at: int, now: int, source: str
) -> int | None:
    """Record that a fact holds from `at` on, of the first of `ids`; return its row, None if it stood like this.

    A single fact is replaced, its history stays; to a many-valued one the value is added. `seen` is the version that
    the writer looked at; raises ChangedMeanwhile if that is no longer the one that stands.
    """
    with write_transaction():
        if _stands(ids, name, value, until, at):
            return None
        if version_of(ids, name) != seen:
            raise ChangedMeanwhile
        row = Fact.objects.create(
            customer_id=ids[0], name=name, value=value, until=until, happened_at=at_seconds(at),
            recorded_at=at_seconds(now), source=source[:200],
        )  # fmt: skip
        refind(ids)
    return row.pk


def end(*, ids: Sequence[int], row: int, at: int, now: int) -> int:
    """Say that a fact was so and is so no longer from `at` on; return the row that says it."""
    with write_transaction():
        stands = _counting(ids, row)
        _void(stands, now)
        said = Fact.objects.create(
            customer_id=stands.customer_id, name=stands.name, value=stands.value, until=at_seconds(at),
            happened_at=stands.happened_at, recorded_at=at_seconds(now), source=stands.source,
            imported=stands.imported,
        )  # fmt: skip
        refind(ids)
    return said.pk


def take_back(*, ids: Sequence[int], row: int, now: int) -> str:
    """Void a fact that was never so; return its name. What was said before it counts again."""
    with write_transaction():
        stands = _counting(ids, row)
        _void(stands, now)
        refind(ids)
    return stands.name


def _counting(ids: Sequence[int], row: int) -> Fact:
    found = Fact.objects.filter(pk=row, customer_id__in=ids, voided_at=None).first()
    if found is None:
        raise ChangedMeanwhile
    return found


def _void(row: Fact, now: int) -> None:
    if not Fact.objects.filter(pk=row.pk, voided_at=None).update(voided_at=at_seconds(now)):
        raise ChangedMeanwhile


def _stands(ids: Sequence[int], name: str, value: Value, until: dt.datetime | None, at: int) -> bool:
    """Whether the fact holds like this already, so that a form sent twice says it once."""
    rows = Fact.objects.filter(customer_id__in=ids, name=name, voided_at=None, happened_at__lte=at_seconds(at))
    ordered = list(rows.order_by("happened_at", "recorded_at", "pk"))
    told = ordered if fact_kind(name).many else ordered[-1:]
    return any(row.value == value and row.until == until for row in told)

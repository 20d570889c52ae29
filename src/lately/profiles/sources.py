"""Where do we know it from, since when, and when will it begin or end to be true?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from lately.lib.counting import Live
from lately.lib.moments import at_seconds, seconds
from lately.profiles.models import Fact


@dataclass(frozen=True, slots=True)
class Sourced:
    """A stored fact as it stands on record."""

    name: str
    value: str | int | bool
    source: str
    happened_at: str


def turning(*, customer_ids: Sequence[int], at: int, known: int) -> dict[str, set[int]]:
    """When facts of a customer (and of records merged into it) that are on record begin or end after `at`, by name.

    Seconds since 1970 UTC.
    """
    moment = at_seconds(at)
    rows = Fact.objects.filter(Live(known), customer_id__in=customer_ids)
    found: dict[str, set[int]] = {}
    for name, begins, ends in rows.filter(Q(happened_at__gt=moment) | Q(until__gt=moment)).values_list(
        "name", "happened_at", "until"
    ):
        found.setdefault(name, set()).update(seconds(one) for one in (begins, ends) if one and one > moment)
    return found


def sourced(*, customer_ids: Sequence[int], names: Sequence[str], at: int, known: int) -> list[Sourced]:
    """The rows behind these facts of a customer (and of records merged into it), newest first."""
    rows = Fact.objects.filter(Live(known, at), customer_id__in=customer_ids, name__in=names)
    rows = rows.order_by("name", "-happened_at", "-recorded_at")
    return [Sourced(row.name, row.value, row.source, row.happened_at.date().isoformat()) for row in rows]

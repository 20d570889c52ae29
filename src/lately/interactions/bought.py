"""What did they buy, how often and for how much, over time?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from lately.interactions.models import Direction, Interaction, Kind
from lately.interactions.timeline import When
from lately.lib.moments import at_seconds, seconds

_MONTHS, _QUARTERS = 12, 36  # months of history up to which it is told by month, by quarter
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass
class Stretch:
    """A month, a quarter or a year: how often they bought in it, and for how much (minor units by currency)."""

    title: str
    count: int = 0
    sums: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Purchases:
    """All of them: count, sums by currency in minor units, the last moment, its amount if known, and over time."""

    count: int
    sums: dict[str, int]
    last: int
    latest: tuple[int, str] | None
    stretches: Sequence[Stretch]


def bought_of(ids: Iterable[int], when: When, zone: str) -> Purchases | None:
    """Return what these records of one customer bought by the moment; None for nothing."""
    found = list(
        Interaction.objects.filter(when.live, customer__in=list(ids), direction=Direction.IN, kind=Kind.PURCHASE)
        .order_by("happened_at", "pk")
        .values_list("happened_at", "amount_minor", "currency")
    )
    if not found:
        return None
    last, amount, currency = found[-1]
    return Purchases(
        count=len(found),
        sums=_sums(found),
        last=seconds(last),
        latest=None if amount is None else (amount, currency),
        stretches=_over_time(found, at_seconds(when.at).astimezone(ZoneInfo(zone)), zone),
    )


def _sums(rows: Iterable[tuple[dt.datetime, int | None, str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, amount, currency in rows:
        if amount is not None:
            found[currency] = found.get(currency, 0) + amount
    return found


def _over_time(rows: Sequence[tuple[dt.datetime, int | None, str]], today: dt.datetime, zone: str) -> list[Stretch]:
    """Every stretch from the first purchase until now, empty ones too."""
    local = [(moment.astimezone(ZoneInfo(zone)), amount, currency) for moment, amount, currency in rows]
    first = local[0][0]
    months = (today.year - first.year) * 12 + today.month - first.month + 1
    size = _LENGTHS["month" if months <= _MONTHS else "quarter" if months <= _QUARTERS else "year"]
    begins = range(_place(first, size), max(_place(today, size), _place(local[-1][0], size)) + 1)
    found = {place: Stretch(_title(place, size)) for place in begins}
    for moment, amount, currency in local:
        stretch = found[_place(moment, size)]
        stretch.count += 1
        if amount is not None:
            stretch.sums[currency] = stretch.sums.get(currency, 0) + amount
    return list(found.values())


def _place(moment: dt.datetime, size: int) -> int:
    return (moment.year * 12 + moment.month - 1) // size


def _title(place: int, size: int) -> str:
    year, month = divmod(place * size, 12)
    if size == _LENGTHS["year"]:
        return str(year)
    if size == _LENGTHS["quarter"]:
        return f"{month // 3 + 1}/{year}"
    return f"{dt.date(year, month + 1, 1):%b %Y}"

"""What did one customer buy, how often, for how much, and when?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from lately.interactions.models import Interaction, Kind, Status
from lately.interactions.timeline import When
from lately.lib.moments import seconds

MOST_COLUMNS = 12
_STEPS = (1, 3, 12)  # months in one column: a month, a quarter, a year
_YEAR = 12


@dataclass(slots=True)
class Stretch:
    """A month, a quarter or a year: how often they bought in it, and for how much by currency (minor units)."""

    title: str
    count: int = 0
    sums: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Purchased:
    """All purchases; `first` and `last` in seconds since 1970 UTC, `sums` and `latest` in minor units by currency."""

    count: int
    first: int
    last: int
    latest: tuple[int, str] | None
    sums: dict[str, int]
    stretches: list[Stretch]


def purchased_by(ids: Sequence[int], when: When, zone: str) -> Purchased | None:
    """Count what a customer (`ids` are theirs and those merged into them) bought; None if nothing is on record."""
    rows = list(
        Interaction.objects.filter(when.live, customer_id__in=ids, kind=Kind.PURCHASE, status=Status.DONE)
        .order_by("happened_at", "pk")
        .values_list("happened_at", "amount_minor", "currency")
    )
    if not rows:
        return None
    sums: Counter[str] = Counter()
    for _, amount, currency in rows:
        sums[currency] += amount or 0
    moment, amount, currency = rows[-1]
    return Purchased(
        count=len(rows),
        first=seconds(rows[0][0]),
        last=seconds(moment),
        latest=None if amount is None else (amount, currency),
        sums={currency: total for currency, total in sorted(sums.items()) if total},
        stretches=_stretches(rows, ZoneInfo(zone), when.at),
    )


def _stretches(rows: Sequence[tuple[dt.datetime, int | None, str]], zone: ZoneInfo, at: int) -> list[Stretch]:
    """The stretches from the first purchase to the moment, oldest first; of too many the last MOST_COLUMNS."""
    months = [_month(moment.astimezone(zone)) for moment, _, _ in rows]
    end = _month(dt.datetime.fromtimestamp(at, zone))
    step = next((one for one in _STEPS if end // one - months[0] // one < MOST_COLUMNS), _STEPS[-1])
    begin = max(months[0] // step, end // step - MOST_COLUMNS + 1)
    found = {place: Stretch(_title(place, step)) for place in range(begin, end // step + 1)}
    for month, (_, amount, currency) in zip(months, rows, strict=True):
        stretch = found.get(month // step)
        if stretch is not None:
            stretch.count += 1
            stretch.sums[currency] = stretch.sums.get(currency, 0) + (amount or 0)
    return list(found.values())


def _month(moment: dt.datetime) -> int:
    return moment.year * _YEAR + moment.month - 1


def _title(place: int, step: int) -> str:
    if step == _YEAR:
        return str(place)
    year, month = divmod(place * step, _YEAR)
    first = f"{dt.date(year, month + 1, 1):%b}"
    return f"{first} {year}" if step == 1 else f"{first}-{dt.date(year, month + step, 1):%b} {year}"

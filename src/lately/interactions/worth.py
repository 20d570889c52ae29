"""What have these customers bought of us, when did they last hear from us, and who of us spoke to them since?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, Max, OuterRef, Sum

from lately.interactions.models import Direction, Interaction, Kind, Status
from lately.interactions.timeline import When
from lately.lib.moments import at_seconds, seconds
from lately.profiles.models import Handed, Redirect

AT_ONCE = 2_000
DAY = 86_400
LOOK_BACK = 730  # days: two years


@dataclass(slots=True)
class Worth:
    """What somebody bought in two years, in minor units by currency, and when they last heard from us (None: never)."""

    bought: dict[str, int] = field(default_factory=dict)
    heard: int | None = None

    def at_risk(self, at: int) -> int:
        """What orders people: money of two years times days of silence, both counted up to two years."""
        silent = LOOK_BACK if self.heard is None else min(max((at - self.heard) // DAY, 0), LOOK_BACK)
        return sum(self.bought.values()) * (silent + 1)


def worth_of(ids: Sequence[int], when: When, *, into: Mapping[int, int]) -> dict[int, Worth]:
    """The worth of each customer; what was said under records merged into them (`into`) is theirs."""
    wanted = set(ids)
    records = [*ids, *(record for record, target in into.items() if target in wanted)]
    found = {customer: Worth() for customer in ids}
    since = at_seconds(when.at - LOOK_BACK * DAY)
    for part in _parts(records):
        rows = Interaction.objects.filter(when.live, status=Status.DONE, customer_id__in=part)
        bought = rows.filter(kind=Kind.PURCHASE, happened_at__gt=since, amount_minor__isnull=False)
        for customer, currency, amount in bought.values_list("customer_id", "currency").annotate(Sum("amount_minor")):
            sums = found[into.get(customer, customer)].bought
            sums[currency] = sums.get(currency, 0) + amount
        heard = rows.filter(direction=Direction.OUT)
        for customer, moment in heard.values_list("customer_id").annotate(last=Max("happened_at")):
            one = found[into.get(customer, customer)]
            one.heard = max(seconds(moment), one.heard or 0)
    return found


def spoken_by(user: int, since: Mapping[int, dt.datetime], when: When, *, into: Mapping[int, int]) -> set[int]:
    """Those of these customers to whom this person spoke from a moment of their own on."""
    wanted = set(since)
    records = [*since, *(record for record, target in into.items() if target in wanted)]
    last: dict[int, dt.datetime] = {}
    for part in _parts(records):
        rows = Interaction.objects.filter(
            when.live, status=Status.DONE, direction=Direction.OUT, by_id=user, customer_id__in=part
        )
        for customer, moment in rows.values_list("customer_id").annotate(last=Max("happened_at")):
            target = into.get(customer, customer)
            last[target] = max(moment, last.get(target, moment))
    return {customer for customer, begun in since.items() if customer in last and last[customer] >= begun}


def unspoken(user: int, when: When, *, limit: int) -> int:
    """How many customers this person was handed and has not spoken to since, counted up to `limit`."""
    spoke = Interaction.objects.filter(
        when.live, customer=OuterRef("customer"), by_id=user, direction=Direction.OUT, status=Status.DONE,
        happened_at__gte=OuterRef("happened_at"),
    )  # fmt: skip
    before_they_were_one = Interaction.objects.filter(
        when.live, customer__redirects__into=OuterRef("customer"), customer__redirects__voided_at=None, by_id=user,
        direction=Direction.OUT, status=Status.DONE, happened_at__gte=OuterRef("happened_at"),
    )  # fmt: skip
    merged = Redirect.objects.filter(voided_at=None, customer=OuterRef("customer"))
    rows = Handed.objects.filter(after_id=user, voided_at=None, handover__isnull=False, customer__owner_id=user)
    rows = rows.filter(customer__voided_at=None, happened_at__lte=at_seconds(when.at))
    rows = rows.exclude(Exists(spoke)).exclude(Exists(before_they_were_one)).exclude(Exists(merged))
    return rows.values("customer").distinct()[:limit].count()


def summed(all_of: Iterable[Worth]) -> dict[str, int]:
    """What they bought together, by currency."""
    total: dict[str, int] = defaultdict(int)
    for one in all_of:
        for currency, amount in one.bought.items():
            total[currency] += amount
    return dict(total)


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))

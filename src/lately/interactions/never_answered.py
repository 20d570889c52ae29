"""Which messages waited so long that nobody will answer them any more as if nothing had been?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from lately.decisioning.records import NEVER
from lately.interactions.models import Direction, Interaction, Kind, Status
from lately.interactions.timeline import When
from lately.interactions.waiting import DAY, last_spoken, of_book
from lately.lib.moments import at_seconds, seconds
from lately.profiles.frames import redirects

LEAST, AT_ONCE = 40, 200
LOOK_AT = 2_000  # messages looked at for one list: nobody waits for a whole ledger to be read


def never_answered(
    when: When,
    *,
    days: float,
    book: int | None,
    before: tuple[int, int] | None = None,
    oldest: bool = False,
    limit: int,
) -> list[tuple[int, int]]:
    """The places (moment, row) of messages older than `days` since which nobody of us spoke to their customer.

    The newest first, or the oldest; `before` is where the page before ended. Of LOOK_AT messages at most.
    """
    rows = Interaction.objects.filter(when.live, direction=Direction.IN, kind=Kind.MESSAGE, status=Status.DONE)
    rows = of_book(rows.exclude(kind=Kind.PURCHASE), book)  # so that the index of what came in is used
    rows = rows.filter(happened_at__lte=_too_late(when, days))
    found: list[tuple[int, int]] = []
    for part in _parts(rows, before, oldest=oldest, size=min(AT_ONCE, max(LEAST, 2 * limit))):
        told = [{"row": row, "customer": customer, "at": seconds(moment)} for row, customer, moment in part]
        open_still = without_answer(told, when)
        found += [(row["at"], row["row"]) for row in told if row["row"] in open_still]
        if len(found) >= limit:
            break
    return found[:limit]


def without_answer(rows: Sequence[Mapping[str, Any]], when: When) -> set[int]:
    """Those of these messages (row, customer, at) since which nobody of us spoke to their customer, by row."""
    if not rows:
        return set()
    into = redirects(when.known)
    since = at_seconds(min(row["at"] for row in rows))
    spoken = last_spoken(when, {row["customer"] for row in rows}, into, since=since)
    return {row["row"] for row in rows if row["at"] > spoken.get(into.get(row["customer"], row["customer"]), NEVER)}


def is_too_late(moment: int, when: When, days: float) -> bool:
    """Whether a message of this moment waited for longer than `days`."""
    return at_seconds(moment) <= _too_late(when, days)


def _too_late(when: When, days: float) -> dt.datetime:
    return at_seconds(when.at - round(days * DAY))


def _parts(
    rows: QuerySet[Interaction], before: tuple[int, int] | None, *, oldest: bool, size: int
) -> Iterator[list[tuple[int, int, dt.datetime]]]:
    """Row, customer and moment, some at a time, in the order asked for."""
    way, order = ("gt", ("happened_at", "pk")) if oldest else ("lt", ("-happened_at", "-pk"))
    place = None if before is None else (at_seconds(before[0]), before[1])
    for _ in range(LOOK_AT // size):
        later = rows
        if place is not None:
            later = rows.filter(
                Q(**{f"happened_at__{way}": place[0]}) | Q(happened_at=place[0], **{f"pk__{way}": place[1]})
            )
        part = list(later.order_by(*order).values_list("pk", "customer_id", "happened_at")[:size])
        if part:
            yield part
            place = (part[-1][2], part[-1][0])
        if len(part) < size:
            return

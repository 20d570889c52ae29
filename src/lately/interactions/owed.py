"""What do we owe customers, who was told something lately, and how was somebody's week? For lists that go on.

Places are `moment-row` of the last line seen (timeline.place_of).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lately.interactions.models import Direction, Interaction, Kind
from lately.interactions.theirs import Theirs
from lately.interactions.timeline import When
from lately.interactions.waiting import deed_told, done, promise_told, unkept, untold
from lately.lib.moments import at_seconds, seconds
from lately.profiles.few import first_of, of_book
from lately.profiles.frames import redirects

Place = tuple[int, int]
TOLD_US = (Kind.MESSAGE, Kind.REPLY, Kind.COMPLAINT, Kind.FEEDBACK)
TOLD_OF_TELLING = ("customer_id", "happened_at", "tells__what", "closes__text")
OPENED = (Kind.COMPLAINT, Kind.FEEDBACK)


def promises_by(
    when: When, *, until: int, book: int | None, after: Place | None = None, limit: int
) -> list[dict[str, Any]]:
    """Promises to do something, not kept and due by `until`, the longest late first."""
    rows = unkept(when, until)
    if after is not None:
        due = at_seconds(after[0])
        rows = rows.filter(Q(due_at__gt=due) | Q(due_at=due, pk__gt=after[1]))
    return [
        promise_told(row) | {"place": f"{seconds(row.due_at)}-{row.pk}"}
        for row in first_of(rows, book, ("due_at", "pk"), limit)
    ]


def deeds_untold(when: When, *, book: int | None, after: Place | None = None, limit: int) -> list[dict[str, Any]]:
    """Work done that its customer was never told of, the newest first."""
    rows = _before(untold(when), after)
    return [
        deed_told(row, when) | {"place": f"{seconds(row.happened_at)}-{row.pk}"}
        for row in first_of(rows, book, ("-happened_at", "-pk"), limit)
    ]


def how_many(when: When, *, until: int, book: int | None, most: int) -> dict[str, int]:
    """How many promises are due by `until`, and how many deeds are untold; not counted beyond `most`."""
    found = {"promises": of_book(unkept(when, until), book), "untold": of_book(untold(when), book)}
    return {name: rows.values("pk")[:most].count() for name, rows in found.items()}


def told_lately(
    when: When, *, since: int, book: int | None, after: Place | None = None, limit: int
) -> list[dict[str, Any]]:
    """Contacts out that told a deed, or settled a complaint or answered a wish, from `since` on; the newest first.

    Of each customer only the newest one.
    """
    rows = _telling(when, since)
    later = Q(happened_at__gt=OuterRef("happened_at")) | Q(happened_at=OuterRef("happened_at"), pk__gt=OuterRef("pk"))
    rows = rows.exclude(Exists(_telling(when, since).filter(later, customer=OuterRef("customer"))))
    rows = _before(rows, after).select_related("tells", "closes").only(*TOLD_OF_TELLING)
    return [
        {
            "customer": row.customer_id,
            "at": seconds(row.happened_at),
            "told": row.tells.what if row.tells else "",
            "settled": row.closes.text if row.closes and not row.tells else "",
            "place": f"{seconds(row.happened_at)}-{row.pk}",
        }
        for row in first_of(rows, book, ("-happened_at", "-pk"), limit)
    ]


def _telling(when: When, since: int) -> QuerySet[Interaction]:
    rows = done(when).filter(Q(tells__isnull=False) | Q(closes__isnull=False), direction=Direction.OUT)
    told, settled = (Q(Theirs(F(f"{refers}__customer_id"), when.known)) for refers in ("tells", "closes"))
    return rows.filter(told | (Q(closes__kind__in=OPENED) & settled), happened_at__gt=at_seconds(since))


def words_of(when: When, customers: Collection[int], *, learnt: int) -> Iterator[tuple[int, int, dt.datetime]]:
    """What these customers told us and we learnt from `learnt` on: customer, when, and when it was written down."""
    rows = Interaction.objects.filter(
        when.live,
        direction=Direction.IN,
        kind__in=TOLD_US,
        customer_id__in=customers,
        recorded_at__gte=at_seconds(learnt),
    )
    for customer, happened, recorded in rows.values_list("customer_id", "happened_at", "recorded_at"):
        yield customer, seconds(happened), recorded


def work_of(user: int, when: When, *, since: Sequence[int]) -> list[dict[str, int]]:
    """From each moment on: how many people heard from one of us, promises kept, deeds told, matters closed."""
    begun, into = [at_seconds(moment) for moment in since], redirects(when.known)
    rows = done(when).filter(by_id=user, direction=Direction.OUT, happened_at__gte=min(begun))
    told = rows.values_list("happened_at", "customer_id", "keeps_id", "tells_id", "closes_id")
    found = [(moment, (into.get(customer, customer), *rest)) for moment, customer, *rest in told]
    names = ("people", "kept", "told", "closed")
    return [
        {name: len({row[place] for at, row in found if at >= moment} - {None}) for place, name in enumerate(names)}
        for moment in begun
    ]


def _before(rows: QuerySet[Any], after: Place | None) -> QuerySet[Any]:
    """What is older than the place."""
    if after is None:
        return rows
    moment = at_seconds(after[0])
    return rows.filter(Q(happened_at__lt=moment) | Q(happened_at=moment, pk__lt=after[1]))

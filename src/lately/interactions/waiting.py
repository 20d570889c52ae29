"""Whom do we owe something: an answer to a complaint, a promise, a word about what was done for them?"""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from lately.interactions.models import Deed, Direction, Interaction, Kind, Promise, Status
from lately.interactions.timeline import When
from lately.lib.moments import at_seconds, seconds


def open_complaints(when: When, *, book: int | None, limit: int) -> list[dict[str, Any]]:
    """Complaints that nothing settled yet, the newest first: those can best be put right."""
    rows = Interaction.objects.filter(when.live, direction=Direction.IN, kind=Kind.COMPLAINT)
    rows = rows.exclude(Exists(_done(when).filter(closes=OuterRef("pk"), direction=Direction.OUT)))
    return [
        {
            "customer": row.customer_id,
            "key": row.source_key,
            "at": seconds(row.happened_at),
            "text": row.text or row.subject,
        }
        for row in _of(rows, book).order_by("-happened_at", "-pk")[:limit]
    ]


def promises_due(
    when: When, *, until: int, book: int | None = None, customer: int | None = None, limit: int
) -> list[dict[str, Any]]:
    """Promises to do something, not kept yet and due by `until`: overdue ones first, the latest of them before all.

    Of everybody, of one owner's customers (`book`), or of one customer.
    """
    rows = Promise.objects.filter(when.live, refrains="", due_at__lte=at_seconds(until))
    rows = rows.exclude(Exists(_done(when).filter(keeps=OuterRef("pk"))))
    rows = rows if customer is None else rows.filter(customer_id=customer)
    coming = ExpressionWrapper(Q(due_at__gt=at_seconds(when.at)), output_field=BooleanField())
    return [
        {
            "customer": row.customer_id,
            "key": row.source_key,
            "at": seconds(row.happened_at),
            "due": seconds(row.due_at),
            "text": row.what,
            "by": row.by,
        }
        for row in _of(rows, book).order_by(coming, "-due_at", "pk")[:limit]
    ]


def untold_deeds(
    when: When, *, book: int | None = None, customer: int | None = None, limit: int
) -> list[dict[str, Any]]:
    """Work done that its customer (all of them, or one) was never told of; what answers their own words first."""
    rows = Deed.objects.filter(when.live).exclude(Exists(_done(when).filter(tells=OuterRef("pk"))))
    rows = rows if customer is None else rows.filter(customer_id=customer)
    unasked = ExpressionWrapper(Q(answers=None), output_field=BooleanField())
    rows = _of(rows, book).select_related("answers").order_by(unasked, "-worth_milli", "-happened_at", "pk")
    return [
        {
            "customer": row.customer_id,
            "key": row.source_key,
            "at": seconds(row.happened_at),
            "text": row.what,
            "said": row.answers.text if row.answers else "",
            "answers": row.answers.source_key if row.answers else "",
        }
        for row in rows[:limit]
    ]


def spoken_to(when: When, *, since: int) -> set[int]:
    """Customers to whom one of us spoke from `since` on, with their own mouth or hand."""
    rows = _done(when).filter(direction=Direction.OUT, happened_at__gte=at_seconds(since)).exclude(by=None)
    return set(rows.values_list("customer_id", flat=True))


def _done(when: When) -> QuerySet[Interaction]:
    return Interaction.objects.filter(when.live, status=Status.DONE)


def _of(rows: QuerySet[Any], book: int | None) -> QuerySet[Any]:
    return rows if book is None else rows.filter(customer__owner_id=book)

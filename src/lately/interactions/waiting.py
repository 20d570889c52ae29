"""Whom do we owe something: an answer to a complaint, a promise, a word about what was done for them?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lately.decisioning.records import NEVER
from lately.interactions.answering import SPOKEN_SQL
from lately.interactions.models import Deed, Direction, Interaction, Kind, Promise, Status
from lately.interactions.timeline import When
from lately.lib.looking import once
from lately.lib.moments import at_seconds, seconds
from lately.lib.sql import among, listed, live, rows, seconds_of, stamped
from lately.profiles.books import records_of
from lately.profiles.frames import redirects

DAY = 86_400
LEAST, AT_ONCE = 40, 200
OF_SOME = 2_000  # where only some customers are looked at


def open_complaints(when: When, *, book: int | None, limit: int) -> list[dict[str, Any]]:
    """Complaints that nothing settled yet, the newest first: those can best be put right."""
    rows = Interaction.objects.filter(when.live, direction=Direction.IN, kind=Kind.COMPLAINT)
    rows = rows.exclude(kind=Kind.PURCHASE)  # so that the index of what came in is used
    rows = rows.exclude(Exists(done(when).filter(closes=OuterRef("pk"), direction=Direction.OUT)))
    return [
        {
            "customer": row.customer_id,
            "key": row.source_key,
            "at": seconds(row.happened_at),
            "text": row.text or row.subject,
        }
        for row in of_book(rows, book).order_by("-happened_at", "-pk")[:limit]
    ]


def unanswered(
    when: When, *, days: float, book: int | None, limit: int, customers: Collection[int] | None = None
) -> list[dict[str, Any]]:
    """The oldest message, of each customer who wrote of their own accord within `days`, to which nobody answered.

    The longest waiting come first; `customers` are the only ones looked at. Who was merged into another is looked up
    under both.
    """
    into = redirects(when.known)
    since = at_seconds(when.at - round(days * DAY))
    rows = Interaction.objects.filter(when.live, direction=Direction.IN, kind=Kind.MESSAGE, status=Status.DONE)
    rows = of_book(rows.exclude(kind=Kind.PURCHASE), book).filter(happened_at__gt=since)
    if customers is not None:
        read_as = {into.get(each, each) for each in customers}
        rows = rows.filter(customer_id__in=[*read_as, *(each for each, target in into.items() if target in read_as)])
    found: dict[int, dict[str, Any]] = {}
    size = min(AT_ONCE, max(LEAST, 2 * limit)) if customers is None else OF_SOME
    for wrote in _parts(rows, size):
        answered = last_spoken(when, {row.customer_id for row in wrote}, into, since=wrote[0].happened_at)
        for row in wrote:
            customer = into.get(row.customer_id, row.customer_id)
            if customer not in found and seconds(row.happened_at) > answered.get(customer, NEVER):
                found[customer] = _message(row)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _parts(rows: QuerySet[Interaction], size: int) -> Iterator[list[Interaction]]:
    """The rows, oldest first, some at a time: whoever needs a few need not have all read."""
    ordered = rows.order_by("happened_at", "pk")
    while part := list(ordered[:size]):
        yield part
        last = part[-1]
        ordered = ordered.filter(Q(happened_at__gt=last.happened_at) | Q(happened_at=last.happened_at, pk__gt=last.pk))
        if len(part) < size:
            return


def _message(row: Interaction) -> dict[str, Any]:
    return {
        "row": row.pk,
        "customer": row.customer_id,
        "key": row.source_key,
        "at": seconds(row.happened_at),
        "channel": row.channel,
        "subject": row.subject,
        "text": row.text or row.subject,
    }


def last_spoken(when: When, wrote: Iterable[int], into: Mapping[int, int], *, since: dt.datetime) -> dict[int, int]:
    """When one of us last spoke to these customers, or to whoever is read as one of them, if it was after `since`."""
    wanted = {into.get(customer, customer) for customer in wrote}
    ids = wanted | {customer for customer, target in into.items() if target in wanted}
    # The direction, written so, leads no database to an index by which it would read whole ledgers.
    said = SPOKEN_SQL.replace("i.direction = 'out'", "i.direction || '' = 'out'")
    query = f"""
        SELECT i.customer_id, {seconds_of("max(i.happened_at)")} FROM interactions_interaction i
        WHERE {among("i.customer_id", chosen=True)} AND i.happened_at >= %(since)s AND i.happened_at <= %(at)s
        AND {live("i", known=True)} AND {said} GROUP BY i.customer_id
    """  # noqa: S608 - no value stands in the text
    moments = {"since": seconds(since), "at": when.at, "known": when.known}
    given = {"ids": listed(sorted(ids))} | {name: stamped(moment) for name, moment in moments.items()}
    found: dict[int, int] = {}
    for customer, moment in rows(query, given):
        target = into.get(customer, customer)
        found[target] = max(int(moment), found.get(target, NEVER))
    return found


def promises_due(
    when: When, *, until: int, book: int | None = None, customer: int | None = None, limit: int
) -> list[dict[str, Any]]:
    """Promises to do something, not kept yet and due by `until`: overdue ones first, the latest of them before all.

    Of everybody, of one owner's customers (`book`), or of one customer.
    """
    rows = unkept(when, until)
    rows = rows if customer is None else rows.filter(customer_id__in=_records(customer, when))
    rows, now = of_book(rows, book).order_by("-due_at", "pk"), at_seconds(when.at)
    late = list(rows.filter(due_at__lte=now)[:limit])
    return [promise_told(row) for row in [*late, *rows.filter(due_at__gt=now)[: limit - len(late)]]]


def untold_deeds(
    when: When, *, book: int | None = None, customer: int | None = None, limit: int
) -> list[dict[str, Any]]:
    """Work done that its customer (all of them, or one) was never told of; what answers their own words first."""
    rows = untold(when)
    rows = rows if customer is None else rows.filter(customer_id__in=_records(customer, when))
    rows = of_book(rows, book).select_related("answers").order_by("-worth_milli", "-happened_at", "pk")
    if customer is not None:
        return [deed_told(row) for row in sorted(rows, key=lambda row: row.answers_id is None)[:limit]]
    # Each is the beginning of an index; both in one order would be a sort of all that anybody was never told.
    asked = list(rows.filter(answers__isnull=False)[:limit])
    return [deed_told(row) for row in [*asked, *rows.filter(answers=None)[: limit - len(asked)]]]


def unkept(when: When, until: int) -> QuerySet[Promise]:
    """Promises to do something that are due by `until` and were not kept."""
    rows = Promise.objects.filter(when.live, refrains="", due_at__lte=at_seconds(until))
    return rows.exclude(Exists(done(when).filter(keeps=OuterRef("pk"))))


def untold(when: When) -> QuerySet[Deed]:
    """Work done that its customer was never told of."""
    return Deed.objects.filter(when.live).exclude(Exists(done(when).filter(tells=OuterRef("pk"))))


def promise_told(row: Promise) -> dict[str, Any]:
    """A promise as lists tell it."""
    return {
        "customer": row.customer_id,
        "key": row.source_key,
        "at": seconds(row.happened_at),
        "due": seconds(row.due_at),
        "text": row.what,
        "by": row.by,
    }


def deed_told(row: Deed) -> dict[str, Any]:
    """A deed as lists tell it, with the words of theirs that it answers."""
    return {
        "customer": row.customer_id,
        "key": row.source_key,
        "at": seconds(row.happened_at),
        "text": row.what,
        "said": row.answers.text if row.answers else "",
        "answers": row.answers.source_key if row.answers else "",
    }


def spoken_to(when: When, *, since: int) -> set[int]:
    """Customers to whom one of us spoke from `since` on, with their own mouth or hand."""
    rows = done(when).filter(direction=Direction.OUT, happened_at__gte=at_seconds(since), by__isnull=False)
    return once(("spoken_to", when, since), lambda: set(rows.values_list("customer_id", flat=True)))


def done(when: When) -> QuerySet[Interaction]:
    """What was handed over or said."""
    return Interaction.objects.filter(when.live, status=Status.DONE)


def of_book(rows: QuerySet[Any], book: int | None) -> QuerySet[Any]:
    """Those of one owner's customers; of everybody's without one."""
    return rows if book is None else rows.filter(customer__in=records_of(book))


def _records(customer: int, when: When) -> list[int]:
    """The records of one customer: their own and those merged into it."""
    return [customer, *(each for each, into in redirects(when.known).items() if into == customer)]

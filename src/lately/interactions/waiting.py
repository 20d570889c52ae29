"""Whom do we owe something: an answer to a complaint, a promise, a word about what was done for them?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lately.decisioning.records import NEVER
from lately.interactions.models import Deed, Direction, Interaction, Kind, Promise, Status
from lately.interactions.spoken import last_spoken
from lately.interactions.theirs import Theirs
from lately.interactions.timeline import When, answered
from lately.lib.among import Ids
from lately.lib.looking import once
from lately.lib.moments import at_seconds, seconds
from lately.profiles.few import few_of, first_of, of_book
from lately.profiles.frames import redirects

DAY = 86_400
LEAST, AT_ONCE = 40, 1_000
# What lists tell of a row: a question that names all of its columns takes Django twice as long to put.
TOLD_OF_WORDS = ("customer_id", "source_key", "happened_at", "text", "subject")
TOLD_OF_PROMISES = ("customer_id", "source_key", "happened_at", "due_at", "what", "by")
TOLD_OF_DEEDS = (
    "customer_id", "source_key", "happened_at", "what",
    "answers__customer_id", "answers__source_key", "answers__text", "answers__voided_at",
)  # fmt: skip
Entry = tuple[int, int, dt.datetime]  # a row of the ledger, whose it is, and when it happened


def open_complaints(when: When, *, book: int | None, limit: int) -> list[dict[str, Any]]:
    """Complaints that nothing settled yet, the newest first: those can best be put right."""
    rows = Interaction.objects.filter(when.live, direction=Direction.IN, kind=Kind.COMPLAINT)
    rows = by_kind(rows, book).exclude(came_of_it(when, "closes", direction=Direction.OUT))
    return [
        {
            "customer": row.customer_id,
            "key": row.source_key,
            "at": seconds(row.happened_at),
            "text": row.text or row.subject,
        }
        for row in first_of(rows.only(*TOLD_OF_WORDS), book, ("-happened_at", "-pk"), limit)
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
    found: dict[int, int] = {}
    parts = some_at_a_time(rows.filter(happened_at__gt=since), book=book, limit=limit)
    for part in parts if customers is None else [_of(of_book(rows, book), customers, into, since=since)]:
        spoken = last_spoken(when, {customer for _, customer, _ in part}, into)
        for row, wrote, moment in part:
            customer = into.get(wrote, wrote)
            if customer not in found and seconds(moment) > spoken.get(customer, NEVER):
                found[customer] = row
        if len(found) >= limit:
            break
    told = Interaction.objects.only(*TOLD_OF_WORDS, "channel").in_bulk(list(found.values())[:limit])
    return [_message(told[row]) for row in found.values() if row in told]


def _of(
    rows: QuerySet[Interaction], customers: Collection[int], into: Mapping[int, int], *, since: dt.datetime
) -> list[Entry]:
    """The rows after `since` of these customers, and of those merged into them, oldest first.

    All of theirs are asked for: an index holds what is read of them, but only where no moment is asked for.
    """
    read_as = {into.get(each, each) for each in customers}
    ids = Ids([*read_as, *(each for each, target in into.items() if target in read_as)])
    found = _in_time(rows.filter(customer__among=ids), oldest=True)
    return [entry for entry in found if entry[2] > since]


def some_at_a_time(
    rows: QuerySet[Interaction],
    *,
    book: int | None,
    limit: int,
    before: tuple[int, int] | None = None,
    oldest: bool = True,
    at_most: int | None = None,
) -> Iterator[list[Entry]]:
    """What came in of one user's (or everybody's) customers, oldest first or newest, some at a time.

    Whoever needs `limit` of them reads no more; each time it is more of them. `before` is the place (moment, row) after
    which they begin; about `at_most` are read.
    """
    way, order = ("gt", ("happened_at", "pk")) if oldest else ("lt", ("-happened_at", "-pk"))
    few = few_of(book)
    rows = by_kind(of_book(rows, book), book)
    place = None if before is None else (at_seconds(before[0]), before[1])
    read, size = 0, min(AT_ONCE, max(LEAST, 2 * limit))
    while at_most is None or read < at_most:
        later = rows
        if place is not None:
            later = rows.filter(
                Q(**{f"happened_at__{way}": place[0]}) | Q(happened_at=place[0], **{f"pk__{way}": place[1]})
            )
        if few is not None:
            yield _in_time(later, oldest=oldest)
            return
        part = list(later.order_by(*order).values_list("pk", "customer_id", "happened_at")[:size])
        if part:
            yield part
            place = (part[-1][2], part[-1][0])
        if len(part) < size:
            return
        read, size = read + size, min(AT_ONCE, 2 * size)


def by_kind(rows: QuerySet[Interaction], book: int | None) -> QuerySet[Interaction]:
    """The same rows of what came in, asked for so that the index of it is used or, of a few customers, is not."""
    return rows.exclude(kind=Kind.PURCHASE) if few_of(book) is None else rows


def _in_time(rows: QuerySet[Interaction], *, oldest: bool) -> list[Entry]:
    """All of these rows of a few customers; put in order here: the database would read everybody's for it."""
    found = rows.order_by().values_list("pk", "customer_id", "happened_at")
    return sorted(found, key=lambda entry: (entry[2], entry[0]), reverse=not oldest)


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


def promises_due(
    when: When, *, until: int, book: int | None = None, customer: int | None = None, limit: int
) -> list[dict[str, Any]]:
    """Promises to do something, not kept yet and due by `until`: overdue ones first, the latest of them before all.

    Of everybody, of one owner's customers (`book`), or of one customer.
    """
    rows = unkept(when, until)
    now = at_seconds(when.at)
    rows = rows if customer is None else rows.filter(customer_id__in=_records(customer, when))
    late = first_of(rows.filter(due_at__lte=now), book, ("-due_at", "pk"), limit)
    soon = first_of(rows.filter(due_at__gt=now), book, ("-due_at", "pk"), limit - len(late))
    return [promise_told(row) for row in [*late, *soon]]


def untold_deeds(
    when: When, *, book: int | None = None, customer: int | None = None, limit: int
) -> list[dict[str, Any]]:
    """Work done that its customer (all of them, or one) was never told of; what answers their own words first."""
    rows = untold(when)
    rows = rows if customer is None else rows.filter(customer_id__in=_records(customer, when))
    order = ("-worth_milli", "-happened_at", "pk")
    if customer is not None:
        theirs = of_book(rows, book).order_by(*order)
        return [deed_told(row, when) for row in sorted(theirs, key=lambda row: row.answers_id is None)[:limit]]
    # Each is the beginning of an index; both in one order would be a sort of all that anybody was never told.
    answering = rows.filter(answers__isnull=False)
    asked = first_of(answering, book, order, limit) if _any_answers() else []
    others = first_of(rows.filter(answers=None), book, order, limit - len(asked))
    return [deed_told(row, when) for row in [*asked, *others]]


def _any_answers() -> bool:
    """Whether any work was ever done because a customer asked for it: SQLite does not see that an index is empty."""
    return Deed.objects.filter(answers__isnull=False).order_by().exists()


def unkept(when: When, until: int) -> QuerySet[Promise]:
    """Promises to do something that are due by `until` and were not kept."""
    rows = Promise.objects.filter(when.live, refrains="", due_at__lte=at_seconds(until)).only(*TOLD_OF_PROMISES)
    return rows.exclude(came_of_it(when, "keeps"))


def untold(when: When) -> QuerySet[Deed]:
    """Work done that its customer was never told of, with the words of theirs that it answers."""
    rows = Deed.objects.filter(when.live).select_related("answers").only(*TOLD_OF_DEEDS)
    return rows.exclude(came_of_it(when, "tells"))


def came_of_it(when: When, how: str, **only: str) -> Exists:
    """Whether a contact with the row's own customer `closes`, `keeps` or `tells` it, and was done; `only` such ones."""
    theirs = Theirs(OuterRef("customer_id"), when.known)
    return Exists(done(when).filter(theirs, **{how: OuterRef("pk")}, **only))


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


def deed_told(row: Deed, when: When) -> dict[str, Any]:
    """A deed as lists tell it, with the words of theirs that it answers."""
    said = answered(row, when)
    return {
        "customer": row.customer_id,
        "key": row.source_key,
        "at": seconds(row.happened_at),
        "text": row.what,
        "said": said.text if said else "",
        "answers": said.source_key if said else "",
    }


def spoken_to(when: When, *, since: int) -> set[int]:
    """Every record of the customers to whom one of us spoke from `since` on, with their own mouth or hand."""
    return once(("spoken_to", when, since), lambda: _spoken_to(when, since))


def _spoken_to(when: When, since: int) -> set[int]:
    rows = done(when).filter(direction=Direction.OUT, happened_at__gte=at_seconds(since), by__isnull=False)
    into = redirects(when.known)
    customers = {into.get(one, one) for one in rows.values_list("customer_id", flat=True)}
    return customers | {record for record, target in into.items() if target in customers}


def done(when: When) -> QuerySet[Interaction]:
    """What was handed over or said."""
    return Interaction.objects.filter(when.live, status=Status.DONE)


def _records(customer: int, when: When) -> list[int]:
    """The records of one customer: their own and those merged into it."""
    return [customer, *(each for each, into in redirects(when.known).items() if into == customer)]

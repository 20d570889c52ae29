"""What did customers tell us, and what became of it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from lately.interactions.models import Deed, Direction, Interaction, Kind, Status
from lately.interactions.theirs import Theirs
from lately.interactions.timeline import When
from lately.interactions.waiting import by_kind, came_of_it
from lately.lib.moments import at_seconds, seconds
from lately.profiles.few import few_of, of_book

ANSWERS = (Kind.REPLY, Kind.COMPLAINT, Kind.FEEDBACK)
TOLD = (*ANSWERS, Kind.MESSAGE)
MOST = 100
COUNTED = 1_000


def heard_of(ids: Sequence[int], when: When) -> list[dict[str, Any]]:
    """The same of one customer (`ids` are theirs and those merged into them), newest first, but plain messages."""
    rows = _rows(when, ANSWERS, None).filter(customer_id__in=ids)
    return [_entry(row) for row in _with_what_came_of_it(rows, when).order_by("-happened_at", "-pk")[:MOST]]


def heard(
    when: When, *, kinds: Sequence[str] = TOLD, book: int | None = None, before: tuple[int, int] | None = None,
    open_only: bool = False, oldest: bool = False, limit: int = 30,
) -> list[dict[str, Any]]:  # fmt: skip
    """What came in of these kinds, newest first: who, their words, what settled it, what was done and whether told.

    `book` limits it to the customers of one owner, `open_only` to complaints that nothing settled yet; `oldest` turns
    the order round, in which `before` is where the page before ended.
    """
    # One kind after the other: each is a stretch of an index that ends where enough is found.
    asked = (Kind.COMPLAINT,) if open_only else kinds
    found: list[tuple[dt.datetime, int]] = []
    for some in [[kind] for kind in asked] if few_of(book) is None else [asked]:
        rows = _rows(when, some, book)
        if open_only:
            rows = rows.exclude(came_of_it(when, "closes", direction=Direction.OUT))
        found += _next(rows, book, before, limit, oldest=oldest)
    return heard_rows([row for _, row in sorted(found, reverse=not oldest)[:limit]], when)


def heard_rows(rows: Sequence[int], when: When) -> list[dict[str, Any]]:
    """The same of these rows, in their order."""
    found = {row.pk: row for row in _with_what_came_of_it(Interaction.objects.filter(pk__in=rows), when)}
    return [_entry(found[row]) for row in rows if row in found]


def _next(
    rows: QuerySet[Interaction], book: int | None, before: tuple[int, int] | None, limit: int, *, oldest: bool
) -> list[tuple[dt.datetime, int]]:
    """When they came in, and which they are: told by an index alone."""
    if before is not None:
        moment, way = at_seconds(before[0]), "gt" if oldest else "lt"
        rows = rows.filter(Q(**{f"happened_at__{way}": moment}) | Q(happened_at=moment, **{f"pk__{way}": before[1]}))
    found = of_book(rows, book).values_list("happened_at", "pk")
    if few_of(book) is not None:
        return sorted(found.order_by(), reverse=not oldest)[:limit]
    return list(found.order_by(*(("happened_at", "pk") if oldest else ("-happened_at", "-pk")))[:limit])


def tally(when: When, *, book: int | None = None) -> dict[str, int]:
    """How many of each kind came in, and of all; nothing if none did. Nothing is counted beyond COUNTED."""
    if few_of(book) is None:
        counted = [(kind, of_book(_rows(when, [kind], book), book).values("pk")[:COUNTED].count()) for kind in TOLD]
    else:
        theirs = of_book(_rows(when, TOLD, book), book).order_by().values_list("kind").annotate(count=Count("pk"))
        counts = dict(theirs)
        counted = [(kind, min(COUNTED, counts.get(kind, 0))) for kind in TOLD]
    found: dict[str, int] = {kind: count for kind, count in counted if count}
    return found | {"all": min(COUNTED, sum(found.values()))} if found else {}


def _rows(when: When, kinds: Sequence[str], book: int | None) -> QuerySet[Interaction]:
    return by_kind(Interaction.objects.filter(when.live, direction=Direction.IN, kind__in=kinds), book)


def _with_what_came_of_it(rows: QuerySet[Interaction], when: When) -> QuerySet[Interaction]:
    return rows.prefetch_related(*_what_came_of_it(when))


def _what_came_of_it(when: When) -> tuple[Prefetch[Any], Prefetch[Any]]:
    out = Interaction.objects.filter(when.live, direction=Direction.OUT, status=Status.DONE).order_by("happened_at")
    told = Prefetch("tellings", queryset=out.filter(_of_same("tells", when)), to_attr="done")
    deeds = Deed.objects.filter(when.live, _of_same("answers", when)).order_by("happened_at").prefetch_related(told)
    settling = out.filter(_of_same("closes", when))
    return Prefetch("closings", settling, to_attr="settled"), Prefetch("acted_on", deeds, to_attr="acts")


def _of_same(refers: str, when: When) -> Theirs:
    return Theirs(F(f"{refers}__customer_id"), when.known)


def _entry(row: Interaction) -> dict[str, Any]:
    settled: list[Interaction] = row.settled  # type: ignore[attr-defined]  # put there by Prefetch(to_attr=)
    acts: list[Deed] = row.acts  # type: ignore[attr-defined]  # the same
    return {
        "row": row.pk,
        "key": row.source_key,
        "customer": row.customer_id,
        "at": seconds(row.happened_at),
        "channel": row.channel,
        "kind": row.kind,
        "subject": row.subject,
        "text": row.text,
        "settled_at": seconds(settled[0].happened_at) if settled else None,
        "settled_by": settled[0].channel if settled else "",
        "deeds": [_act(deed) for deed in acts],
    }


def _act(deed: Deed) -> dict[str, Any]:
    told: list[Interaction] = deed.done  # type: ignore[attr-defined]  # the same
    return {
        "what": deed.what,
        "at": seconds(deed.happened_at),
        "told_at": seconds(told[0].happened_at) if told else None,
    }

"""Which pairs are there to be looked at, the surest first; which were merged lately?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from lately.identity.models import Duplicate, Search, State
from lately.profiles.models import Redirect

MOST = 200
_DIGITS = 17  # rows, scores and millionths of a second beyond it are none of ours
_BEGAN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICRO = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which pairs, in which order: the surest first, or those that were found or decided of last.

    `of` asks for pairs of one of these customers; whoever a merged record became stands in its pair, too.
    """

    state: State = State.PROPOSED
    newest: bool = False
    of: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Pairs, and where the next page begins (blank: this was the last)."""

    pairs: list[Duplicate]
    after: str


def pairs(asked: Asked, *, book: int | None, after: str = "", limit: int) -> Page:
    """A page of pairs; of one's own customers, if `book` says whose."""
    rows = _of(_in_state(asked.state), book).select_related("decided_by")
    if asked.of is not None:
        rows = rows.filter(Q(first__in=asked.of) | Q(second__in=asked.of))
    rows = _surest(rows, after) if not asked.newest else _newest(rows, asked.state, after)
    found = list(rows[: limit + 1])
    return Page(found[:limit], _told(found[limit - 1], asked) if len(found) > limit else "")


def any_pair(*, book: int | None) -> bool:
    """Whether there is a pair of any state."""
    return _of(Duplicate.objects.all(), book).exists()


def count(*, book: int | None) -> int:
    """How many pairs wait to be looked at; not counted on beyond MOST."""
    return _of(_in_state(State.PROPOSED), book)[:MOST].count()


def merged_lately(*, book: int | None, limit: int) -> list[Duplicate]:
    """Pairs that were merged and can be taken apart, the newest first."""
    rows = Duplicate.objects.filter(state=State.MERGED).select_related("decided_by")
    return list(_of(rows, book).order_by("-decided_at", "-pk")[:limit])


def merges_of(customer: int) -> list[Duplicate]:
    """The pairs by which other records were merged into a customer."""
    return list(
        Duplicate.objects.filter(Q(first=customer) | Q(second=customer), state=State.MERGED)
        .exclude(merged=customer)
        .select_related("decided_by")
        .order_by("-decided_at", "-pk")
    )


def pair_numbered(number: int) -> Duplicate | None:
    """The pair; None if there is none."""
    return Duplicate.objects.select_related("decided_by", "first", "second").filter(pk=number).first()


def searched_to() -> int:
    """Up to which customer the book was searched."""
    kept = Search.objects.order_by("pk").first()
    return kept.done_to if kept else 0


def searched_at() -> dt.datetime | None:
    """When a search last came a step further; None if the book was never searched."""
    kept = Search.objects.order_by("pk").first()
    return kept.at if kept else None


def _in_state(state: State) -> QuerySet[Duplicate]:
    """Pairs of that state; but for merged ones of two who are both still in the book, and not merged into others."""
    rows = Duplicate.objects.filter(state=state)
    if state == State.MERGED:
        return rows
    gone = Redirect.objects.filter(voided_at=None)
    rows = rows.filter(first__voided_at=None, second__voided_at=None)
    rows = rows.exclude(Exists(gone.filter(customer=OuterRef("first"))))
    return rows.exclude(Exists(gone.filter(customer=OuterRef("second"))))


def _of(rows: QuerySet[Duplicate], book: int | None) -> QuerySet[Duplicate]:
    return rows if book is None else rows.filter(first__owner_id=book, second__owner_id=book)


def _surest(rows: QuerySet[Duplicate], after: str) -> QuerySet[Duplicate]:
    score, row = _place(after)
    if row:
        rows = rows.filter(Q(score_milli__lt=score) | Q(score_milli=score, pk__gt=row))
    return rows.order_by("-score_milli", "pk")


def _newest(rows: QuerySet[Duplicate], state: State, after: str) -> QuerySet[Duplicate]:
    """Found last has the highest number; those of whom people decided are few enough to be put in order by when."""
    micros, row = _place(after)
    if state == State.PROPOSED:
        return (rows.filter(pk__lt=row) if row else rows).order_by("-pk")
    rows = rows.annotate(moment=Coalesce(F("decided_at"), F("found_at"), output_field=DateTimeField()))
    if row:
        moment = _BEGAN + max(micros, 0) * _MICRO
        rows = rows.filter(Q(moment__lt=moment) | Q(moment=moment, pk__lt=row))
    return rows.order_by("-moment", "-pk")


def _told(pair: Duplicate, asked: Asked) -> str:
    """Where a page ends."""
    if not asked.newest:
        return f"{pair.score_milli}|{pair.pk}"
    return f"{((pair.decided_at or pair.found_at) - _BEGAN) // _MICRO}|{pair.pk}"


def _place(text: str) -> tuple[int, int]:
    """Where a page ended; what is no place is the beginning (row 0)."""
    key, _, row = text.rpartition("|")
    if not (_is_number(key.removeprefix("-")) and _is_number(row)):
        return 0, 0
    return int(key), int(row)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS

"""Which pairs are there to be looked at, the surest first; which were merged lately?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from lately.identity.models import Duplicate, Search, State
from lately.profiles.models import Redirect

MOST = 1_000
_DIGITS = 11  # rows beyond it are none of ours


@dataclass(frozen=True, slots=True)
class Page:
    """Pairs, and where the next page begins (blank: this was the last)."""

    pairs: list[Duplicate]
    after: str


def proposed(*, book: int | None, after: str = "", limit: int) -> Page:
    """Pairs that nobody decided of, the surest first; of one's own customers, if `book` says whose."""
    rows = _open(book).order_by("-score_milli", "pk")
    score, _, number = after.rpartition("|")
    if score.lstrip("-").isdecimal() and number.isdecimal() and len(score) <= _DIGITS and len(number) <= _DIGITS:
        rows = rows.filter(Q(score_milli__lt=int(score)) | Q(score_milli=int(score), pk__gt=int(number)))
    found = list(rows[: limit + 1])
    more = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], f"{more.score_milli}|{more.pk}" if more else "")


def count(*, book: int | None) -> int:
    """How many pairs wait to be looked at; not counted on beyond MOST."""
    return _open(book)[:MOST].count()


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


def _open(book: int | None) -> QuerySet[Duplicate]:
    """Pairs of two who are both still in the book, and not merged into others."""
    gone = Redirect.objects.filter(voided_at=None)
    rows = Duplicate.objects.filter(state=State.PROPOSED, first__voided_at=None, second__voided_at=None)
    rows = rows.exclude(Exists(gone.filter(customer=OuterRef("first"))))
    return _of(rows.exclude(Exists(gone.filter(customer=OuterRef("second")))), book)


def _of(rows: QuerySet[Duplicate], book: int | None) -> QuerySet[Duplicate]:
    return rows if book is None else rows.filter(first__owner_id=book, second__owner_id=book)

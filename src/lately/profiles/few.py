"""How is a list of one colleague's customers read, where everybody's is a thousand times as long?

A list of everybody's is the beginning of an index in the list's own order. Of the few customers of one colleague such
an index would be read through almost to its end; their own rows are found first, and put in order afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import F, Model, QuerySet

from lately.lib.among import Ids
from lately.lib.looking import once
from lately.profiles.books import records_of
from lately.profiles.models import Customer, Redirect

MOST = 5_000
Row = TypeVar("Row", bound=Model)


def few_of(book: int | None) -> Ids | None:
    """The records of the customers one user looks after; None for everybody's, and where there are more than MOST."""
    return None if book is None else once(("few_of", book), lambda: _few_of(book))


def of_book(rows: QuerySet[Row], book: int | None) -> QuerySet[Row]:
    """Those of one user's customers; of everybody's without one."""
    if book is None:
        return rows
    few = few_of(book)
    return rows.filter(customer__in=records_of(book)) if few is None else rows.filter(customer__among=few)


def first_of(rows: QuerySet[Row], book: int | None, order: Sequence[str], limit: int) -> list[Row]:
    """The first of one user's (or everybody's) rows in an order: fields without NULL, turned round by a `-`."""
    if few_of(book) is None:
        return list(of_book(rows, book).order_by(*order)[:limit])
    # By their keys, which an index of theirs may tell alone; and put in order by what no index has first: the database
    # would read everybody's rows in an index's order for it.
    whole = rows.model._default_manager.filter(pk__in=of_book(rows, book).values("pk"))  # noqa: SLF001 - Django's public name for it
    whole.query.select_related, whole.query.deferred_loading = rows.query.select_related, rows.query.deferred_loading
    return list(whole.order_by(F("customer_id") * 0, *order)[:limit])


def _few_of(book: int) -> Ids | None:
    own = list(Customer.objects.filter(owner_id=book).values_list("pk", flat=True)[: MOST + 1])
    if len(own) > MOST:
        return None
    merged = Redirect.objects.filter(voided_at=None)
    away = set(merged.filter(customer__among=Ids(own)).values_list("customer_id", flat=True))
    theirs = set(merged.filter(into__owner_id=book).values_list("customer_id", flat=True))
    return Ids(sorted((set(own) - away) | theirs))

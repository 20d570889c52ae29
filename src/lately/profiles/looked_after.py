"""Who looked after a customer at an earlier moment, and who was given to whom?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count

from lately.lib.counting import Live
from lately.lib.moments import seconds
from lately.lib.sql import Parameters, among, listed, stamped
from lately.lib.sql import rows as read
from lately.profiles.models import Customer, Handed, Handover, Redirect


def owners_then(ids: Sequence[int] | None, *, at: int, known: int) -> dict[int, int | None]:
    """Who looked after customers at a moment, as known then (seconds); only of those who were ever given to another.

    Whoever is not in it had the owner who stands on the customer. `ids` None is everybody.
    """
    asked: Parameters = {"at": stamped(at), "known": stamped(known)}
    query = f"""
        SELECT h.customer_id, h.before_id, h.after_id, CASE WHEN h.happened_at <= %(at)s AND h.recorded_at <= %(known)s
        AND (h.voided_at IS NULL OR h.voided_at > %(known)s) THEN 1 ELSE 0 END
        FROM profiles_handed h WHERE {among("h.customer_id", chosen=ids is not None)} ORDER BY h.happened_at, h.id
    """  # noqa: S608 - no value stands in the text
    found: dict[int, int | None] = {}
    for customer, before, after, holds in read(query, asked if ids is None else asked | {"ids": listed(ids)}):
        found.setdefault(customer, before)
        if holds:
            found[customer] = after
    return found


def earlier(customer: int, *, at: int, known: int) -> list[tuple[str, int]]:
    """Who looked after a customer before, the last first, each with the moment until which they did (seconds)."""
    rows = Handed.objects.filter(Live(known, at), customer=customer).select_related("before")
    ordered = rows.order_by("-happened_at", "-pk")
    return [(row.before.name, seconds(row.happened_at)) for row in ordered if row.before]


def customers_looked_after(user: int) -> list[int]:
    """The customers somebody looks after now; one record each, those merged into others left out."""
    merged = Redirect.objects.filter(voided_at=None).values("customer_id")
    rows = Customer.objects.filter(owner_id=user, voided_at=None).exclude(pk__in=merged)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def all_records(user: int) -> list[int]:
    """The records of theirs, those merged into others too: what is handed over, so that parting them later is right."""
    return list(Customer.objects.filter(owner_id=user, voided_at=None).order_by("pk").values_list("pk", flat=True))


def how_many() -> dict[int, int]:
    """How many customers each person looks after, of those who look after any."""
    # All records, from an index alone, and without the few that were merged: of a million none is looked at.
    records = Customer.objects.filter(owner__gt=0, voided_at=None).values_list("owner_id")
    merged = Redirect.objects.filter(voided_at=None).values("customer_id")
    found = Counter(dict(records.annotate(count=Count("*"))))
    return found - Counter(dict(records.filter(pk__in=merged).annotate(count=Count("*"))))


def handed_to(user: int) -> dict[int, Handed]:
    """The newest handover of each customer whom this person was given in one and still looks after."""
    rows = Handed.objects.filter(after_id=user, voided_at=None, handover__isnull=False, customer__owner_id=user)
    rows = rows.filter(customer__voided_at=None).select_related("handover", "before").order_by("happened_at", "pk")
    return {row.customer_id: row for row in rows}


def handovers(limit: int) -> list[Handover]:
    """The newest handovers, with `count` customers each that still stand under it or did until it was taken back."""
    return list(Handover.objects.select_related("leaver", "by").annotate(count=Count("rows")).order_by("-pk")[:limit])


def given_to(handover: int) -> list[tuple[str, int]]:
    """Who got how many in a handover, most first."""
    rows = Handed.objects.filter(handover_id=handover).values_list("after__name").annotate(count=Count("pk"))
    return sorted(((name or "nobody", count) for name, count in rows), key=lambda one: (-one[1], one[0]))

"""Which facts do we hold of how many customers, and where did we get them?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max

from lately.lib.counting import Live
from lately.lib.moments import seconds
from lately.profiles.models import Fact

SOURCES = 3


@dataclass(frozen=True, slots=True)
class Held:
    """One fact: of how many customers it was ever said, the commonest sources, when it was last learnt (seconds)."""

    name: str
    customers: int
    sources: tuple[str, ...]
    last: int


def facts_held(*, known: int) -> list[Held]:
    """Every fact on record then, by name; a customer counts once for each source that speaks of them."""
    rows = (
        Fact.objects.filter(Live(known))
        .values_list("name", "source")
        .annotate(of=Count("customer_id", distinct=True), last=Max("recorded_at"))
    )
    found: dict[str, list[tuple[int, str, int]]] = {}
    for name, source, count, last in rows:
        found.setdefault(name, []).append((count, source, seconds(last)))
    return [_held(name, sorted(told, reverse=True)) for name, told in sorted(found.items())]


def _held(name: str, told: list[tuple[int, str, int]]) -> Held:
    return Held(
        name=name,
        customers=sum(count for count, _, _ in told),
        sources=tuple(source for _, source, _ in told[:SOURCES]),
        last=max(last for _, _, last in told),
    )

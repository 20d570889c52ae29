"""Give out, as a table, those to whom a content is not said for one reason, with all its reasons for them."""

from __future__ import annotations

from collections.abc import Iterator

from lately.lib.cells import csv_lines, guarded
from lately.plans.digest import held_back
from lately.plans.models import Plan
from lately.plans.selectors import plan_named
from lately.profiles.books import Reader, book_of
from lately.profiles.selectors import keys_of

PART = 2_000


def export_reason(*, user: Reader, plan: str, content: str, code: str) -> Iterator[bytes]:
    """Return the lines, of customers whom the user may see; raises Refusal if there is no such plan."""
    return _lines(plan_named(plan), content, code, book_of(user))


def _lines(plan: Plan, content: str, code: str, book: int | None) -> Iterator[bytes]:
    yield csv_lines([["customer", "content", "reasons"]])
    after: int | None = 0
    while after is not None:
        found, after = held_back(plan, content, code, after=after, limit=PART, book=book)
        names = keys_of(customer for customer, _ in found)
        yield csv_lines([[guarded(names[customer]), content, ", ".join(codes)] for customer, codes in found])

"""Give out, as a table, just those customers whom the list of people shows, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.lib.cells import csv_lines, guarded
from lately.lib.moments import at_seconds, zone_named
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader
from lately.usecases.recall_neglected import recall
from lately.usecases.search_people import rows_of, sieve_of
from lately.usecases.sift_people import Sieve, Wish, sift

PART = 500
_NAMED = {"customer": "who", "name": "name", "company": "firm", "email": "email", "phone": "phone",
          "postal_address": "address", "kind": "kind", "owner": "owner"}  # fmt: skip
HEADER = [*_NAMED, "last_heard_from_us", "last_bought", "why"]


def export_found(*, user: Reader, wish: Wish, at: int, now: int) -> Iterator[bytes]:
    """Return the lines; days are the organisation's.

    Raises Refusal for a segment there is not, and where more go by some words than are looked at.
    """
    sieve = sieve_of(user=user, wish=wish, at=at, now=now)
    if wish.segment:
        sieve.in_segment([])  # refuses one there is not before a line goes out
    if wish.text.strip() and not sieve.wish.neglected and sift(sieve, None, limit=1).many:
        raise Refusal(
            _("More people fit than can be put in order."),
            _("The table would leave some of them out."),
            _("Type another word, or take the table of all customers."),
        )
    return _lines(sieve)


def _lines(sieve: Sieve) -> Iterator[bytes]:
    lists = recall(at=sieve.at, now=sieve.now) if sieve.wish.neglected else None
    zone = zone_named(organisation(at=at_seconds(sieve.at)).zone)

    def day(moment: int | None) -> str:
        return "" if moment is None else f"{at_seconds(moment).astimezone(zone):%Y-%m-%d}"

    def line(row: Mapping[str, Any]) -> list[str]:
        moments = (day(row.get("heard_at")), day(row.get("bought_at")))
        return [*(guarded(row[name]) for name in _NAMED.values()), *moments, guarded(row["because"])]

    yield csv_lines([HEADER])
    after, begun = "", False
    while after or not begun:
        found, begun = sift(sieve, lists, after=after, limit=PART), True
        yield csv_lines([line(row) for row in rows_of(sieve, found.ids, found.why)])
        after = found.after

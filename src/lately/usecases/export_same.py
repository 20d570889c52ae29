"""Give out, as a table, the pairs that look like one customer, or that somebody decided of, as the list shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.identity.models import Duplicate
from lately.identity.selectors import Asked, pairs
from lately.identity.words import evidence_words, how_sure
from lately.interactions.known import known_at
from lately.lib.cells import csv_lines, guarded
from lately.lib.moments import at_seconds, zone_named
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, book_of
from lately.profiles.people import people
from lately.usecases.see_same import Part, asked_by

AT_ONCE = 500
_NAMED = {"customer": "who", "name": "name", "email": "email", "phone": "phone", "postal_address": "address"}
HEADER = [
    *(f"{name}_{place}" for place in (1, 2) for name in _NAMED),
    "how_sure", "speaks_for", "against", "found_at", "state", "decided_at", "decided_by",
]  # fmt: skip


def export_same(*, user: Reader, part: Part, at: int, now: int) -> Iterator[bytes]:
    """Return the lines, in the order that was chosen; each record of a pair as it stands by itself.

    Raises Refusal where more customers go by some words than are looked at.
    """
    asked, many = asked_by(user, part, at=at, now=now)
    if many:
        raise Refusal(
            _("More people fit than can be put in order."),
            _("The table would leave some of them out."),
            _("Type another word, or take the table of all pairs."),
        )
    return _lines(asked, book=book_of(user), at=at, known=known_at(at=at, now=now))


def _lines(asked: Asked, *, book: int | None, at: int, known: int) -> Iterator[bytes]:
    zone = zone_named(organisation(at=at_seconds(at)).zone)

    def day(moment: dt.datetime | None) -> str:
        return "" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d}"

    def told(found: list[Duplicate]) -> Iterator[list[str]]:
        ids = {each for pair in found for each in (pair.first_id, pair.second_id)}
        alone = people(ids, at=at, known=known, apart=True)
        for pair in found:
            both = [guarded(alone[one][name]) for one in (pair.first_id, pair.second_id) for name in _NAMED.values()]
            why = evidence_words(pair.evidence)
            by = guarded(pair.decided_by.name) if pair.decided_by else ""
            sure = [how_sure(pair.score_milli), why["speaks_for"], why["against"], day(pair.found_at)]
            yield [*both, *sure, pair.state, day(pair.decided_at), by]

    yield csv_lines([HEADER])
    after, begun = "", False
    while after or not begun:
        page, begun = pairs(asked, book=book, after=after, limit=AT_ONCE), True
        yield csv_lines(told(page.pairs))
        after = page.after

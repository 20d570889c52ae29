"""Somebody knows that two customers are one, though nothing shows it: put them side by side, to be merged or not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lately.identity.matching.compare import Book, compare
from lately.identity.reading import records
from lately.identity.services import put_beside
from lately.interactions.known import known_at
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import Reader, book_of, refuse_unless_theirs
from lately.profiles.people import people
from lately.profiles.search import search
from lately.profiles.selectors import find_customer
from lately.usecases.catch_up_with_search import found_by_now

MOST = 20
LONGEST = 200


def see_others(*, user: Reader, who: str, text: str, at: int, now: int) -> dict[str, Any]:
    """Return the `person`, what was sought (`text`), and the `others` who may be them; raises Refusal if not theirs."""
    customer, known = _theirs(user, who), known_at(at=at, now=now)
    sought = " ".join(text.replace("\0", "").split())[:LONGEST]
    found_by_now()
    found = search(sought, at=at, known=known, book=book_of(user), limit=MOST + 1) if sought else None
    ids = [each for each in (found.ids if found else ()) if each != customer][:MOST]
    called = people([customer, *ids], at=at, known=known)
    return {"person": called[customer], "text": sought, "others": [called[each] for each in ids]}


def propose_same(*, user: Reader, who: str, other: str, now: int) -> int:
    """Put two customers side by side; returns the pair's number. Raises Refusal if they are one already."""
    one, two = _theirs(user, who), _theirs(user, other)
    if one == two:
        raise Refusal(
            _("This is one customer already."), _("Both names lead to the same record."), _("Choose somebody else.")
        )
    first, second = records([one, two])
    levels = compare(first, second, Book(), thorough=True).levels
    with write_transaction():
        return put_beside(one, two, evidence=levels, now=at_seconds(now))


def _theirs(user: Reader, who: str) -> int:
    customer = find_customer(who)
    refuse_unless_theirs(user, customer)
    return customer

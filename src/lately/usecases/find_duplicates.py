"""Look through the book for records that may be one customer, from where the last search ended."""

from __future__ import annotations

import datetime as dt

from lately.identity.reading import last_customer
from lately.identity.search import Progress, Searched, search
from lately.identity.selectors import searched_to
from lately.imports.services import Tally, silent
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer

AT_ONCE = 10_000  # customers up to which a book is searched while somebody waits: a second or two


def find_duplicates(*, now: dt.datetime, progress: Progress, again: bool = False) -> Searched:
    """Compare customers that are new with everybody, or with `again` everybody with everybody.

    Interrupted, what was found is kept, and the next call goes on from there.
    """
    return search(now=now, progress=progress, again=again)


def find_duplicates_at_once(*, now: dt.datetime) -> Searched:
    """The same, for somebody who waits for it; raises Refusal if the book is too large for that."""
    found = find_after_import(now=now)
    if found is None:
        raise Refusal(
            "This book is too large to be looked through while you wait.",
            f"It holds more than {AT_ONCE:,} customers, and comparing them takes minutes.",
            "./lately duplicates find does it beside your work, and can be broken off and gone on with.",
        )
    return found


def find_after_import(*, now: dt.datetime) -> Searched | None:
    """The same, if the book is small enough for nobody to notice; None if it is left for later."""
    if last_customer() <= searched_to():
        return Searched(0, 0, 0)
    if Customer.objects.filter(voided_at=None).count() > AT_ONCE:
        return None
    return search(now=now, progress=silent)


def note_duplicates(tally: Tally, now: dt.datetime) -> None:
    """Look for the customers that an import brought among all others, and note on its tally what was found."""
    if not tally.customers_added:
        return
    found = find_after_import(now=now)
    if found is None:
        tally.notes.append("Whether somebody is in the book twice now: ./lately duplicates find looks.")
    elif found.proposed:
        pairs = f"{found.proposed:,} pairs look" if found.proposed > 1 else "1 pair looks"
        tally.notes.append(f"{pairs} like one customer each; they stand under People, The same person?")

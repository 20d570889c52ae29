"""Look through the book for records that may be one customer, from where the last search ended."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import ngettext

from lately.identity.reading import last_customer
from lately.identity.search import Progress, Searched, search
from lately.identity.selectors import searched_at, searched_to
from lately.imports.services import Tally, silent
from lately.lib.locks import held, held_if_free
from lately.profiles.models import Customer

AT_ONCE = 10_000  # customers up to which a book is searched while somebody waits: a second or two
SELDOM = dt.timedelta(hours=1)  # between two searches of a larger book, unless somebody asks for one


def find_duplicates(*, now: dt.datetime, progress: Progress, again: bool = False) -> Searched:
    """Compare customers that are new with everybody, or with `again` everybody with everybody.

    Interrupted, what was found is kept, and the next call goes on from there.
    """
    with held(_place("duplicates.lock")):
        return search(now=now, progress=progress, again=again)


def find_duplicates_at_once(*, now: dt.datetime) -> Searched | None:
    """The same, for somebody who waits for it; None if the book is large, and will be searched beside their work."""
    found = find_after_import(now=now)
    if found is None:
        _place("duplicates.wanted").touch()
    return found


def find_duplicates_if_due(*, now: dt.datetime) -> bool:
    """Search a large book if new customers are in it; returns whether it was. Never by two processes at once."""
    if not is_search_due(now=now):
        return False
    with held_if_free(_place("duplicates.lock")) as ours:
        if ours:
            search(now=now, progress=silent)
            _place("duplicates.wanted").unlink(missing_ok=True)
    return ours


def is_search_due(*, now: dt.datetime) -> bool:
    """Whether a large book has customers whom nobody compared yet, and a search is wanted, or the last is a while ago.

    A smaller book is searched after each import.
    """
    if last_customer() <= searched_to():
        return False
    last = searched_at()
    old = last is None or not dt.timedelta() <= now - last <= SELDOM
    return (old or _place("duplicates.wanted").exists()) and _is_large()


def is_looked_through() -> bool:
    """Whether a large book is looked through beside everybody's work just now, or soon."""
    return last_customer() > searched_to() and _is_large()


def _is_large() -> bool:
    return Customer.objects.filter(voided_at=None).count() > AT_ONCE


def _place(name: str) -> Path:
    return Path(settings.HOME) / name


def find_after_import(*, now: dt.datetime) -> Searched | None:
    """The same, if the book is small enough for nobody to notice; None if it is left for later."""
    if last_customer() <= searched_to():
        return Searched(0, 0, 0)
    if _is_large():
        return None
    with held_if_free(_place("duplicates.lock")) as ours:
        return search(now=now, progress=silent) if ours else Searched(0, 0, 0)


def note_duplicates(tally: Tally, now: dt.datetime) -> None:
    """Look for the customers that an import brought among all others, and note on its tally what was found."""
    if not tally.customers_added:
        return
    found = find_after_import(now=now)
    if found is None:
        tally.notes.append("Whether somebody is in the book twice now: ./lately duplicates find looks.")
    elif found.proposed:
        twice = ngettext(
            "One customer seems to be in the book twice; it stands under People, The same person?",
            "%(count)s customers seem to be in the book twice; they stand under People, The same person?",
            found.proposed,
        )
        tally.notes.append(twice % {"count": number_format(found.proposed, force_grouping=True)})

"""Whom do we know, by any part of a name, address or key; and whom do we neglect?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lately.decisioning.phrases import days_words
from lately.decisioning.records import NEVER
from lately.identity.selectors import count as pairs_waiting
from lately.interactions.frames import kept
from lately.interactions.history import history
from lately.interactions.known import known_at
from lately.measurement.neglect import Listed
from lately.measurement.overview import NEGLECTED
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, book_of
from lately.profiles.frames import Places, redirects
from lately.profiles.people import people
from lately.profiles.search import ALIKE, alike, count, fitting, search
from lately.usecases.catch_up_with_search import found_by_now
from lately.usecases.recall_neglected import Recalled, recall

PAGE = 40
LISTS = NEGLECTED
DAY = 86_400


@dataclass(frozen=True)
class Asked:
    """Who asks, at which moment (seconds since 1970 UTC), by what is known."""

    user: Reader
    at: int
    now: int
    known: int


def search_people(
    *, user: Reader, text: str, neglected: str = "", after: str = "", at: int, now: int, rows_only: bool = False
) -> dict[str, Any]:
    """Return one page of `rows`, where the next begins (`after`, blank: this was the last), and the three `lists`.

    `alike` are people whose names only sound like what was typed; `many` says that more fit than were looked at, `due`
    how many cannot be found yet by what was brought in last.

    `neglected` is one of LISTS, in the order of worth at risk; blank is everybody, by name. `rows_only` leaves the
    counts out, for a page that shows them already.
    """
    left = found_by_now()
    asked = Asked(user, at, now, known_at(at=at, now=now))
    chosen = neglected if neglected in LISTS else ""
    found = None if rows_only and not chosen else recall(at=at, now=now)
    page = _neglected(asked, found, chosen, text, after) if found and chosen else _by_name(asked, text, after)
    page |= {"chosen": chosen, "text": text, "due": left}
    return page if rows_only or found is None else page | _counts(asked, found)


def _counts(asked: Asked, found: Recalled) -> dict[str, Any]:
    """How many there are in all and in each list; of one's own customers, for who sees only these."""
    book = book_of(asked.user)
    customers = count(known=asked.known, book=book)
    cared_for = found.cared_for()
    return {
        "customers": customers,
        "perhaps_twice": pairs_waiting(book=book),
        "lists": found.counts(book, customers),
        "cared_for": cared_for if book is None else cared_for | {"left_share": None},
        "note": found.note,
        "counted_at": found.counted_at,
    }


def _by_name(asked: Asked, text: str, after: str) -> dict[str, Any]:
    found = search(text, at=asked.at, known=asked.known, book=book_of(asked.user), after=after, limit=PAGE)
    sounding = [] if after or found.after or len(found.ids) >= ALIKE else _alike(asked, text, found.ids)
    return {
        "rows": list(_rows(asked, found.ids, {})),
        "alike": list(_rows(asked, sounding, {})),
        "after": found.after,
        "many": found.many,
    }


def _alike(asked: Asked, text: str, besides: Sequence[int]) -> list[int]:
    return alike(text, known=asked.known, book=book_of(asked.user), besides=besides)


def _neglected(asked: Asked, found: Recalled, name: str, text: str, after: str) -> dict[str, Any]:
    book = book_of(asked.user)
    fit = fitting(text, known=asked.known, book=book)
    chosen, more = found.page(name, after=after, book=book, fit=fit, limit=PAGE)
    return {"rows": list(_rows(asked, [customer for customer, _ in chosen], dict(chosen))), "after": more}


def _rows(asked: Asked, ids: Sequence[int], why: Mapping[int, Listed]) -> Iterator[dict[str, Any]]:
    if not ids:
        return
    known_as = people(ids, at=asked.at, known=asked.known)
    last = _last(asked, ids)
    for customer in ids:
        listed = why.get(customer)
        yield (
            known_as[customer]
            | last.get(customer, {})
            | {
                "because": listed.because if listed else "",
                "at_risk": listed.worth_at_risk if listed else {},
            }
        )


def _last(asked: Asked, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """When each of them last heard from us and last bought, in words; blank for never."""
    policy = policy_at(at=asked.at, known=asked.known)
    found, ledger = kept(ids, at=asked.at, known=asked.known, now=asked.now, policy=policy)
    bought = history(Places(found, redirects(asked.known)), chosen=True, at=asked.at, known=asked.known).last_purchase
    return {
        customer: {
            "heard": _ago(int(ledger.last_contact[place]), asked.at),
            "bought": _ago(int(bought[place]), asked.at),
        }
        for place, customer in enumerate(found)
    }


def _ago(moment: int, at: int) -> str:
    if moment == NEVER:
        return ""
    days = (at - moment) // DAY
    return f"{days_words(days)} ago" if days > 0 else "today"

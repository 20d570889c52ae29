"""Whom do we know, by any part of a name, address or key, or by a choice of ours; and whom do we neglect?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lately.decisioning.records import NEVER
from lately.identity.selectors import count as pairs_waiting
from lately.interactions.frames import kept
from lately.interactions.history import history
from lately.interactions.known import known_at
from lately.measurement.neglect import Listed
from lately.measurement.overview import NEGLECTED
from lately.measurement.rows import channels_known_since
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, book_of
from lately.profiles.frames import Places, redirects
from lately.profiles.people import people
from lately.profiles.sampling import how_many
from lately.profiles.search import ALIKE, alike, search
from lately.usecases.catch_up_with_search import found_by_now
from lately.usecases.choose_whose import colleagues, understood
from lately.usecases.recall_neglected import Recalled, recall
from lately.usecases.see_segments import name_segments
from lately.usecases.sift_people import ORDERS, Sieve, Wish, sift
from lately.usecases.stretches import days_ago

PAGE = 40
LISTS = NEGLECTED
DAY = 86_400


def search_people(
    *, user: Reader, wish: Wish, after: str = "", at: int, now: int, rows_only: bool = False
) -> dict[str, Any]:
    """Return one page of `rows`, where the next begins (`after`, blank: this was the last), and the three `lists`.

    `alike` are people whose names only sound like what was typed; `many` says that more fit than were looked at, `due`
    how many cannot be found yet by what was brought in last, `looking` that a page ends before it is full, `as_it_was`
    that there are too many for the order asked for. `wish` is what was understood of the wish, `segments` and
    `colleagues` what else there is to choose. `rows_only` leaves these and the counts out, for a page that shows them
    already. Raises Refusal for a segment there is not.
    """
    left = found_by_now()
    sieve = sieve_of(user=user, wish=wish, at=at, now=now)
    found = None if rows_only and not sieve.wish.neglected else recall(at=at, now=now)
    plain = sieve.wish.text and not sieve.wish.neglected and not sieve.wish.narrows
    page = _best_first(sieve, after) if plain else _sifted(sieve, found, after)
    page |= {"wish": asdict(sieve.wish), "due": left, "first": not after}
    return page if rows_only or found is None else page | _counts(sieve, found) | _choices(sieve)


def sieve_of(*, user: Reader, wish: Wish, at: int, now: int) -> Sieve:
    """What was chosen, without what is no choice."""
    meant = Wish(
        text=wish.text,
        neglected=wish.neglected if wish.neglected in LISTS else "",
        whose=understood(user, wish.whose),
        segment=wish.segment,
        order=wish.order if wish.order in ORDERS else "",
    )
    return Sieve(user, at, now, known_at(at=at, now=now), meant)


def _choices(sieve: Sieve) -> dict[str, Any]:
    """The segments, and, for who sees everybody's customers, who looks after any."""
    return {"segments": name_segments(at=sieve.at, now=sieve.now), "colleagues": colleagues(sieve.user)}


def _counts(sieve: Sieve, found: Recalled) -> dict[str, Any]:
    """How many there are in all and in each list; of one's own customers, for who sees only these."""
    book = book_of(sieve.user)
    customers = how_many(known=sieve.known, book=book)
    cared_for = found.cared_for()
    return {
        "customers": customers,
        "perhaps_twice": pairs_waiting(book=book),
        "lists": found.counts(book, customers),
        "cared_for": cared_for if book is None else cared_for | {"left_share": None},
        "note": found.note,
        "counted_at": found.counted_at,
    }


def _best_first(sieve: Sieve, after: str) -> dict[str, Any]:
    text, book = sieve.wish.text, book_of(sieve.user)
    found = search(text, at=sieve.at, known=sieve.known, book=book, after=after, limit=PAGE)
    few = not after and not found.after and len(found.ids) < ALIKE
    sounding = alike(text, known=sieve.known, book=book, besides=found.ids) if few else []
    return {
        "rows": list(rows_of(sieve, found.ids, {})),
        "alike": list(rows_of(sieve, sounding, {})),
        "after": found.after,
        "many": found.many,
    }


def _sifted(sieve: Sieve, lists: Recalled | None, after: str) -> dict[str, Any]:
    found = sift(sieve, lists, after=after, limit=PAGE)
    return {
        "rows": list(rows_of(sieve, found.ids, found.why)),
        "after": found.after,
        "many": found.many,
        "looking": found.looking,
        "as_it_was": found.as_it_was,
    }


def rows_of(sieve: Sieve, ids: Sequence[int], why: Mapping[int, Listed]) -> Iterator[dict[str, Any]]:
    """Each customer as a line of the list: who they are, when they last heard from us and last bought, and why."""
    if not ids:
        return
    known_as = people(ids, at=sieve.at, known=sieve.known)
    last = _last(sieve, ids)
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


def _last(sieve: Sieve, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """When each of them last heard from us and last bought, in words (blank for never), and as moments (or None).

    `unknown_before` is the moment before which nobody knows what we said, for who first bought before it.
    """
    policy = policy_at(at=sieve.at, known=sieve.known)
    found, ledger = kept(ids, at=sieve.at, known=sieve.known, now=sieve.now, policy=policy)
    purchases = history(Places(found, redirects(sieve.known)), chosen=True, at=sieve.at, known=sieve.known)
    bought, first = purchases.last_purchase, purchases.first_purchase
    known_since = channels_known_since(at=sieve.at, known=sieve.known, policy=policy)
    begun = min(known_since.values(), default=None)
    return {
        customer: {
            "heard": _ago(int(ledger.last_contact[place]), sieve.at),
            "bought": _ago(int(bought[place]), sieve.at),
            "heard_at": _moment(int(ledger.last_contact[place])),
            "bought_at": _moment(int(bought[place])),
            "unknown_before": begun if begun is not None and NEVER < int(first[place]) < begun else None,
        }
        for place, customer in enumerate(found)
    }


def _ago(moment: int, at: int) -> str:
    if moment == NEVER:
        return ""
    return days_ago((at - moment) // DAY)


def _moment(moment: int) -> int | None:
    return None if moment == NEVER else moment

"""Somebody leaves: who would take whom of their customers, and what goes along?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lately.accounts.models import Role, User
from lately.accounts.selectors import organisation
from lately.accounts.team import colleague, team
from lately.interactions.known import known_at
from lately.interactions.timeline import When
from lately.interactions.waiting import promises_due
from lately.interactions.worth import Worth, summed, worth_of
from lately.lib.moments import at_seconds, zone_named
from lately.profiles.frames import redirects
from lately.profiles.looked_after import customers_looked_after
from lately.profiles.people import people
from lately.profiles.selectors import keys_of
from lately.usecases.group_customers import GROUPINGS, grouped

HOWS = ("one", "evenly", "by", "each")
MOST_ONE_BY_ONE = 400
NAMED = 6
LATEST = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was chosen: who leaves, and who takes whom.

    `how` is one of HOWS. `one` takes all, or, where they go one by one, all others. `takers` are by group, or by
    customer, as addresses name them.
    """

    leaver: int
    how: str = "one"
    one: int = 0
    among: tuple[int, ...] = ()
    by: str = ""
    takers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """The leaver's customers, the worthiest first, and what is needed to speak of them."""

    leaver: User
    ids: Sequence[int]
    worth: Mapping[int, Worth]
    when: When

    @property
    def seen(self) -> str:
        """Other once somebody else looks after one of them, or another customer was given to the leaver."""
        return hashlib.sha256(repr((self.leaver.pk, sorted(self.ids))).encode()).hexdigest()[:16]


def plan_handover(*, wanted: Wanted, at: int, now: int) -> dict[str, Any]:
    """Return the preview: `shares` (who gets how many, worth what, whom first, which promises), and what is `missing`.

    Nothing is written. Raises Refusal if there is nobody of that number.
    """
    book = open_book(wanted.leaver, at=at, now=now)
    can = takers(book.leaver, at=at)
    groups = grouped(book.ids, wanted.by, at=at, known=book.when.known) if wanted.how == "by" else {}
    chosen = assigned(wanted, book, can, groups)
    named = people(_named(chosen, book, wanted), at=at, known=book.when.known)
    return {
        "leaver": book.leaver,
        "count": len(book.ids),
        "bought": summed(book.worth.values()),
        "takers": can,
        "how": wanted.how if wanted.how in HOWS else "one",
        "wanted": wanted,
        "groupings": GROUPINGS,
        "groups": [
            {"name": name, "count": len(ids), "taker": wanted.takers.get(name, 0)} for name, ids in groups.items()
        ],
        "shares": _shares(chosen, book, can, named),
        "each": _one_by_one(book, wanted, named),
        "most_one_by_one": MOST_ONE_BY_ONE,
        "missing": len(book.ids) - len(chosen),
        "seen": book.seen,
    }


def open_book(leaver: int, *, at: int, now: int) -> Book:
    """Whom they look after, by worth at risk; raises Refusal for nobody."""
    person = colleague(leaver)
    when = When(at, known_at(at=at, now=now))
    ids = customers_looked_after(leaver)
    worth = worth_of(ids, when, into=redirects(when.known))
    return Book(person, sorted(ids, key=lambda one: (-worth[one].at_risk(at), one)), worth, when)


def takers(leaver: User, *, at: int) -> list[User]:
    """Who could take customers: everybody who may act, but the leaver and those who will have left, too."""
    today = _today(at)
    return [
        one
        for one in team()
        if one.is_active
        and one.pk != leaver.pk
        and one.role != Role.VIEWER
        and (one.leaves_on is None or one.leaves_on > today)
    ]


def assigned(wanted: Wanted, book: Book, can: Sequence[User], groups: Mapping[str, Sequence[int]]) -> dict[int, int]:
    """Which customer goes to whom by what was chosen so far; who is to go to nobody yet is left out."""
    may = {one.pk for one in can}
    if wanted.how == "evenly":
        among = [one for one in dict.fromkeys(wanted.among) if one in may]
        return {customer: among[_dealt(place, len(among))] for place, customer in enumerate(book.ids)} if among else {}
    if wanted.how == "by":
        named = [(wanted.takers.get(name, 0), ids) for name, ids in groups.items()]
        return {one: taker for taker, ids in named for one in ids if taker in may}
    if wanted.how == "each":
        keys = keys_of(book.ids[:MOST_ONE_BY_ONE])
        chosen = {one: wanted.takers.get(keys.get(one, ""), 0) or wanted.one for one in book.ids}
        return {one: taker for one, taker in chosen.items() if taker in may}
    return dict.fromkeys(book.ids, wanted.one) if wanted.one in may else {}


def _dealt(place: int, hands: int) -> int:
    """Dealt to and fro, so that whoever is first does not get the best of each round."""
    round_, at = divmod(place, hands)
    return at if round_ % 2 == 0 else hands - 1 - at


def _named(chosen: Mapping[int, int], book: Book, wanted: Wanted) -> list[int]:
    """Whose names are shown: the first of each share, who was promised something, or all if they go one by one."""
    if wanted.how == "each":
        return list(book.ids[:MOST_ONE_BY_ONE])
    shown: Counter[int] = Counter()
    found = []
    for customer in book.ids:
        taker = chosen.get(customer)
        if taker is not None and shown[taker] < NAMED:
            shown[taker] += 1
            found.append(customer)
    return found + [row["customer"] for row in _promises(book) if row["customer"] in chosen]


def _shares(
    chosen: Mapping[int, int], book: Book, can: Sequence[User], named: Mapping[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    theirs: dict[int, list[int]] = defaultdict(list)
    for customer in book.ids:
        if customer in chosen:
            theirs[chosen[customer]].append(customer)
    promised = _promises(book) if chosen else []
    return [
        {
            "taker": one,
            "count": len(theirs[one.pk]),
            "bought": summed(book.worth[customer] for customer in theirs[one.pk]),
            "first": [named[customer] for customer in theirs[one.pk][:NAMED]],
            "promises": [
                row | {"person": named[row["customer"]]}
                for row in promised
                if chosen.get(row["customer"]) == one.pk and row["customer"] in named
            ],
        }
        for one in can
        if theirs[one.pk]
    ]


def _promises(book: Book) -> list[dict[str, Any]]:
    """What their customers were promised and nobody has done yet, whenever it is due; soonest first."""
    rows = promises_due(book.when, until=LATEST, book=book.leaver.pk, limit=MOST_ONE_BY_ONE)
    mine, into = set(book.ids), redirects(book.when.known)
    found = [row | {"customer": into.get(row["customer"], row["customer"])} for row in rows]
    return sorted((row for row in found if row["customer"] in mine), key=lambda row: row["due"])


def _one_by_one(book: Book, wanted: Wanted, named: Mapping[int, dict[str, Any]]) -> list[dict[str, Any]]:
    if wanted.how != "each":
        return []
    return [
        {"person": named[one], "worth": book.worth[one], "taker": wanted.takers.get(named[one]["who"], 0)}
        for one in book.ids[:MOST_ONE_BY_ONE]
    ]


def _today(at: int) -> dt.date:
    moment = at_seconds(at)
    return moment.astimezone(zone_named(organisation(at=moment).zone)).date()

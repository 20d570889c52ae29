"""Whom do we know by any part of a name, an address, a number, a key or a note?

Nobody typed: everybody, in the order of the names, by keyset. Somebody typed: whoever fits best comes first. What is
found is what stands on record now (search_index.py keeps up with it), at whichever moment the reader looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection

from lately.lib.sql import Parameters, among, listed, live, rows
from lately.profiles.in_order import by_name
from lately.profiles.search_words import GRAM, grams, holds, likeness, pattern, sound_of, typed
from lately.profiles.selectors import customers_of
from lately.profiles.sight import Sight, may_be_seen, plainly, tables

MOST = 1_000  # that are looked at to find those who fit best
ALIKE = 10
_DIGITS = 11  # rows beyond it are none of ours
_BEYOND = chr(0x10FFFF)
_EXACT, _BEGINS, _BEGINNINGS, _INSIDE, _ELSEWHERE = range(5)


@dataclass(frozen=True, slots=True)
class Found:
    """One page: customers in their order, and where the next page begins (blank: this was the last).

    `many` says that more fit than were looked at.
    """

    ids: Sequence[int]
    after: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    customer: int
    name: str
    text: str


def search(text: str, *, at: int, known: int, book: int | None = None, after: str = "", limit: int = 50) -> Found:
    """Customers in whose names, addresses, identifiers or notes every word of the text is found.

    `book` limits it to those whom one user looks after. Merged customers are found as the one they became. `at` says
    nothing here: customers are found by what is known of them now, those of them who were known by `known`.
    """
    del at
    sought, sight = typed(text), Sight(known, book)
    if not sought:
        return Found([]) if text.strip() else _everybody(sight, after, limit)
    candidates, many = _candidates(sought, sight)
    exact = _exactly(text, sight)
    if exact is not None and all(each.customer != exact for each in candidates):
        candidates.append(_Candidate(exact, "", ""))  # their entry may be due yet
    ordered = sorted(
        ((_EXACT if each.customer == exact else _fit(each, sought)), each.name, each.customer) for each in candidates
    )
    place = _place(after)
    rest = [each for each in ordered if each > place] if place else ordered
    more = rest[limit - 1] if len(rest) > limit else None
    return Found([each[2] for each in rest[:limit]], _told(more) if more else "", many)


def alike(text: str, *, known: int, book: int | None = None, besides: Sequence[int] = ()) -> list[int]:
    """Customers whose names sound like what was typed and are spelt much alike, the likest first; `besides` are not."""
    sought = typed(text)
    sounds = [f"~{sound} " for word in sought if (sound := sound_of(word))]
    if not sounds or len(sounds) < len(sought):
        return []
    found, _ = _indexed(sounds, Sight(known, book))
    judged = [(-likeness(sought, each.name), each.name, each.customer) for each in found]
    return [customer for like, _, customer in sorted(judged) if like and customer not in set(besides)][:ALIKE]


def fitting(text: str, *, known: int, book: int | None = None) -> Callable[[Sequence[int]], set[int]]:
    """Return what tells of customers which of them fit what was typed, and may be seen."""
    sought, sight = typed(text), Sight(known, book)
    candidates, many = _candidates(sought, sight) if sought else ([], True)
    few = None if many else {each.customer for each in candidates}
    patterns = [pattern(word) for word in sought]

    def those(ids: Sequence[int]) -> set[int]:
        if few is not None:
            return few & set(ids)
        parameters: Parameters = {"ids": listed(ids)}
        conditions = (among("c.id", chosen=True), among("e.customer_id", chosen=True))
        return {each.customer for each in _asked(patterns, Sight(known), conditions, parameters)}

    def none(ids: Sequence[int]) -> set[int]:
        del ids
        return set()

    if not text.strip():
        return lambda ids: in_book(ids, book)
    return (lambda ids: those(ids) & in_book(ids, book)) if sought else none


def in_book(ids: Sequence[int], book: int | None) -> set[int]:
    """Those of the customers whom a user may see."""
    if book is None:
        return set(ids)
    query = f"SELECT c.id FROM profiles_customer c WHERE c.owner_id = %(book)s AND {among('c.id', chosen=True)}"  # noqa: S608 - every value is a parameter
    return {row[0] for row in rows(query, {"book": book, "ids": listed(ids)})}


def _unmerged() -> str:
    return f"c.id NOT IN (SELECT r.customer_id FROM profiles_redirect r WHERE {live('r', known=True)})"  # noqa: S608 - no value stands in the text


def _everybody(sight: Sight, after: str, limit: int) -> Found:
    place = _place(after)
    found = by_name(sight, after=place[1:] if place else None, most=limit + 1)
    more = found[limit - 1] if len(found) > limit else None
    return Found([customer for _, customer in found[:limit]], _told((0, *more)) if more else "")


def _exactly(text: str, sight: Sight) -> int | None:
    """Who goes by exactly this key, address or number, if they may be seen."""
    parameters: Parameters = {"customer": customers_of([("", text)])[0]}
    conditions = ["c.id = %(customer)s", *may_be_seen(parameters, sight, alone=True)]
    query = f"SELECT c.id FROM profiles_customer c WHERE {' AND '.join(conditions)}"  # noqa: S608 - the same
    return next((row[0] for row in rows(query, parameters)), None)


def _candidates(sought: Sequence[str], sight: Sight) -> tuple[list[_Candidate], bool]:
    """At most so many in whom every word is found; where there are more, whose names begin like it are among them."""
    patterns = [pattern(word) for word in sought]
    found, many = _indexed(patterns, sight) if any(map(grams, sought)) or sight.book is not None else ([], True)
    if many:
        begin = " ".join(sought)
        named = _asked(
            patterns, sight, (f"e.name{plainly()} >= %(from)s", f"e.name{plainly()} < %(to)s"),
            {"from": begin, "to": begin + _BEYOND}, f"ORDER BY e.name{plainly()}, e.customer_id",
        )  # fmt: skip
        found = list({each.customer: each for each in [*named, *found]}.values())
    return found, many


def _indexed(patterns: Sequence[str], sight: Sight) -> tuple[list[_Candidate], bool]:
    """Customers in whose entries all of these stand, by the index, and whether there are more than were looked at."""
    parts = list(dict.fromkeys(part for each in patterns for part in _parts(each)))
    conditions: tuple[str, ...] = ()
    parameters: Parameters = {}
    if sight.book is None and connection.vendor == "sqlite":
        conditions = ("g.profiles_searchgrams MATCH %(parts)s",)
        parameters = {"parts": " AND ".join(f'"{part}"' for part in parts)}
    elif sight.book is None:
        conditions = ("lately_grams(e.text) @> %(parts)s",)
        parameters = {"parts": parts}
    found = _asked(patterns, sight, conditions, parameters)
    return found[:MOST], len(found) > MOST


def _parts(sought: str) -> list[str]:
    return [sought[place : place + GRAM] for place in range(len(sought) - GRAM + 1)]


def _asked(
    patterns: Sequence[str], sight: Sight, conditions: Sequence[str], given: Parameters, order: str = ""
) -> list[_Candidate]:
    parameters: Parameters = {**given, "limit": MOST + 1}
    found = [*conditions, *may_be_seen(parameters, sight)]
    for place, each in enumerate(patterns):
        parameters[f"word{place}"] = each
        found.append(_stands(f"word{place}"))
    query = f"""
        SELECT e.customer_id, e.name, e.text FROM {tables(sight, by_grams="parts" in given)}
        WHERE {" AND ".join(found)} {order} LIMIT %(limit)s
    """  # noqa: S608 - the same
    return [_Candidate(*row) for row in rows(query, parameters)]


def _stands(word: str) -> str:
    return f"instr(e.text, %({word})s) > 0" if connection.vendor == "sqlite" else f"strpos(e.text, %({word})s) > 0"


def _fit(each: _Candidate, sought: Sequence[str]) -> int:
    """How well somebody fits, the best least: their name begins like it, its words do, they hold it, others do."""
    if each.name.startswith(" ".join(sought)):
        return _BEGINS
    name = f" {each.name} "
    if all(f" {word}" in name for word in sought):
        return _BEGINNINGS
    return _INSIDE if all(holds(name, word) for word in sought) else _ELSEWHERE


def _told(place: tuple[int, str, int]) -> str:
    return f"{place[0]}|{place[1]}|{place[2]}"


def _place(text: str) -> tuple[int, str, int] | None:
    """Where a page ended; what is no place is the beginning."""
    fit, _, rest = text.partition("|")
    name, _, row = rest.rpartition("|")
    if not (fit.isdecimal() and len(fit) == 1 and row.isdecimal() and len(row) <= _DIGITS):
        return None
    return int(fit), name, int(row)

"""Whom do we know by any part of a name, an address or a key?

In the order of the names as they are shown, by keyset: a page begins after the last name and row of the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from lately.lib.sql import Parameters, among, listed, live, rows, stamped

WORDS = 6
_DIGITS = 11  # rows beyond it are none of ours
_NAMES = "'given_name', 'family_name', 'full_name', 'company_name', 'email', 'phone', 'postal_address'"


@dataclass(frozen=True, slots=True)
class Found:
    """One page: customers in the order of their names, and where the next page begins (blank: this was the last)."""

    ids: Sequence[int]
    after: str


def search(text: str, *, at: int, known: int, book: int | None = None, after: str = "", limit: int = 50) -> Found:
    """Customers in whose name, company, address or identifiers every word of the text is found, in any case.

    `book` limits it to those whom one user looks after. Merged customers are found as the one they became.
    """
    parameters: Parameters = {"at": stamped(at), "known": stamped(known), "book": book, "limit": limit + 1}
    conditions = [live("c", known=True), _unmerged()]
    if book is not None:
        conditions.append("c.owner_id = %(book)s")
    for place, word in enumerate(text.split()[:WORDS]):
        parameters[f"word{place}"] = f"%{_plain(word)}%"
        conditions.append(_matching(f"word{place}"))
    query = f"""
        SELECT sort, id FROM (SELECT c.id AS id, {_sort_key()} AS sort FROM profiles_customer c
        WHERE {" AND ".join(conditions)}) found {_beyond(after, parameters)} ORDER BY sort, id LIMIT %(limit)s
    """  # noqa: S608 - every value is a parameter
    found = rows(query, parameters)
    more = found[limit - 1] if len(found) > limit else None
    return Found([row[1] for row in found[:limit]], f"{more[0]}|{more[1]}" if more else "")


def in_book(ids: Sequence[int], book: int | None) -> set[int]:
    """Those of the customers whom a user may see."""
    if book is None:
        return set(ids)
    query = f"SELECT c.id FROM profiles_customer c WHERE c.owner_id = %(book)s AND {among('c.id', chosen=True)}"  # noqa: S608 - the same
    return {row[0] for row in rows(query, {"book": book, "ids": listed(ids)})}


def count(*, known: int, book: int | None = None) -> int:
    """How many customers there are to be found."""
    mine = "" if book is None else "AND c.owner_id = %(book)s"
    query = f"SELECT count(*) FROM profiles_customer c WHERE {live('c', known=True)} AND {_unmerged()} {mine}"  # noqa: S608 - the same
    ((found,),) = rows(query, {"known": stamped(known), "book": book})
    return int(found)


def _unmerged() -> str:
    return f"c.id NOT IN (SELECT r.customer_id FROM profiles_redirect r WHERE {live('r', known=True)})"  # noqa: S608 - no value stands in the text


def _beyond(after: str, parameters: Parameters) -> str:
    """SQL for what comes after a place; what is no place is the beginning."""
    name, _, row = after.rpartition("|")
    if not row.isdecimal() or len(row) > _DIGITS:
        return ""
    parameters["sort"], parameters["id"] = name, int(row)
    return "WHERE sort > %(sort)s OR (sort = %(sort)s AND id > %(id)s)"


def _text(column: str) -> str:
    """SQL for a JSON value as plain text."""
    return f"json_extract({column}, '$')" if connection.vendor == "sqlite" else f"({column} #>> '{{}}')"


def _fact(name: str) -> str:
    """SQL for what the newest row of a fact says of customer c; NULL if nothing does."""
    return f"""
        (SELECT {_text("f.value")} FROM profiles_fact f WHERE f.customer_id = c.id AND f.name = '{name}'
        AND f.happened_at <= %(at)s AND {live("f", known=True)} ORDER BY f.happened_at DESC, f.recorded_at DESC LIMIT 1)
    """  # noqa: S608 - the names are ours


def _sort_key() -> str:
    """SQL for the name as it is shown, in small letters; who has none stands last, by identifier."""
    whole = f"trim(COALESCE({_fact('given_name')}, '') || ' ' || COALESCE({_fact('family_name')}, ''))"
    named = f"COALESCE(NULLIF({whole}, ''), {_fact('full_name')}, {_fact('company_name')})"
    identified = "(SELECT min(i.value) FROM profiles_identifier i WHERE i.customer_id = c.id AND i.voided_at IS NULL)"
    plain = f"lower(COALESCE({named}, '~' || COALESCE({identified}, '')))"
    return plain if connection.vendor == "sqlite" else f'{plain} COLLATE "C"'


def _matching(word: str) -> str:
    """SQL that holds if the word stands in something customer c, or who was merged into them, goes by or went by."""
    like = "LIKE" if connection.vendor == "sqlite" else "ILIKE"
    merged = f"LEFT JOIN profiles_redirect m ON m.customer_id = x.customer_id AND {live('m', known=True)}"
    return f"""
        c.id IN (SELECT COALESCE(m.into_id, x.customer_id) FROM profiles_fact x {merged}
        WHERE x.name IN ({_NAMES}) AND {live("x", known=True)} AND {_text("x.value")} {like} %({word})s ESCAPE '!'
        UNION SELECT COALESCE(m.into_id, x.customer_id) FROM profiles_identifier x {merged}
        WHERE x.voided_at IS NULL AND x.value {like} %({word})s ESCAPE '!')
    """  # noqa: S608 - the same


def _plain(word: str) -> str:
    """A word in which nothing stands for anything else."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")

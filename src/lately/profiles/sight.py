"""Whom may a list of customers show: who was known by then, of the book of one user if there is one?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from lately.lib.sql import Parameters, stamped


@dataclass(frozen=True, slots=True)
class Sight:
    """Who may be seen: whoever was known by then, of the book of one user if there is one."""

    known: int
    book: int | None = None


def tables(sight: Sight, *, by_grams: bool = False) -> str:
    """What is read, in this order on SQLite, which would otherwise begin with the larger table."""
    cross = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    if sight.book is not None:
        return f"profiles_customer c {cross} profiles_searchentry e ON e.customer_id = c.id"
    entries = "profiles_searchentry e"
    if by_grams and connection.vendor == "sqlite":
        entries = f"profiles_searchgrams g {cross} {entries} ON e.customer_id = g.rowid"
    return f"{entries} {cross} profiles_customer c ON c.id = e.customer_id"


def may_be_seen(parameters: Parameters, sight: Sight, *, alone: bool = False) -> list[str]:
    """Conditions on `profiles_customer c`; their values are added to the parameters.

    Unless it is read `alone`, `profiles_searchentry e` is read beside it.
    """
    parameters["known"] = stamped(sight.known)
    conditions = ["c.voided_at IS NULL", "c.recorded_at <= %(known)s"]
    if sight.book is not None:
        parameters["book"] = sight.book
        return [*conditions, "c.owner_id = %(book)s"]
    if connection.vendor == "sqlite" and not alone:
        # Said of the customer alone, SQLite would first read all customers into a filter, for a page of forty.
        return [f"CASE WHEN e.name >= '' THEN {' AND '.join(conditions)} END"]
    return conditions


def plainly() -> str:
    """Letters in the order of their numbers, as SQLite and Python sort."""
    return "" if connection.vendor == "sqlite" else ' COLLATE "C"'

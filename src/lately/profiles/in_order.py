"""Who comes next in the book, by an order that an index keeps; and how are a few put in order?

Orders of a whole book are walked along an index: a page of a million customers takes as long as one of a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from lately.lib.sql import Parameters, among, listed, rows
from lately.profiles.sight import Sight, may_be_seen, plainly, tables

Place = tuple[str, int]
"""What somebody stands by, and their number."""


def by_name(sight: Sight, *, after: Place | None, most: int, back: bool = False) -> list[Place]:
    """The next so many after a place, in the order of their names, or `back` from the last one."""
    parameters: Parameters = {"limit": most}
    conditions = may_be_seen(parameters, sight)
    if after is not None:
        parameters["name"], parameters["id"] = after
        conditions.append(f"(e.name{plainly()}, e.customer_id) {'<' if back else '>'} (%(name)s, %(id)s)")
    way = "DESC" if back else "ASC"
    query = f"""
        SELECT e.name, e.customer_id FROM {tables(sight)} WHERE {" AND ".join(conditions)}
        ORDER BY e.name{plainly()} {way}, e.customer_id {way} LIMIT %(limit)s
    """  # noqa: S608 - no value stands in the text
    return [(str(name), int(customer)) for name, customer in rows(query, parameters)]


def newest(sight: Sight, *, before: int | None, most: int) -> list[int]:
    """The next so many, whoever came into the book last first; `before` is the number of the last one seen."""
    parameters: Parameters = {"limit": most, "id": before}
    conditions = may_be_seen(parameters, sight)
    if before is not None:
        conditions.append("e.customer_id < %(id)s")
    query = f"""
        SELECT e.customer_id FROM {tables(sight)} WHERE {" AND ".join(conditions)}
        ORDER BY e.customer_id DESC LIMIT %(limit)s
    """  # noqa: S608 - the same
    return [row[0] for row in rows(query, parameters)]


def few_or_none(sight: Sight, *, unowned: bool = False, most: int) -> list[int] | None:
    """Everybody who may be seen (of nobody's book if `unowned`), in no order; None if they are more than `most`."""
    parameters: Parameters = {"limit": most + 1}
    conditions = [*may_be_seen(parameters, sight), *(["c.owner_id IS NULL"] if unowned else [])]
    cross = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    query = f"""
        SELECT c.id FROM profiles_customer c {cross} profiles_searchentry e ON e.customer_id = c.id
        WHERE {" AND ".join(conditions)} LIMIT %(limit)s
    """  # noqa: S608 - the same
    found = [row[0] for row in rows(query, parameters)]
    return found if len(found) <= most else None


def names_of(ids: Sequence[int]) -> dict[int, str]:
    """By what each of these customers stands in the order of names."""
    query = f"""
        SELECT e.customer_id, e.name FROM profiles_searchentry e WHERE {among("e.customer_id", chosen=True)}
    """  # noqa: S608 - the same
    return dict(rows(query, {"ids": listed(ids)}))


def owned_by_nobody(ids: Sequence[int]) -> set[int]:
    """Those of the customers whom nobody looks after."""
    query = f"SELECT c.id FROM profiles_customer c WHERE c.owner_id IS NULL AND {among('c.id', chosen=True)}"  # noqa: S608 - the same
    return {row[0] for row in rows(query, {"ids": listed(ids)})}

"""Who heard from us last, and whom have we left silent longest, along the kept state of a whole book?"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from lately.lib.sql import Parameters, among, listed, rows
from lately.profiles.sight import Sight, may_be_seen

Place = tuple[int, int]
"""When somebody last heard from us (seconds since 1970 UTC), and their number."""
NOT_HEARD = -1


def by_last_contact(sight: Sight, *, after: Place | None, most: int, latest: bool) -> list[Place]:
    """The next so many after a place, the `latest` first or the longest silent; who never heard from us comes last.

    It is kept state: what is so now.
    """
    never = after is not None and after[0] == NOT_HEARD
    found = [] if never else _heard(sight, after, most, latest=latest)
    if len(found) < most:
        found += _never(sight, after[1] if after and never else 0, most - len(found))
    return found


def last_contacts(ids: Sequence[int]) -> dict[int, int]:
    """When each of these customers last heard from us, by kept state; NOT_HEARD for never."""
    query = f"""
        SELECT s.customer_id, s.last_contact FROM interactions_customerstate s
        WHERE s.last_contact IS NOT NULL AND {among("s.customer_id", chosen=True)}
    """  # noqa: S608 - no value stands in the text
    return dict.fromkeys(ids, NOT_HEARD) | dict(rows(query, {"ids": listed(ids)}))


def _heard(sight: Sight, after: Place | None, most: int, *, latest: bool) -> list[Place]:
    parameters: Parameters = {"limit": most}
    conditions = ["s.last_contact IS NOT NULL", *may_be_seen(parameters, sight)]
    if after is not None:
        parameters["moment"], parameters["id"] = after
        conditions.append(f"(s.last_contact, s.customer_id) {'<' if latest else '>'} (%(moment)s, %(id)s)")
    way = "DESC" if latest else "ASC"
    query = f"""
        SELECT s.last_contact, s.customer_id FROM interactions_customerstate s
        {_cross()} profiles_searchentry e ON e.customer_id = s.customer_id
        {_cross()} profiles_customer c ON c.id = s.customer_id WHERE {" AND ".join(conditions)}
        ORDER BY s.last_contact {way}, s.customer_id {way} LIMIT %(limit)s
    """  # noqa: S608 - the same
    return [(int(moment), int(customer)) for moment, customer in rows(query, parameters)]


def _never(sight: Sight, after: int, most: int) -> list[Place]:
    parameters: Parameters = {"limit": most, "id": after}
    conditions = ["s.last_contact IS NULL", "e.customer_id > %(id)s", *may_be_seen(parameters, sight)]
    query = f"""
        SELECT e.customer_id FROM profiles_searchentry e {_cross()} profiles_customer c ON c.id = e.customer_id
        LEFT JOIN interactions_customerstate s ON s.customer_id = e.customer_id
        WHERE {" AND ".join(conditions)} ORDER BY e.customer_id LIMIT %(limit)s
    """  # noqa: S608 - the same
    return [(NOT_HEARD, int(row[0])) for row in rows(query, parameters)]


def _cross() -> str:
    return "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"

"""What is reserved for the time ahead, and how much of us is that?"""

from __future__ import annotations

from collections.abc import Sequence

from lately.lib.sql import among, listed, rows, seconds_of, stamped


def reserved_by_content(customers: Sequence[int], *, at: int) -> list[tuple[str, int]]:
    """How many of these customers have something reserved after the moment, by content, the most first."""
    query = f"""
        SELECT i.content, count(DISTINCT i.customer_id) FROM interactions_interaction i
        WHERE i.direction = 'out' AND i.status = 'reserved' AND i.voided_at IS NULL AND i.happened_at > %(at)s
        AND {among("i.customer_id", chosen=True)} GROUP BY i.content ORDER BY 2 DESC, 1
    """  # noqa: S608 - every value is a parameter
    found = rows(query, {"at": stamped(at), "ids": listed(customers)})
    return [(str(content), int(count)) for content, count in found]


Contacts = list[tuple[int, int, str, str]]
"""Customer, moment (seconds since 1970 UTC), channel, class."""


def ahead(*, at: int, until: int) -> Contacts:
    """Contacts reserved between two moments."""
    return _between(at, until, "reserved")


def behind(*, since: int, at: int) -> Contacts:
    """Contacts that were made between two moments, other than replies they asked for."""
    return _between(since - 1, at + 1, "done")


def said_since(*, since: int, at: int) -> set[tuple[int, str]]:
    """Customers and contents that were said to them from `since` until `at`, or are reserved from `since` on."""
    query = """
        SELECT DISTINCT i.customer_id, i.content FROM interactions_interaction i
        WHERE i.direction = 'out' AND i.content <> '' AND i.voided_at IS NULL AND i.happened_at >= %(since)s
        AND ((i.status = 'done' AND i.happened_at <= %(at)s) OR i.status = 'reserved')
    """
    found = rows(query, {"since": stamped(since), "at": stamped(at)})
    return {(int(customer), str(content)) for customer, content in found}


def _between(after: int, before: int, status: str) -> Contacts:
    classed = "CASE WHEN i.overruled_by <> '' OR i.found = '' THEN i.declared ELSE i.found END"
    query = f"""
        SELECT i.customer_id, {seconds_of("i.happened_at")}, i.channel, {classed}
        FROM interactions_interaction i WHERE i.direction = 'out' AND i.status = '{status}' AND i.voided_at IS NULL
        AND i.happened_at > %(after)s AND i.happened_at < %(before)s AND NOT i.asked_for
    """  # noqa: S608 - the status is ours
    return [
        (int(customer), int(moment), str(channel), str(said))
        for customer, moment, channel, said in rows(query, {"after": stamped(after), "before": stamped(before)})
    ]

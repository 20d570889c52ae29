"""How many customers are there, and whom do we look at where it would take too long to look at everybody?"""

from __future__ import annotations

import functools

from django.db import connection

from lately.lib.moments import seconds
from lately.lib.sql import among, listed, live, rows, stamped
from lately.profiles.models import Customer

# How many merges and imports taken back there are, and whether any of it came after the moment.
_CHANGES = """
    SELECT (SELECT count(*) FROM profiles_redirect WHERE voided_at IS NULL),
    (SELECT count(*) FROM imports_import WHERE undone_at IS NOT NULL),
    EXISTS (SELECT 1 FROM profiles_redirect WHERE recorded_at > %(known)s OR voided_at > %(known)s)
    OR EXISTS (SELECT 1 FROM imports_import WHERE undone_at > %(known)s)
"""

# One after the other: of both at once SQLite reads the whole table.
_ENDS = "SELECT (SELECT min(id) FROM profiles_customer), (SELECT max(id) FROM profiles_customer)"


def how_many(*, known: int, book: int | None = None) -> int:
    """How many customers were on record by then, merged ones once; `book` limits it to those of one user.

    Remembered until a customer comes, goes, or is merged: a large book takes a tenth of a second to count.
    """
    newest = Customer.objects.order_by("-pk").values_list("pk", "recorded_at").first()
    if book is not None or newest is None or seconds(newest[1]) > known:
        return _counted(known, book)
    ((merged, undone, since),) = rows(_CHANGES, {"known": stamped(known)})
    if since:
        return _counted(known, None)
    return _remembered((str(connection.settings_dict["NAME"]), newest[0], merged, undone), _Known(known))


class _Known(int):
    """Left out of the memory's key: nobody was learnt of since."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=4)
def _remembered(unchanged: tuple[object, ...], known: _Known) -> int:
    del unchanged
    return _counted(int(known), None)


def _counted(known: int, book: int | None) -> int:
    merged = f"SELECT r.customer_id FROM profiles_redirect r WHERE {live('r', known=True)}"  # noqa: S608 - no value stands in the text
    those = f"{live('c', known=True)} AND c.id NOT IN ({merged}){_mine(book)}"
    query = f"SELECT count(*) FROM profiles_customer c WHERE {those}"  # noqa: S608 - the same
    ((found,),) = rows(query, {"known": stamped(known), "book": book})
    return int(found)


def some_of_them(*, most: int, known: int, book: int | None = None) -> tuple[list[int] | None, int]:
    """Every n-th customer, so that there are about `most`, and how many there are; None: everybody is few enough.

    `book` limits it to those whom one user looks after; of these there is always a list.
    """
    everybody = how_many(known=known, book=book)
    if everybody <= most and book is None:
        return None, everybody
    base, parameters = f"FROM profiles_customer c WHERE {live('c', known=True)}{_mine(book)}", {"known": stamped(known)}
    if book is not None:
        step = max(1, -(-everybody // most))
        query = f"SELECT c.id {base} AND c.id %% %(step)s = 0 ORDER BY c.id"
        return [row[0] for row in rows(query, parameters | {"step": step, "book": book})], everybody
    ((first, last),) = rows(_ENDS, {})
    tried = list(range(first, last + 1, max(1, (last + 1 - first) // most)))
    query = f"SELECT c.id {base} AND {among('c.id', chosen=True)} ORDER BY c.id"
    return [row[0] for row in rows(query, parameters | {"ids": listed(tried)})], everybody


def next_ones(*, after: int, most: int, known: int, book: int | None = None) -> list[int]:
    """The next `most` customers after a number, in the order of their numbers; of one user's book if there is one."""
    query = f"""
        SELECT c.id FROM profiles_customer c WHERE {live("c", known=True)} AND c.id > %(after)s{_mine(book)}
        ORDER BY c.id LIMIT %(most)s
    """  # noqa: S608 - no value stands in the text
    found = rows(query, {"known": stamped(known), "after": after, "most": most, "book": book})
    return [row[0] for row in found]


def _mine(book: int | None) -> str:
    return "" if book is None else " AND c.owner_id = %(book)s"

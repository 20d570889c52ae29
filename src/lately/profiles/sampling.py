"""Whom do we look at where it would take too long to look at everybody?"""

from __future__ import annotations

from lately.lib.sql import live, rows, stamped


def some_of_them(*, most: int, known: int, book: int | None = None) -> tuple[list[int] | None, int]:
    """Every n-th customer, so that there are about `most`, and how many there are; None: everybody is few enough.

    `book` limits it to those whom one user looks after; of these there is always a list.
    """
    base = f"FROM profiles_customer c WHERE {live('c', known=True)}{_mine(book)}"
    parameters = {"known": stamped(known), "book": book}
    ((count,),) = rows(f"SELECT count(*) {base}", parameters)
    step = -(-int(count) // most)
    if step <= 1 and book is None:
        return None, int(count)
    step = max(step, 1)
    query = f"SELECT c.id {base} AND c.id %% %(step)s = 0 ORDER BY c.id"
    return [row[0] for row in rows(query, parameters | {"step": step})], int(count)


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

"""Whom do we look at where it would take too long to look at everybody?"""

from __future__ import annotations

from lately.lib.sql import live, rows, stamped


def some_of_them(*, most: int, known: int) -> tuple[list[int] | None, int]:
    """Every n-th customer, so that there are about `most`, and how many there are; None: everybody is few enough."""
    base = f"FROM profiles_customer c WHERE {live('c', known=True)}"
    parameters = {"known": stamped(known)}
    ((count,),) = rows(f"SELECT count(*) {base}", parameters)
    step = -(-int(count) // most)
    if step <= 1:
        return None, int(count)
    query = f"SELECT c.id {base} AND c.id %% %(step)s = 0 ORDER BY c.id"
    return [row[0] for row in rows(query, parameters | {"step": step})], int(count)

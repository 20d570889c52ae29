"""When did one of us last speak to these customers, with their own mouth or hand?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lately.decisioning.records import NEVER
from lately.interactions.answering import SPOKEN_SQL
from lately.interactions.state import NOT_KEPT
from lately.interactions.timeline import When
from lately.lib.sql import among, listed, live, rows, seconds_of, stamped


def last_spoken(when: When, wrote: Iterable[int], into: Mapping[int, int]) -> dict[int, int]:
    """When that was for each of these customers, or whoever is read as one of them; without those it never was.

    Kept state tells it, but for whom it was changed after the moment looked at, or holds what is yet to happen: their
    ledgers do.
    """
    wanted = {into.get(customer, customer) for customer in wrote}
    kept = _kept(when, wanted)
    return kept | _of_ledgers(when, wanted - kept.keys(), into)


def _kept(when: When, wanted: set[int]) -> dict[int, int]:
    last = f"COALESCE(s.last_spoken, {NEVER})"
    query = f"""
        SELECT s.customer_id, {last} FROM interactions_customerstate s
        WHERE {among("s.customer_id", chosen=True)} AND s.basis <> {NOT_KEPT} AND s.kept_at <= %(known)s
        AND {last} <= %(at)s
    """  # noqa: S608 - no value stands in the text
    given = {"ids": listed(sorted(wanted)), "at": when.at, "known": min(when.at, when.known)}
    return dict(rows(query, given))


def _of_ledgers(when: When, wanted: set[int], into: Mapping[int, int]) -> dict[int, int]:
    if not wanted:
        return {}
    ids = wanted | {customer for customer, target in into.items() if target in wanted}
    query = f"""
        SELECT i.customer_id, {seconds_of("max(i.happened_at)")} FROM interactions_interaction i
        WHERE {among("i.customer_id", chosen=True)} AND i.happened_at <= %(at)s
        AND {live("i", known=True)} AND {_AS_CHOSEN} GROUP BY i.customer_id
    """  # noqa: S608 - the same
    given = {"ids": listed(sorted(ids)), "at": stamped(when.at), "known": stamped(when.known)}
    found: dict[int, int] = {}
    for customer, moment in rows(query, given):
        target = into.get(customer, customer)
        found[target] = max(int(moment), found.get(target, NEVER))
    return found


# The direction, written so, leads no database to an index by which it would read whole ledgers.
_AS_CHOSEN = SPOKEN_SQL.replace("i.direction = 'out'", "i.direction || '' = 'out'")

"""Who bought something of this name lately?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import connection

from lately.lib.sql import capitals, live, rows, seconds_of, stamped
from lately.profiles.frames import redirects

LOOKED_BACK = 2 * 365 * 86_400
TOO_LARGE = 2_000_000  # rows of the ledger from which on purchases are not looked through
_LEAST = 4  # letters of a name that can be looked for
_MOST = 6  # names


@dataclass(frozen=True)
class Bought:
    """The newest purchase whose name says one of the words; `at` in seconds since 1970 UTC."""

    customer: int
    what: str
    at: int


def is_too_large() -> bool:
    """Whether there is so much in the ledger that purchases are not looked through."""
    ((newest,),) = rows("SELECT max(id) FROM interactions_interaction", {})
    return int(newest or 0) > TOO_LARGE


def bought_like(words: Sequence[str], *, at: int, known: int) -> list[Bought]:
    """The newest such purchase of each customer within two years before the moment; none in a very large ledger."""
    asked = [word.lower().removesuffix("s") for word in words if len(word) >= _LEAST][:_MOST]
    if not asked or is_too_large():
        return []
    like = "LIKE" if connection.vendor == "sqlite" else "ILIKE"
    written = chain.from_iterable(map(capitals, asked))
    names = {f"word{place}": f"%{_escaped(word)}%" for place, word in enumerate(written)}
    said = " OR ".join(f"i.subject {like} %({name})s ESCAPE '!'" for name in names)
    query = f"""
        SELECT i.customer_id, i.subject, {seconds_of("i.happened_at")} FROM interactions_interaction i
        WHERE i.direction = 'in' AND i.kind = 'purchase' AND i.happened_at <= %(at)s AND i.happened_at > %(since)s
        AND {live("i", known=True)} AND ({said}) ORDER BY i.happened_at, i.id
    """  # noqa: S608 - every value is a parameter
    parameters = {"at": stamped(at), "since": stamped(at - LOOKED_BACK), "known": stamped(known), **names}
    into = redirects(known)
    found = {
        into.get(customer, customer): Bought(into.get(customer, customer), str(what), int(when))
        for customer, what, when in rows(query, parameters)
    }
    return list(found.values())


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")

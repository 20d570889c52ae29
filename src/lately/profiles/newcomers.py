"""How do some thousand customers whom nobody knows yet get into the book at once?

Nothing is asked of each: who goes by a name that is in the book, or that another of them has, is none of them, and is
found or made one by one (services.py). The two make the same book, which a test holds them to.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lately.decisioning.catalogue import Value
from lately.imports import bulk
from lately.lib.moments import at_seconds
from lately.profiles.models import Customer, Fact, Identifier, Kind
from lately.profiles.search_tables import noted_with_customer
from lately.profiles.services import known

_KINDS = ("email", "key", "phone")


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Customers by column: outside keys as they are kept, what they are, who looks after them, and what is known.

    A blank key or kind is not given. `facts` are columns as `names` calls them, None where nothing is known, true from
    `since` (seconds since 1970 UTC) on; `more` are further facts: place, name, value and since when. A line says a
    fact of one value once, and no value of one with several twice.
    """

    keys: Sequence[str]
    emails: Sequence[str]
    phones: Sequence[str]
    kinds: Sequence[str]
    owners: Sequence[int | None]
    since: Sequence[int]
    names: Sequence[str]
    facts: Sequence[Sequence[Value | None]]
    more: Sequence[tuple[int, str, Value, int]]


def strangers(
    keys: Sequence[str], emails: Sequence[str], phones: Sequence[str], *, looked_up: bool = True
) -> list[int]:
    """Return the places of those who share no name with each other or, if they are looked up, with anybody in the book.

    They need not be looked up to be safe: the book holds each name once, so that `welcome` refuses whom it has.
    """
    columns = dict(zip(_KINDS, (emails, keys, phones), strict=True))
    shared = {
        *((kind, value) for kind, column in columns.items() for value in _twice(column)),
        *(known(names=[(kind, value) for kind, column in columns.items() for value in column if value])
          if looked_up else ()),
    }  # fmt: skip
    alone: Iterable[int] = range(len(keys))
    for kind, column in columns.items():
        taken = {value for each, value in shared if each == kind}
        alone = [place for place in alone if column[place] not in taken] if taken else alone
    return list(alone)


def welcome(who: Newcomers, *, now: dt.datetime, source: str, imported: int) -> list[int]:
    """Make the customers and return their ids. Call it inside a transaction, with strangers only.

    Raises IntegrityError if somebody else took one of their names since, nothing being written then.
    """
    shared = {"recorded_at": now, "imported_id": imported}
    ids = bulk.new_ids(Customer, len(who.keys))
    kinds = [kind or Kind.PERSON.value for kind in who.kinds]
    bulk.insert(Customer, ["id", "kind", "owner_id"], list(zip(ids, kinds, who.owners, strict=True)), always=shared)
    with noted_with_customer():
        bulk.spread(
            Identifier, ["customer_id"], [ids], named="kind", names=_KINDS, valued="value",
            values=[[value or None for value in column] for column in (who.emails, who.keys, who.phones)],
            always=shared, ordered=True,
        )  # fmt: skip
        _learn(who, ids, {**shared, "source": source[:200]})
    return ids


def _learn(who: Newcomers, ids: Sequence[int], shared: dict[str, object]) -> None:
    moments = {at: at_seconds(at) for at in {*who.since, *(at for *_, at in who.more)}}
    bulk.spread(
        Fact,
        ["customer_id", "happened_at"],
        [ids, [moments[at] for at in who.since]],
        named="name", names=who.names, valued="value", values=who.facts, always=shared,
    )  # fmt: skip
    bulk.insert(
        Fact,
        ["customer_id", "name", "value", "happened_at"],
        [(ids[place], name, value, moments[at]) for place, name, value, at in who.more],
        always=shared,
    )


def _twice(column: Sequence[str]) -> list[str]:
    """Names that stand more than once in a column."""
    if len(set(column)) == len(column):
        return []
    return [value for value, count in Counter(column).items() if value and count > 1]

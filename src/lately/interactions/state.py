"""How is one customer's ledger kept added up, so that a decision need not read it?

The state is a cache: `recent` holds the contacts of the longest window a policy looks at, in this form, little
endian, 21 bytes each, in the order of Contacts:

    at      int64   seconds since 1970 UTC
    weight  int32   pressure
    given   int32   thousandths of a give
    asked   int32   thousandths of an ask
    klass   uint8   place in decisioning.contacts.CLASSES

All writing happens inside a write transaction in which the ledger was changed, with the customer's state locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from lately.decisioning.contacts import NEVER, Contacts, Ints, joined
from lately.decisioning.weights import Weights
from lately.interactions.folding import Folded, folded
from lately.interactions.ledger_rows import Scope
from lately.lib.sql import Parameters, among, listed

RECENT = np.dtype([("at", "<i8"), ("weight", "<i4"), ("given", "<i4"), ("asked", "<i4"), ("klass", "u1")])
_COLUMNS = ("last_contact", "last_give", "last_ask", "last_deed", "last_spoken", "epoch_day", "given", "asked")
_HAPPENED = ("last_contact", "last_give", "last_ask", "last_deed", "last_spoken")
NOT_KEPT = -1
_READ = 1 + len(_COLUMNS) + 3  # numbers that `states` reads of each customer


@dataclass(frozen=True)
class States:
    """What is kept of customers: their ids [m], the ledgers added up, and how fresh that is.

    `basis`, `kept_at`, `version` are int64 [m]; `basis` is -1 where nothing is kept.
    """

    ids: list[int]
    folded: Folded
    basis: Ints
    kept_at: Ints
    version: Ints

    def stale(self, weights: Weights, now: int) -> npt.NDArray[np.bool_]:
        """Return whom this does not answer for [m]: weighed otherwise, changed later, or something is yet to happen."""
        last = np.maximum(self.folded.last_contact, self.folded.last_deed)
        found: npt.NDArray[np.bool_] = (self.basis != weights.basis) | (self.kept_at > now) | (last > now)
        return found


def packed(contacts: Contacts, customers: int) -> list[bytes]:
    """Return each customer's contacts as `recent` holds them, [m]."""
    records = np.zeros(len(contacts), RECENT)
    for name in ("at", "weight", "given", "asked", "klass"):
        records[name] = getattr(contacts, name)
    ends = np.searchsorted(contacts.owner, np.arange(customers + 1)) * RECENT.itemsize
    data, places = records.tobytes(), ends.tolist()
    return [data[start:end] for start, end in pairwise(places)]


def unpacked(recents: Sequence[bytes]) -> Contacts:
    """Return the contacts that `recent` holds for customers 0 to m-1."""
    records = np.frombuffer(b"".join(recents), RECENT)
    counts = [len(recent) // RECENT.itemsize for recent in recents]
    owner = np.repeat(np.arange(len(recents)), counts)
    wide = {name: records[name].astype(np.int64) for name in ("at", "weight", "given", "asked", "klass")}
    return Contacts(owner=owner, **wide)


def states(scope: Scope) -> States:
    """Read what is kept of customers that were known, not voided and not merged into another; ids ascending."""
    moments = ", ".join(f"COALESCE(s.{name}, {NEVER})" for name in _HAPPENED)
    sums = ", ".join(f"COALESCE(s.{name}, 0)" for name in ("epoch_day", "given", "asked", "kept_at", "version"))
    query = f"""
        SELECT s.recent, c.id, {moments}, {sums}, COALESCE(s.basis, {NOT_KEPT}) FROM profiles_customer c
        LEFT JOIN interactions_customerstate s ON s.customer_id = c.id
        WHERE {scope.live("c")} AND {scope.of("c.id")} AND NOT EXISTS
        (SELECT 1 FROM profiles_redirect r WHERE r.customer_id = c.id AND {scope.live("r")}) ORDER BY c.id
    """  # noqa: S608 - no value stands in the text
    with connection.cursor() as cursor:
        cursor.execute(query, scope.parameters)
        rows = cursor.fetchall()
    return _read(rows)


def _read(rows: list[tuple[Any, ...]]) -> States:
    recents, *columns = list(zip(*rows, strict=True)) or [()] * (1 + _READ)
    found = [np.array(column, np.int64) for column in columns]
    moments_and_sums = dict(zip(_COLUMNS, found[1 : 1 + len(_COLUMNS)], strict=True))
    return States(
        ids=found[0].tolist(),
        folded=Folded(**moments_and_sums, contacts=unpacked([bytes(recent or b"") for recent in recents])),
        kept_at=found[-3],
        version=found[-2],
        basis=found[-1],
    )


def lock(ids: Sequence[int]) -> None:
    """Make sure that there is a state for each customer, and hold it until the transaction ends (PostgreSQL)."""
    given: Parameters = {"ids": listed(sorted(ids))}
    chosen = among("c.id", chosen=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO interactions_customerstate
            (customer_id, recent, epoch_day, given, asked, basis, kept_at, version)
            SELECT c.id, %(none)s, 0, 0, 0, {NOT_KEPT}, 0, 0 FROM profiles_customer c
            WHERE {chosen} AND c.voided_at IS NULL ORDER BY c.id ON CONFLICT DO NOTHING
            """,  # noqa: S608 - no value stands in the text
            given | {"none": b""},
        )
        if connection.vendor == "postgresql":
            query = f"SELECT 1 FROM interactions_customerstate c WHERE {among('c.customer_id', chosen=True)}"  # noqa: S608 - the same
            cursor.execute(f"{query} ORDER BY c.customer_id FOR UPDATE", given)


def rebuild(ids: Sequence[int], *, now: int, weights: Weights) -> States:
    """Add the ledgers of customers up anew and keep that; returns it. They are not merged into another.

    What has not happened yet is kept too; see `States.stale`.
    """
    ordered = sorted(set(ids))
    lock(ordered)
    before = states(Scope(ordered, None, None))
    known = before.ids
    fresh = folded(known, Scope(known, None, None), weights, since=now - weights.horizon)
    after = States(
        ids=known,
        folded=fresh,
        basis=np.full(len(known), weights.basis),
        kept_at=np.maximum(before.kept_at, now),
        version=before.version + 1,
    )
    keep(after)
    return after


def cut(found: Folded, now: int, weights: Weights) -> Folded:
    """Return it without the contacts that no policy looks at any more."""
    return replace(found, contacts=found.contacts.where(found.contacts.at > now - weights.horizon))


def combined(old: Folded, new: Folded) -> Folded | None:
    """Return one customer's ledger with something added (both m = 1), or None if it must be added up anew.

    It must if the new event belongs to another epoch than the sums that are kept.
    """
    had, has = bool(old.given[0] or old.asked[0]), bool(new.given[0] or new.asked[0])
    if had and has and old.epoch_day[0] != new.epoch_day[0]:
        return None
    latest = {name: np.maximum(getattr(old, name), getattr(new, name)) for name in _HAPPENED}
    return Folded(
        **latest,
        epoch_day=new.epoch_day if has else old.epoch_day,
        given=old.given + new.given,
        asked=old.asked + new.asked,
        contacts=joined([old.contacts, new.contacts]),
    )


def replaced(old: Folded, places: Ints, new: Folded) -> Folded:
    """Return `old` [m] with the ledgers at `places` [k] taken from `new` [k]."""
    columns = {name: getattr(old, name).copy() for name in _COLUMNS}
    for name, column in columns.items():
        column[places] = getattr(new, name)
    left = old.contacts.where(~np.isin(old.contacts.owner, places))
    moved = replace(new.contacts, owner=places[new.contacts.owner])
    return Folded(**columns, contacts=joined([left, moved]))


def keep(found: States) -> None:
    """Write the states of customers that have one."""
    rows = list(zip(*_values(found), strict=True))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"UPDATE interactions_customerstate SET {_set('%s')} WHERE customer_id = %s", rows)  # noqa: S608 - the same
        elif rows:
            cursor.execute(_update_from(), [list(column) for column in zip(*rows, strict=True)])


def keep_if(found: States, version: int) -> bool:
    """Write one customer's state if nobody changed it since `version`; return whether nobody had."""
    values = next(zip(*_values(found), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE interactions_customerstate SET {_set('%s')} WHERE customer_id = %s AND version = %s",  # noqa: S608 - the same
            [*values, version],
        )
        return bool(cursor.rowcount == 1)


_WRITTEN = ("recent", *_COLUMNS, "basis", "kept_at", "version")


def _values(found: States) -> list[list[Any]]:
    moments = [_known(getattr(found.folded, name)) for name in _HAPPENED]
    sums = [found.folded.epoch_day, found.folded.given, found.folded.asked, found.basis, found.kept_at, found.version]
    return [packed(found.folded.contacts, len(found.ids)), *moments, *(each.tolist() for each in sums), found.ids]


def _known(moments: Ints) -> list[int | None]:
    return [None if moment == NEVER else moment for moment in moments.tolist()]


def _set(mark: str) -> str:
    return ", ".join(f"{name} = {mark}" for name in _WRITTEN)


def _update_from() -> str:
    types = ["bytea[]"] + ["bigint[]"] * len(_WRITTEN)
    marks = ", ".join(f"%s::{kind}" for kind in types)
    return f"""
        UPDATE interactions_customerstate AS s SET {", ".join(f"{name} = n.{name}" for name in _WRITTEN)}
        FROM unnest({marks}) AS n({", ".join(_WRITTEN)}, id) WHERE s.customer_id = n.id
    """  # noqa: S608 - the same

"""What stands in the ledger, as numbers?

A few plain queries for any number of customers, by what was known at the moment. What rows say of each other is put
together afterwards (referring.py): joins were slow where PostgreSQL had not yet counted a table that was just filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lately.decisioning.contacts import CLASSES, Ints
from lately.decisioning.weights import Weights
from lately.interactions.answering import SPOKEN_SQL
from lately.lib.sql import Parameters, among, listed, live, numbers, seconds_of, stamped

_CLASS, _SPOKEN, _DONE, _QUIET, _REFERS = 16, 8, 4, 2, 1  # the places of one row's code


@dataclass(frozen=True)
class Scope:
    """Which rows are meant: of which customers (None is all), happened by `at`, known by `known` (None is ever).

    `row` is the only contact that is meant, if it is given; it refers to nothing.
    """

    ids: Sequence[int] | None
    at: int | None
    known: int | None
    row: int | None = None

    @property
    def parameters(self) -> Parameters:
        """The values of %(ids)s, %(at)s and %(known)s."""
        given: Parameters = {}
        if self.ids is not None:
            given["ids"] = listed(self.ids)
        if self.at is not None:
            given["at"] = stamped(self.at)
        if self.known is not None:
            given["known"] = stamped(self.known)
        if self.row is not None:
            given["row"] = self.row
        return given

    def live(self, row: str) -> str:
        """SQL: the row counts by what was known."""
        return live(row, known=self.known is not None)

    def of(self, column: str) -> str:
        """SQL: the row is of the customers that are meant."""
        return among(column, chosen=self.ids is not None)

    def only(self, row: str) -> str:
        """SQL: the row is the one that is meant."""
        return "TRUE" if self.row is None else f"{row}.id = %(row)s"

    def past(self, row: str) -> str:
        """SQL: the row had happened."""
        return "TRUE" if self.at is None else f"{row}.happened_at <= %(at)s"


@dataclass(frozen=True)
class Rows:
    """Contacts out that were done or are reserved, int64 [k]; `customer` as in the ledger, before any merge.

    `channel` is a place in Weights.channels, or the one after them; `klass` a place in CLASSES; the others are 0 or
    1, `quiet` if the customer asked for it, `refers` if it tells or closes something, `spoken` if one of us said it
    with their own mouth or hand (answering.py).
    """

    row: Ints
    customer: Ints
    at: Ints
    channel: Ints
    klass: Ints
    done: Ints
    quiet: Ints
    refers: Ints
    spoken: Ints


@dataclass(frozen=True)
class References:
    """Rows, in or out, that tell a deed or close another row, int64 [k]; -1 where they do not.

    `out` and `done` are 0 or 1.
    """

    row: Ints
    customer: Ints
    at: Ints
    out: Ints
    done: Ints
    tells: Ints
    closes: Ints


@dataclass(frozen=True)
class Deeds:
    """Deeds, int64 [k]: whose, done when, worth how many thousandths of a give."""

    row: Ints
    customer: Ints
    at: Ints
    worth: Ints


def customers(scope: Scope) -> list[int]:
    """Return the ids, ascending, of customers that were known, not voided and not merged into another."""
    query = f"""
        SELECT c.id FROM profiles_customer c WHERE {scope.live("c")} AND {scope.of("c.id")} AND NOT EXISTS
        (SELECT 1 FROM profiles_redirect r WHERE r.customer_id = c.id AND {scope.live("r")}) ORDER BY c.id
    """  # noqa: S608 - no value stands in the text
    found: list[int] = numbers(query, scope.parameters, 1)[0].tolist()
    return found


def redirects(scope: Scope) -> tuple[Ints, Ints]:
    """Return who was merged, and into whom (the customers that are meant), by the first, int64 [k]."""
    query = f"""
        SELECT r.customer_id, r.into_id FROM profiles_redirect r
        WHERE {scope.live("r")} AND {scope.of("r.into_id")} ORDER BY r.customer_id
    """  # noqa: S608 - the same
    merged, into = numbers(query, scope.parameters, 2)
    return merged, into


def contact_rows(scope: Scope, weights: Weights) -> Rows:
    """Return the contacts out: those done by the moment, and all reservations, earlier or later."""
    channels = {f"channel{place}": name for place, name in enumerate(weights.channels)}
    query = f"""
        SELECT i.id, i.customer_id, {seconds_of("i.happened_at")}, {_code(list(channels))}
        FROM interactions_interaction i
        WHERE i.direction = 'out' AND {scope.live("i")} AND {scope.of("i.customer_id")} AND {scope.only("i")}
          AND ((i.status = 'done' AND {scope.past("i")}) OR i.status = 'reserved')
    """  # noqa: S608 - the same
    row, customer, at, code = numbers(query, scope.parameters | channels, 4)
    return Rows(
        row=row,
        customer=customer,
        at=at,
        channel=code // (_CLASS * len(CLASSES)),
        klass=code // _CLASS % len(CLASSES),
        done=code // _DONE % 2,
        quiet=code // _QUIET % 2,
        refers=code // _REFERS % 2,
        spoken=code // _SPOKEN % 2,
    )


def references(scope: Scope) -> References:
    """Return the rows that tell or close something, whenever they happened."""
    query = f"""
        SELECT i.id, i.customer_id, {seconds_of("i.happened_at")}, CASE WHEN i.direction = 'out' THEN 1 ELSE 0 END,
               CASE WHEN i.status = 'done' THEN 1 ELSE 0 END, COALESCE(i.tells_id, -1), COALESCE(i.closes_id, -1)
        FROM interactions_interaction i
        WHERE (i.tells_id IS NOT NULL OR i.closes_id IS NOT NULL) AND {scope.live("i")} AND {scope.of("i.customer_id")}
    """  # noqa: S608 - the same
    return References(*numbers(query, scope.parameters, 7))


def deeds(scope: Scope) -> Deeds:
    """Return the deeds that were known, whenever they were done."""
    query = f"""
        SELECT d.id, d.customer_id, {seconds_of("d.happened_at")}, d.worth_milli FROM interactions_deed d
        WHERE {scope.live("d")} AND {scope.of("d.customer_id")}
    """  # noqa: S608 - the same
    return Deeds(*numbers(query, scope.parameters, 4))


def heard(scope: Scope) -> tuple[Ints, Ints]:
    """Return the rows of customers' feedback and complaints, and whose they are, int64 [k]."""
    query = f"""
        SELECT i.id, i.customer_id FROM interactions_interaction i
        WHERE i.direction = 'in' AND i.kind IN ('feedback', 'complaint') AND {scope.live("i")}
          AND {scope.of("i.customer_id")}
    """  # noqa: S608 - the same
    row, customer = numbers(query, scope.parameters, 2)
    return row, customer


def _code(channels: list[str]) -> str:
    """SQL for one number that says channel, class and what a row is; one column is quicker than five."""
    places = " ".join(f"WHEN %({name})s THEN {place}" for place, name in enumerate(channels))
    channel = f"CASE i.channel {places} ELSE {len(channels)} END" if channels else "0"
    classes = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(CLASSES))
    classed = "CASE WHEN i.overruled_by <> '' OR i.found = '' THEN i.declared ELSE i.found END"
    return f"""
        ({channel}) * {_CLASS * len(CLASSES)} + (CASE {classed} {classes} ELSE 0 END) * {_CLASS}
        + CASE WHEN {SPOKEN_SQL} THEN {_SPOKEN} ELSE 0 END
        + CASE WHEN i.status = 'done' THEN {_DONE} ELSE 0 END
        + CASE WHEN i.asked_for THEN {_QUIET} ELSE 0 END
        + CASE WHEN i.tells_id IS NULL AND i.closes_id IS NULL THEN 0 ELSE {_REFERS} END
    """

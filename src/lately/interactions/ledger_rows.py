"""What stands in the ledger, as numbers?

One query for any number of customers. What a row refers to (the deed it tells, what it answers) counts only if that
row counts too, by what was known at the moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lately.decisioning.contacts import CLASSES, Ints
from lately.decisioning.weights import Weights
from lately.lib.sql import Parameters, among, listed, live, numbers, seconds_of, stamped

_CLASS, _DONE, _QUIET, _TOLD_BACK, _ANSWERED = 16, 8, 4, 2, 1  # the places of one row's code


@dataclass(frozen=True)
class Scope:
    """Which rows are meant: of which customers (None is all), happened by `at`, known by `known` (None is ever).

    `row` is the only contact that is meant, if it is given.
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

    `channel` is a place in Weights.channels, or the one after them; `klass` a place in CLASSES; `told` the worth of
    the deed told, -1 if none; the others are 0 or 1.
    """

    customer: Ints
    at: Ints
    channel: Ints
    klass: Ints
    done: Ints
    quiet: Ints
    told: Ints
    told_back: Ints
    answered: Ints


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
        SELECT i.customer_id, {seconds_of("i.happened_at")}, {_code(list(channels))}, COALESCE(d.worth_milli, -1)
        FROM interactions_interaction i {_references(scope)}
        WHERE i.direction = 'out' AND {scope.live("i")} AND {scope.of("i.customer_id")} AND {scope.only("i")}
          AND ((i.status = 'done' AND {scope.past("i")}) OR i.status = 'reserved')
    """  # noqa: S608 - the same
    customer, at, code, told = numbers(query, scope.parameters | channels, 4)
    return Rows(
        customer=customer,
        at=at,
        channel=code // (_CLASS * len(CLASSES)),
        klass=code // _CLASS % len(CLASSES),
        done=code // _DONE % 2,
        quiet=code // _QUIET % 2,
        told=told,
        told_back=code // _TOLD_BACK % 2,
        answered=code // _ANSWERED % 2,
    )


def last_deeds(scope: Scope) -> tuple[Ints, Ints]:
    """Return customers and the moment of the last deed done for each, int64 [k]."""
    query = f"""
        SELECT d.customer_id, max({seconds_of("d.happened_at")}) FROM interactions_deed d
        WHERE {scope.live("d")} AND {scope.of("d.customer_id")} AND {scope.past("d")} GROUP BY d.customer_id
    """  # noqa: S608 - the same
    customer, at = numbers(query, scope.parameters, 2)
    return customer, at


def _code(channels: list[str]) -> str:
    """SQL for one number that says channel, class and what a row does; one column is quicker than six."""
    places = " ".join(f"WHEN %({name})s THEN {place}" for place, name in enumerate(channels))
    channel = f"CASE i.channel {places} ELSE {len(channels)} END" if channels else "0"
    classes = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(CLASSES))
    return f"""
        ({channel}) * {_CLASS * len(CLASSES)} + (CASE {_CLASSED} {classes} ELSE 0 END) * {_CLASS}
        + CASE WHEN i.status = 'done' THEN {_DONE} ELSE 0 END
        + CASE WHEN i.asked_for THEN {_QUIET} ELSE 0 END
        + CASE WHEN h.id IS NULL THEN 0 ELSE {_TOLD_BACK} END
        + CASE WHEN s.survey IS NULL THEN 0 ELSE {_ANSWERED} END
    """


_CLASSED = "CASE WHEN i.overruled_by <> '' OR i.found = '' THEN i.declared ELSE i.found END"


def _references(scope: Scope) -> str:
    """SQL that joins what a row refers to, where that counts.

    The deed it tells (d), the feedback or complaint it closes (h), and whether it is a survey whose answer was told
    back (s).
    """
    return f"""
        LEFT JOIN interactions_deed d ON d.id = i.tells_id AND {scope.live("d")}
        LEFT JOIN interactions_interaction h ON h.id = i.closes_id AND h.direction = 'in'
             AND h.kind IN ('feedback', 'complaint') AND {scope.live("h")}
        LEFT JOIN (
            SELECT DISTINCT a.closes_id AS survey
            FROM interactions_interaction a JOIN interactions_interaction t ON t.closes_id = a.id
            WHERE a.closes_id IS NOT NULL AND t.closes_id IS NOT NULL AND {scope.of("a.customer_id")}
              AND a.direction = 'in' AND t.direction = 'out' AND t.status = 'done' AND a.happened_at <= t.happened_at
              AND {scope.live("a")} AND {scope.live("t")} AND {scope.past("t")}
        ) s ON s.survey = i.id AND {_CLASSED} = 'feedback'
    """  # noqa: S608 - the same

"""What stands in the book of every customer: purchases, contacts, whether they left; and since when is it known?

Plain SQL that both databases read, by what was on record at `known`. A merged customer is one with whom they were
merged into; voided rows and customers are not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TypeVar

from lately.decisioning.offers import weight_of
from lately.decisioning.policy import Policy
from lately.interactions.ledger_rows import Scope, customers
from lately.lib.sql import Parameters, among, live, rows, seconds_of, stamped
from lately.measurement.records import Contact, Person, Purchase
from lately.profiles.frames import Places, parameters_of, redirects
from lately.profiles.selectors import keys_of

Found = TypeVar("Found")


def people(*, at: int, known: int, policy: Policy, currency: str, chosen: Sequence[int] | None = None) -> list[Person]:
    """Return every customer, or the `chosen`, with what happened up to `at` (seconds since 1970 UTC).

    `policy` weighs the contacts as pressure; `currency` is meant where a purchase names none. The chosen are ids of
    `everybody`, and come in their order.
    """
    ids = everybody(at=at, known=known) if chosen is None else chosen
    places = Places(ids, redirects(known))
    parameters = parameters_of(None if chosen is None else places.asked, at, known)
    purchases = _gathered(places, _purchases(parameters, currency))
    contacts = _gathered(places, _contacts(parameters, policy))
    left = _left(places, parameters)
    shown = keys_of(ids)
    return [
        Person(shown[customer], purchases.get(place, ()), contacts.get(place, ()), left.get(place))
        for place, customer in enumerate(ids)
    ]


def everybody(*, at: int, known: int) -> Sequence[int]:
    """Return the ids, ascending, of customers who were in the book then, those merged into others left out."""
    return customers(Scope(None, at, known))


def channels_known_since(*, at: int, known: int, policy: Policy) -> dict[str, int]:
    """Return since when (seconds since 1970 UTC) each channel we may speak on is known; unknown ones are left out."""
    query = f"""
        SELECT k.channel, {seconds_of("min(k.since)")} FROM interactions_knownsince k
        WHERE {live("k", known=True)} AND k.since <= %(at)s GROUP BY k.channel
    """  # noqa: S608 - no value stands in the text
    found = rows(query, {"at": stamped(at), "known": stamped(known)})
    return {channel: since for channel, since in found if channel in policy["channels"]}


def _gathered(places: Places, found: Iterable[tuple[int, Found]]) -> dict[int, list[Found]]:
    """Rows by the customer's place; rows of customers that are not there are left out."""
    gathered: dict[int, list[Found]] = {}
    for customer, row in found:
        gathered.setdefault(places.places.get(customer, -1), []).append(row)
    return gathered


def _purchases(parameters: Parameters, currency: str) -> list[tuple[int, Purchase]]:
    query = f"""
        SELECT i.customer_id, {seconds_of("i.happened_at")}, COALESCE(i.amount_minor, 0), i.currency
        FROM interactions_interaction i WHERE i.kind = 'purchase' AND i.status = 'done'
        AND i.happened_at <= %(at)s AND {live("i", known=True)} AND {_of("i", parameters)}
    """  # noqa: S608 - the same
    return [(row[0], (row[1], row[2], row[3] or currency)) for row in rows(query, parameters)]


def _contacts(parameters: Parameters, policy: Policy) -> list[tuple[int, Contact]]:
    query = f"""
        SELECT i.customer_id, {seconds_of("i.happened_at")}, i.channel, i.wanted,
        CASE WHEN i.asked_for THEN 1 ELSE 0 END,
        CASE WHEN i.overruled_by <> '' OR i.found = '' THEN i.declared ELSE i.found END,
        CASE WHEN i.by_id IS NOT NULL OR i.kind IN ('call', 'visit') OR i.asked_for OR i.closes_id IS NOT NULL
        THEN 1 ELSE 0 END
        FROM interactions_interaction i WHERE i.direction = 'out' AND i.status = 'done' AND i.kind <> 'purchase'
        AND i.happened_at <= %(at)s AND {live("i", known=True)} AND {_of("i", parameters)}
    """  # noqa: S608 - the same
    weights: dict[tuple[str, str], int] = {}
    found = []
    for customer, at, channel, wanted, asked_for, classed, human in rows(query, parameters):
        if (channel, classed) not in weights:
            weights[channel, classed] = weight_of(channel, classed, policy)
        weight = 0 if asked_for else weights[channel, classed]
        found.append((customer, Contact(at, "out", channel, classed, wanted, weight, bool(human))))
    return found


def _of(row: str, parameters: Parameters) -> str:
    return among(f"{row}.customer_id", chosen="ids" in parameters)


def _left(places: Places, parameters: Parameters) -> dict[int, int]:
    """When customers said that they left: the newest word on it, if it still holds."""
    query = f"""
        SELECT f.customer_id, {seconds_of("f.happened_at")}, f.value,
        CASE WHEN f.until IS NULL OR f.until > %(at)s THEN 1 ELSE 0 END
        FROM profiles_fact f WHERE f.name = 'left' AND f.happened_at <= %(at)s AND {live("f", known=True)}
        AND {_of("f", parameters)}
        ORDER BY f.happened_at, f.recorded_at, f.id
    """  # noqa: S608 - the same
    newest = {}
    for customer, at, value, holds in rows(query, parameters):
        said = json.loads(value) if isinstance(value, str) else value
        newest[places.places.get(customer, -1)] = at if said is True and holds else None
    return {place: at for place, at in newest.items() if at is not None and place >= 0}

"""How do customers stand among all, for the claims that a wording makes of them?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from zoneinfo import ZoneInfo

import numpy as np

from lately.decisioning.records import NEVER, Ints, Standing
from lately.decisioning.rhythm import rhythm
from lately.lib.sql import among, live, rows, seconds_of
from lately.profiles.frames import Places, parameters_of, redirects

DAY = 86_400
YEAR = 365 * DAY
FACTS = frozenset({"value_place", "rhythms_away", "days_since_word"})


def standing(
    places: Places, asked: Collection[str], *, chosen: bool, at: int, known: int, zone: str, currency: str
) -> Standing:
    """Work out what is asked for of value_place, rhythms_away and days_since_word; the rest stays empty.

    Value is what was bought in `currency`, the organisation's, in the 365 days up to `at`.
    """
    nothing = np.empty(0, dtype=np.int64)
    return Standing(
        place=_places(places, at=at, known=known, currency=currency) if "value_place" in asked else nothing,
        away=_away(places, chosen=chosen, at=at, known=known, zone=zone) if "rhythms_away" in asked else nothing,
        word=_words(places, chosen=chosen, at=at, known=known) if "days_since_word" in asked else nothing,
    )


def _places(places: Places, *, at: int, known: int, currency: str) -> Ints:
    """Everybody who ever bought is counted, whoever the pass is about: a place is one among all."""
    query = f"""
        SELECT i.customer_id, sum(CASE WHEN i.currency = %(currency)s AND {seconds_of("i.happened_at")} > %(since)s
        THEN coalesce(i.amount_minor, 0) ELSE 0 END) FROM interactions_interaction i
        WHERE i.kind = 'purchase' AND i.status = 'done' AND i.happened_at <= %(at)s AND {live("i", known=True)}
        GROUP BY i.customer_id
    """  # noqa: S608 - no value stands in the text
    merged, values = redirects(known), Counter[int]()
    for customer, value in rows(query, parameters_of(None, at, known) | {"currency": currency, "since": at - YEAR}):
        values[_last(customer, merged)] += int(value)
    sums = np.sort(np.array(list(values.values()), dtype=np.int64))
    out = np.full(len(places.customers), NEVER, dtype=np.int64)
    for customer, value in values.items():
        place = places.places.get(customer, -1)
        if place >= 0 and value > 0:
            out[place] = 1000 * (len(sums) - int(np.searchsorted(sums, value, side="right"))) // len(sums)
    return out


def _last(customer: int, merged: Mapping[int, int]) -> int:
    """Whom a customer was merged into, and that one in turn."""
    while customer in merged:
        customer = merged[customer]
    return customer


def _away(places: Places, *, chosen: bool, at: int, known: int, zone: str) -> Ints:
    query = f"""
        SELECT i.customer_id, {seconds_of("i.happened_at")} FROM interactions_interaction i
        WHERE i.kind = 'purchase' AND i.status = 'done' AND i.happened_at <= %(at)s AND {live("i", known=True)}
        AND {among("i.customer_id", chosen=chosen)} ORDER BY i.happened_at
    """  # noqa: S608 - no value stands in the text
    bought: dict[int, list[int]] = defaultdict(list)
    for customer, moment in rows(query, parameters_of(places.asked if chosen else None, at, known)):
        bought[places.places.get(customer, -1)].append(int(moment))
    out = np.full(len(places.customers), NEVER, dtype=np.int64)
    for place, moments in bought.items():
        own = rhythm(moments, ZoneInfo(zone)) if place >= 0 else None
        if own:
            out[place] = int((at - moments[-1]) * 10 // (own * DAY))
    return out


def _words(places: Places, *, chosen: bool, at: int, known: int) -> Ints:
    query = f"""
        SELECT i.customer_id, {seconds_of("max(i.happened_at)")} FROM interactions_interaction i
        WHERE i.direction = 'in' AND i.kind IN ('message', 'reply', 'complaint', 'feedback') AND i.status = 'done'
        AND i.happened_at <= %(at)s AND {live("i", known=True)} AND {among("i.customer_id", chosen=chosen)}
        GROUP BY i.customer_id
    """  # noqa: S608 - no value stands in the text
    out = np.full(len(places.customers), NEVER, dtype=np.int64)
    for customer, moment in rows(query, parameters_of(places.asked if chosen else None, at, known)):
        place = places.places.get(customer, -1)
        if place >= 0:
            out[place] = max(int(out[place]), int(moment))
    return out

"""What goes into the tables? Rows, in the order of the columns named beside them; nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lately.books.grocery import invented
from lately.books.grocery.campaigns import title
from lately.books.grocery.gives import Give, Known
from lately.books.grocery.invented import Home
from lately.books.grocery.kinds import kinds
from lately.books.grocery.published import SOURCE, Published, day_of, start_of
from lately.lib.moments import at_seconds

Row = tuple[Any, ...]
MAILED_AT = 9

BASKET = ("customer_id", "happened_at", "amount_minor", "source_key")
INTERACTION = ("customer_id", "happened_at", "content", "subject", "source_key")
GIVE = ("customer_id", "happened_at", "content", "channel", "subject", "text", "source_key")
FACT = ("customer_id", "name", "value", "happened_at", "source")
CONSENT = ("customer_id", "channel", "purpose", "state", "happened_at", "expires_at")

_PUBLISHED_AS = {
    "age": "age_range",
    "income": "income",
    "home_ownership": "home_ownership",
    "household_size": "household_size",
    "household_comp": "household_kind",
    "kids_count": "children_count",
}
_NO_CHILDREN = "0"


def baskets(found: Published, ids: Mapping[int, int]) -> Iterable[Row]:
    """One row a basket."""
    own = found.baskets
    for basket, household, at, cents in zip(own.basket, own.household, own.at, own.cents, strict=True):
        yield ids[household], at_seconds(at), cents, f"grocery:basket:{basket}"


def mailings(found: Published, ids: Mapping[int, int]) -> Iterable[Row]:
    """One row for each household and campaign it was mailed, at nine on the campaign's first day."""
    for household, number in found.mailed:
        campaign = found.campaigns[number]
        at = start_of(campaign.start, MAILED_AT)
        yield ids[household], at, campaign.key, title(number), f"grocery:mailing:{number}:{household}"


def redemptions(found: Published, ids: Mapping[int, int]) -> Iterable[Row]:
    """One row a coupon handed in, at the moment of the household's first basket of that day."""
    at = first_baskets_of_days(found)
    for one in found.redemptions:
        key = f"grocery:redemption:{one.campaign}:{one.household}:{one.coupon}:{one.day}"
        moment = at.get((one.household, one.day)) or start_of(one.day, 12)
        yield ids[one.household], moment, f"campaign-{one.campaign}", "Coupon handed in", key


def first_baskets_of_days(found: Published) -> dict[tuple[int, dt.date], dt.datetime]:
    """The first basket of each day on which a household handed a coupon in."""
    wanted = {(one.household, one.day) for one in found.redemptions}
    homes = {household for household, _ in wanted}
    first: dict[tuple[int, dt.date], dt.datetime] = {}
    for household, at in zip(found.baskets.household, found.baskets.at, strict=True):
        if household in homes and (household, day := day_of(at)) in wanted:
            first.setdefault((household, day), at_seconds(at))
    return first


def bought(found: Published, ids: Mapping[int, int]) -> Iterable[Row]:
    """One fact for each household, kind of goods and day, at the first basket of that day."""
    for kind in kinds():
        seen: set[tuple[int, dt.date]] = set()
        lines = found.lines[kind.name]
        for household, at in zip(lines.household.tolist(), lines.at.tolist(), strict=True):
            day = (household, day_of(at))
            if day not in seen:
                seen.add(day)
                yield ids[household], kind.fact, True, at_seconds(at), SOURCE


def demographics(found: Published, ids: Mapping[int, int], since: dt.datetime) -> Iterable[Row]:
    """What is on record of 801 households. Whether there are children is said only where children are on record."""
    for row in found.demographics:
        customer = ids[int(str(row["household_id"]))]
        for column, name in _PUBLISHED_AS.items():
            if row[column] is not None:
                yield customer, name, row[column], since, SOURCE
        if row["kids_count"] != _NO_CHILDREN:
            yield customer, "has_children", True, since, SOURCE


def made_up(homes: Iterable[Home], ids: Mapping[int, int], since: dt.datetime) -> Iterable[Row]:
    """The facts that are invented, and the facts that say so."""
    for home in homes:
        for name, value in home.facts.items():
            yield ids[home.household], name, value, since, invented.SOURCE
        for mark in invented.marks(home):
            yield ids[home.household], mark, True, since, invented.SOURCE


def consents(homes: Iterable[Home], ids: Mapping[int, int]) -> Iterable[Row]:
    """What homes are made to have said of being written to."""
    for home in homes:
        for said in home.said:
            yield ids[home.household], said.channel, said.purpose, said.state, said.at, said.expires


def gives(given: Sequence[Give], homes: Mapping[int, Home], ids: Mapping[int, int]) -> Iterable[Row]:
    """The gives that are made up, with what they said."""
    for one in given:
        greeting = homes[one.household].greeting
        text = one.wording.text.replace("{{ customer.greeting }}", greeting)
        key = f"grocery:invented-give:{one.content.key}:{one.household}"
        yield ids[one.household], one.at, one.content.key, one.wording.channel, one.content.title, text, key


def known(found: Published) -> dict[int, Known]:
    """What the rule for invented gives looks at, for every mailed household."""
    first: dict[int, dt.datetime] = {}
    for household, at in zip(found.baskets.household, found.baskets.at, strict=True):
        first.setdefault(household, at_seconds(at))
    kinds_of = _first_of_kinds(found)
    mailed: dict[int, list[dt.datetime]] = {}
    for household, number in found.mailed:
        mailed.setdefault(household, []).append(start_of(found.campaigns[number].start, MAILED_AT))
    return {home: Known(first[home], kinds_of.get(home, {}), moments) for home, moments in mailed.items()}


def _first_of_kinds(found: Published) -> dict[int, dict[str, dt.datetime]]:
    out: dict[int, dict[str, dt.datetime]] = {}
    for kind in kinds():
        lines = found.lines[kind.name]
        for household, at in zip(lines.household.tolist(), lines.at.tolist(), strict=True):
            out.setdefault(household, {}).setdefault(kind.fact, at_seconds(at))
    return out

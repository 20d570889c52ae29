"""What do we know of customers, for a pass? Plain rows, as known at a moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from lately.decisioning.catalogue import FactKind, all_fit, fact_kind, fits
from lately.decisioning.records import Flags, Stated
from lately.lib.looking import once
from lately.lib.refusal import Refusal
from lately.lib.sql import Parameters, among, listed, live, rows, seconds_of, stamped
from lately.profiles.greeted import FACTS, Greeted, greeted
from lately.profiles.looked_after import owners_then

REACHED_BY = ("email", "phone", "postal_address")


class Places:
    """Where each customer stands in the pass; a merged one stands where they were merged into."""

    def __init__(self, customers: Sequence[int], redirects: Mapping[int, int]) -> None:
        self.customers = customers
        self.places = {customer: place for place, customer in enumerate(customers)}
        for customer, into in redirects.items():
            last = into
            while last in redirects:
                last = redirects[last]
            if last in self.places:
                self.places[customer] = self.places[last]

    def of(self, ids: Sequence[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The places of these ids; -1 for a customer that is not in the pass."""
        return np.array([self.places.get(each, -1) for each in ids], dtype=np.int64)

    @property
    def asked(self) -> list[int]:
        """All ids whose rows belong to the pass."""
        return list(self.places)


def redirects(known: int) -> Mapping[int, int]:
    """Which customers were merged, and into whom, as known then."""
    return once(("redirects", known), lambda: _redirects(known))


def _redirects(known: int) -> dict[int, int]:
    query = f"SELECT r.customer_id, r.into_id FROM profiles_redirect r WHERE {live('r', known=True)}"  # noqa: S608 - no value stands in the text
    return dict(rows(query, {"known": stamped(known)}))


def parameters_of(ids: Sequence[int] | None, at: int, known: int) -> Parameters:
    """The values of %(at)s, %(known)s and, for chosen customers, %(ids)s."""
    found: Parameters = {"at": stamped(at), "known": stamped(known)}
    return found if ids is None else found | {"ids": listed(ids)}


def stated(places: Places, names: Sequence[str] | None, *, chosen: bool, at: int, known: int) -> dict[str, Stated]:
    """Facts that hold at the moment, by name: the newest row of a single fact, every row of a many-valued one."""
    wanted = "" if names is None else f"AND f.name IN ({', '.join(_quoted(name) for name in names) or 'NULL'})"
    query = f"""
        SELECT f.customer_id, f.name, f.value, {seconds_of("f.happened_at")},
        CASE WHEN f.until IS NULL OR f.until > %(at)s THEN 1 ELSE 0 END
        FROM profiles_fact f WHERE f.happened_at <= %(at)s AND {live("f", known=True)}
        AND {among("f.customer_id", chosen=chosen)} {wanted} ORDER BY f.happened_at, f.recorded_at, f.id
    """  # noqa: S608 - names are quoted, values are parameters
    found: dict[str, list[tuple[int, Any, int, int]]] = {}
    for customer, name, value, since, holds in rows(query, parameters_of(places.asked if chosen else None, at, known)):
        place = places.places.get(customer, -1)
        if place >= 0:
            read = msgspec.json.decode(value) if isinstance(value, str) else value
            found.setdefault(name, []).append((place, read, since, holds))
    return {name: _stated(name, group) for name, group in found.items()}


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''").replace("%", "%%") + "'"


def _stated(name: str, group: list[tuple[int, Any, int, int]]) -> Stated:
    try:
        kind = fact_kind(name)
    except Refusal:
        kind = FactKind(name, "text", "", "", many=True)
    newest = group if kind.many else list({row[0]: row for row in group}.values())
    holding = [row for row in newest if row[3]]
    if kind.many and len(holding) < len(group):  # what is over is over, however often it was said before
        last = {(row[0], str(row[1])): row[3] for row in group}
        holding = [row for row in holding if last[row[0], str(row[1])]]
    fit = all_fit(kind, [row[1] for row in holding])
    kept = holding if fit else [row for row in holding if fits(kind, row[1])]
    owner, since = (np.array([row[place] for row in kept], dtype=np.int64) for place in (0, 2))
    return Stated.of(kind.type, owner, [row[1] for row in kept], since, unread=len(holding) - len(kept))


def reach(places: Places, facts: Mapping[str, Stated], *, chosen: bool, known: int) -> dict[str, Flags]:
    """For e-mail, phone and letters: whether there is an address, as an identifier or a fact."""
    found = {name: np.zeros(len(places.customers), dtype=bool) for name in REACHED_BY}
    for name, flags in found.items():
        if name in facts:
            flags[facts[name].owner] = True
    query = f"""
        SELECT i.customer_id, i.kind FROM profiles_identifier i WHERE i.kind IN ('email', 'phone')
        AND {live("i", known=True)} AND {among("i.customer_id", chosen=chosen)}
    """  # noqa: S608 - no value stands in the text
    for customer, kind in rows(query, parameters_of(places.asked if chosen else None, known, known)):
        place = places.places.get(customer, -1)
        if place >= 0:
            found[kind][place] = True
    return found


def greets(
    places: Places, facts: Mapping[str, Stated], asked: Collection[str], *, chosen: bool, language: str
) -> dict[str, Flags]:
    """For each part of a name that is asked for (`greets.<part>`, by catalogue.PARTS_OF_NAMES): whether it is known.

    `language` is the organisation's. Nothing is worked out where nobody asks.
    """
    wanted = {part for name in asked if name.startswith("greets.") for part in name[len("greets.") :].split("_or_")}
    if not wanted:
        return {}
    companies = _companies(places, chosen=chosen)
    told: list[dict[str, str]] = [{} for _ in places.customers]
    for name in FACTS:
        if name in facts:
            for place, value in zip(facts[name].owner.tolist(), facts[name].values.tolist(), strict=True):
                told[place][name] = str(value).strip()
    names = {"family_name", "full_name", "company_name"} if "family_name" not in wanted else set()
    known = [_greeted(one, names, place in companies, language) for place, one in enumerate(told)]
    flags = {part: [bool(getattr(said, field)) for said in known] for part, field in _SAID_AS.items() if part in wanted}
    flags["company_name"] = [bool(one.get("company_name")) for one in told]
    return {part: np.array(found, dtype=bool) for part, found in flags.items()}


def _greeted(told: Mapping[str, str], unasked: Collection[str], company: bool, language: str) -> Greeted:  # noqa: FBT001 - a fact of theirs
    """A first name that is clear is enough, and there are few of them; the rest of the name is read where it is not."""
    if "given_name" in told and unasked:
        few = {name: value for name, value in told.items() if name not in unasked}
        said = greeted(few, company=company, language=language)
        if said.first and said.greeting:
            return said
    return greeted(told, company=company, language=language)


_SAID_AS = {
    "greeting": "greeting",
    "salutation": "salutation",
    "first_name": "first",
    "family_name": "last",
    "whole_name": "name",
}


def _companies(places: Places, *, chosen: bool) -> set[int]:
    query = f"SELECT c.id FROM profiles_customer c WHERE c.kind = 'company' AND {among('c.id', chosen=chosen)}"  # noqa: S608 - no value stands in the text
    found = rows(query, {"ids": listed(places.asked)} if chosen else {})
    return {places.places.get(customer, -1) for (customer,) in found}


def owned(places: Places, *, chosen: bool, at: int, known: int) -> Flags:
    """Whether one of us looked after them at the moment."""
    flags = np.zeros(len(places.customers), dtype=bool)
    query = f"SELECT c.id FROM profiles_customer c WHERE c.owner_id IS NOT NULL AND {among('c.id', chosen=chosen)}"  # noqa: S608 - no value stands in the text
    for (customer,) in rows(query, {"ids": listed(places.asked)} if chosen else {}):
        place = places.places.get(customer, -1)
        if place >= 0:
            flags[place] = True
    for customer, owner in owners_then(places.customers if chosen else None, at=at, known=known).items():
        place = places.places.get(customer, -1)
        if place >= 0 and places.customers[place] == customer:
            flags[place] = owner is not None
    return flags

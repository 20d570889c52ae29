"""Who is meant, and what have we learnt of them? Finds or makes customers by their identifiers; sets facts."""

from __future__ import annotations

import bisect
import contextlib
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.utils.translation import gettext

from lately.decisioning.catalogue import Value, fact_kind
from lately.imports import bulk
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.lib.sql import among, listed, listed_texts, rows, seconds_of
from lately.lib.values import outside_key
from lately.profiles.handing import owners_changed
from lately.profiles.models import Customer, Fact, Identifier, Kind, Redirect

IN_ONE_QUESTION = 5_000
LOOKS = 5
NAMES = ("given_name", "family_name", "full_name", "company_name")
Part = TypeVar("Part")
Name = tuple[str, str]
"""An identifier: its kind (key, email, phone) and its value."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a line speaks of, by outside keys in the form in which they are kept; blank is not given.

    The phone finds somebody only if there is neither key nor e-mail address: homes share a phone.
    """

    key: str = ""
    email: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        """Keep the key without what cannot be seen around it; one of blanks only is none."""
        if self.key:
            object.__setattr__(self, "key", outside_key(self.key))

    @property
    def names(self) -> list[Name]:
        """The identifiers given, the strongest first."""
        given = [("key", self.key), ("email", self.email), ("phone", self.phone)]
        return [(kind, value) for kind, value in given if value]


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a line's identifiers cannot be of one customer: what is wrong, why, what to do.

    `one_after_all` if no key leads to whom the address leads to: then the line itself may be believed that the two are
    one.
    """

    what: str
    why: str
    todo: str
    one_after_all: bool = False


@dataclass(slots=True)
class Found:
    """For each person the customer's id, or the clash; and which ids are new."""

    customers: list[int | Clash] = field(default_factory=list)
    made: set[int] = field(default_factory=set)
    identified: set[int] = field(default_factory=set)


class Statement(NamedTuple):
    """One fact of one customer, true from `happened_at` on; the value is as `catalogue.typed` returns it."""

    customer: int
    name: str
    value: Value
    happened_at: dt.datetime


class _Outrun(Exception):  # noqa: N818 - no error: somebody else made the same customer, so look again
    """Another writer took one of the identifiers between our look and our insert."""


def find_or_make(*, people: Sequence[Person], now: dt.datetime, imported: int | None = None) -> Found:
    """Return the customer of each person, making those nobody knows. Call it inside a write transaction.

    `identified` are the customers who got an identifier they did not have. A merged customer is found as the one
    it was merged into.
    """
    for _ in range(LOOKS):
        with contextlib.suppress(_Outrun), transaction.atomic():
            return _found_or_made(people, now, imported)
    raise Refusal(
        gettext("The customers could not be told apart just now."),
        gettext("Others were making the same customers at the same time."),
        gettext("Try again in a moment."),
    )


def known(*, names: Iterable[Name]) -> dict[Name, int]:
    """Return the customer of each identifier that is in the book, merges followed."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, value in set(names):
        by_kind[kind].append(value)
    query = f"""
        SELECT i.value, i.customer_id FROM profiles_identifier i
        WHERE i.kind = %(kind)s AND i.voided_at IS NULL AND {among("i.value", chosen=True)}
    """  # noqa: S608 - no value stands in the text
    found = {
        (kind, value): customer
        for kind, values in by_kind.items()
        for value, customer in rows(query, {"kind": kind, "ids": listed_texts(values)})
    }
    into = _merged_into(set(found.values()))
    return {name: into.get(customer, customer) for name, customer in found.items()}


def describe(
    *, kinds: Mapping[int, str], owners: Mapping[int, int], now: dt.datetime, imported: int | None = None
) -> set[int]:
    """Set what customers are and who looks after them; return those for whom it changed.

    Who looked after those that were in the book before `now` stays on record.
    """
    kept: dict[int, tuple[str, int | None]] = {
        customer: (kind, owner)
        for part in _parts(sorted(kinds.keys() | owners.keys()))
        for customer, kind, owner in Customer.objects.filter(pk__in=part).values_list("pk", "kind", "owner_id")
    }
    changed: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for customer, (kind, owner) in kept.items():
        wanted = (kinds.get(customer, kind), owners.get(customer, owner))
        if wanted != (kind, owner):
            changed[wanted].append(customer)
    _keep_owners(kept, owners, now, imported)
    for (kind, owner), customers in changed.items():
        Customer.objects.filter(pk__in=customers).update(kind=kind, owner=owner)
    return {customer for customers in changed.values() for customer in customers}


def _keep_owners(
    kept: Mapping[int, tuple[str, int | None]], owners: Mapping[int, int], now: dt.datetime, imported: int | None
) -> None:
    before = {customer: kept[customer][1] for customer in owners if customer in kept}
    given = [customer for customer, owner in before.items() if owner != owners[customer]]
    there = {
        customer
        for part in _parts(sorted(given))
        for customer in Customer.objects.filter(pk__in=part, recorded_at__lt=now).values_list("pk", flat=True)
    }
    owners_changed({customer: owners[customer] for customer in there}, before=before, now=now, imported=imported)


def set_facts(
    *,
    statements: Sequence[Statement],
    now: dt.datetime,
    source: str,
    imported: int | None = None,
    unheard_of: Collection[int] = (),
) -> set[int]:
    """Record what is news; return the customers of whom something was learnt. Of `unheard_of` nothing is known yet.

    A statement is no news if the same value counts already at its date. A changed value is a new row: the newest by
    date, then by recording, counts. Values of a many-valued fact are added, never taken away. A fact
    that lapses is news each time it is seen.
    """
    counting = _counting([told for told in statements if told.customer not in unheard_of])
    moments: dict[dt.datetime, int] = {}
    news: dict[Statement, None] = {}
    for told in statements:
        at = moments.get(told.happened_at)
        if at is None:
            at = moments[told.happened_at] = seconds(told.happened_at)
        standing = counting[told[:2]]
        if not standing:
            news[told] = None
            standing.append((at, told.value))
        elif not _stands(told, at, standing):
            news[told] = None
            bisect.insort(standing, (at, told.value), key=_since)
    bulk.insert(
        Fact,
        ["customer_id", "name", "value", "happened_at"],
        list(news),
        always={"recorded_at": now, "source": source, "imported_id": imported},
    )
    return {customer for customer, *_ in news}


def without_name(customers: Collection[int]) -> set[int]:
    """Return those of whom no name is known."""
    named = Fact.objects.filter(customer__in=customers, name__in=NAMES, voided_at=None)
    return set(customers) - set(named.values_list("customer_id", flat=True)) if customers else set()


_Kept = tuple[int, Value]


def _since(row: _Kept) -> int:
    return row[0]


def _counting(statements: Sequence[Statement]) -> dict[tuple[int, str], list[_Kept]]:
    """The rows that count for the facts spoken of: (since when, value), in the order in which they count."""
    found: dict[tuple[int, str], list[_Kept]] = defaultdict(list)
    if not statements:
        return found
    names = {told.name for told in statements}
    query = f"""
        SELECT f.customer_id, f.name, f.value, {seconds_of("f.happened_at")} FROM profiles_fact f
        WHERE f.voided_at IS NULL AND f.until IS NULL AND {among("f.customer_id", chosen=True)}
        ORDER BY f.happened_at, f.recorded_at, f.id
    """  # noqa: S608 - no value stands in the text
    for customer, name, value, happened in rows(query, {"ids": listed(sorted({told.customer for told in statements}))}):
        if name in names:
            found[customer, name].append((happened, json.loads(value)))
    return found


def _stands(told: Statement, at: int, counting: list[_Kept]) -> bool:
    kind = fact_kind(told.name)
    if kind.lapses:
        return (at, told.value) in counting
    until_then = [value for since, value in counting if since <= at]
    if kind.many:
        return told.value in until_then
    return bool(until_then) and until_then[-1] == told.value


def _found_or_made(people: Sequence[Person], now: dt.datetime, imported: int | None) -> Found:
    owner_of = known(names=[name for person in people for name in person.names])
    keys = _keys_of(set(owner_of.values()))
    made: list[Person] = []
    claims: dict[Name, int] = {}
    answer: list[int | Clash] = []
    for person in people:
        customer = _meant(person, owner_of, keys)
        if customer is None:
            made.append(person)
            customer = -len(made)
        if not isinstance(customer, Clash):
            for name in person.names:
                if name not in owner_of:
                    claims[name] = owner_of[name] = customer
            if person.key:
                keys.setdefault(customer, person.key)
        elif customer.one_after_all:
            # Whoever comes to have the address, it is of this key: no later line gives it another one.
            keys.setdefault(owner_of["email", person.email], person.key)
        answer.append(customer)
    return _kept(answer, claims, len(made), now, imported)


def _meant(person: Person, owner_of: Mapping[Name, int], keys: Mapping[int, str]) -> int | Clash | None:
    if not (person.key or person.email or person.phone):
        return Clash(
            gettext("It does not say which customer."),
            gettext("Nothing can be seen in the key."),
            gettext("Give a key, an address or a number."),
        )
    by_key = owner_of.get(("key", person.key)) if person.key else None
    by_email = owner_of.get(("email", person.email)) if person.email else None
    if by_key is not None and by_email is not None and by_key != by_email:
        return Clash(
            gettext("id %(id)r and e-mail %(email)r are two customers in the book.")
            % {"id": person.key, "email": person.email},
            gettext("One line speaks of one customer."),
            gettext("Mend the id or the address; if both are the same person, merge them first."),
            one_after_all=by_email not in keys,
        )
    if by_key is None and by_email is not None and person.key and keys.get(by_email, person.key) != person.key:
        return Clash(
            gettext("e-mail %(email)r belongs to the customer with id %(theirs)r, not %(id)r.")
            % {"email": person.email, "theirs": keys[by_email], "id": person.key},
            gettext("An address reaches one customer."),
            gettext("Leave the address out of one of the two, or give both lines the same id."),
        )
    if person.key or person.email:
        return by_key if by_key is not None else by_email
    return owner_of.get(("phone", person.phone))


def _kept(
    answer: list[int | Clash], claims: Mapping[Name, int], count: int, now: dt.datetime, imported: int | None
) -> Found:
    """Write the new customers and identifiers; placeholders (-1, -2, ...) become ids."""
    ids = bulk.new_ids(Customer, count) if count else []
    shared = {"recorded_at": now, "imported_id": imported}
    bulk.insert(Customer, ["id"], [(new,) for new in ids], always={**shared, "kind": Kind.PERSON})
    rows = [(_id(customer, ids), kind, value) for (kind, value), customer in sorted(claims.items())]
    added = bulk.insert(Identifier, ["customer_id", "kind", "value"], rows, always=shared, once=["kind", "value"])
    if added != len(rows):
        raise _Outrun
    customers = [customer if isinstance(customer, Clash) else _id(customer, ids) for customer in answer]
    return Found(customers, set(ids), {customer for customer, *_ in rows})


def _id(customer: int, ids: Sequence[int]) -> int:
    return ids[-customer - 1] if customer < 0 else customer


def _keys_of(customers: set[int]) -> dict[int, str]:
    """The key by which each goes: their own, else one of a record that is read as them."""
    found: dict[int, str] = {}
    for part in _parts(sorted(customers)):
        into = dict(Redirect.objects.filter(into__in=part, voided_at=None).values_list("customer_id", "into_id"))
        found |= {into[record]: key for record, key in _own_keys(sorted(into))} | dict(_own_keys(part))
    return found


def _own_keys(customers: Sequence[int]) -> Iterable[tuple[int, str]]:
    if not customers:
        return ()
    rows = Identifier.objects.filter(customer__in=customers, kind="key", voided_at=None)
    return rows.order_by("-pk").values_list("customer_id", "value")


def _merged_into(customers: set[int]) -> dict[int, int]:
    """Follow merges to their end; a customer who was not merged is not in it."""
    into: dict[int, int] = {}
    asked = customers
    while asked:
        step = {
            customer: target
            for part in _parts(sorted(asked))
            for customer, target in Redirect.objects.filter(customer__in=part, voided_at=None).values_list(
                "customer_id", "into_id"
            )
        }
        into |= step
        asked = set(step.values()) - into.keys()
    return {customer: _end(customer, into) for customer in customers if customer in into}


def _end(customer: int, into: Mapping[int, int]) -> int:
    seen = {customer}
    while into.get(customer, customer) not in seen:
        customer = into[customer]
        seen.add(customer)
    return customer


def _parts(values: Sequence[Part]) -> Iterable[Sequence[Part]]:
    return (values[start : start + IN_ONE_QUESTION] for start in range(0, len(values), IN_ONE_QUESTION))

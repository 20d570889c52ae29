"""What is on record of customers, in the form in which records are compared, some thousands at a time?"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Max

from lately.identity.matching.record import Record, record_of
from lately.lib.sql import Parameters, among, listed, rows
from lately.profiles.models import Customer

AT_ONCE = 5_000
COMPARED = ("given_name", "family_name", "full_name", "company_name", "birth_date", "email", "phone", "postal_address")
_NAMES = ", ".join(f"'{name}'" for name in COMPARED)
_MANY = frozenset({"email", "phone"})
_UNMERGED = "NOT EXISTS (SELECT 1 FROM profiles_redirect r WHERE r.customer_id = c.id AND r.voided_at IS NULL)"
Told = dict[str, list[str]]


def last_customer() -> int:
    """The highest id in the book; 0 if nobody is in it."""
    found: int | None = Customer.objects.filter(voided_at=None).aggregate(last=Max("pk"))["last"]
    return found or 0


def ids(*, after: int, limit: int) -> list[int]:
    """The next customers who count and are not merged, ascending."""
    query = f"""
        SELECT c.id FROM profiles_customer c WHERE c.id > %(after)s AND c.voided_at IS NULL AND {_UNMERGED}
        ORDER BY c.id LIMIT %(limit)s
    """  # noqa: S608 - no value stands in the text
    return [each for (each,) in rows(query, {"after": after, "limit": limit})]


def parts() -> Iterator[list[Record]]:
    """All records that count and are not merged, ids ascending, some thousands at a time."""
    after = 0
    while part := ids(after=after, limit=AT_ONCE):
        yield records(part)
        after = part[-1]


def records(customers: Sequence[int]) -> list[Record]:
    """The records of these customers, as far as they count and are not merged; ids ascending.

    What is known of a record that was merged into one of them is known of that one.
    """
    given: Parameters = {"ids": listed(customers)}
    kinds = dict(
        rows(
            f"SELECT c.id, c.kind FROM profiles_customer c WHERE c.voided_at IS NULL AND {_UNMERGED} "  # noqa: S608 - the same
            f"AND {among('c.id', chosen=True)}",
            given,
        )
    )
    told = _told(_with_merged(kinds))
    return [record_of(each, told[each], company=kinds[each] == "company") for each in sorted(kinds)]


def _with_merged(customers: Iterable[int]) -> dict[int, int]:
    """By record, the customer whom it tells of: they themselves, and who was merged into them."""
    query = f"""
        SELECT r.customer_id, r.into_id FROM profiles_redirect r WHERE r.voided_at IS NULL
        AND {among("r.into_id", chosen=True)}
    """  # noqa: S608 - no value stands in the text
    merged = dict(rows(query, {"ids": listed(sorted(customers))}))
    return {each: each for each in customers} | merged


def _told(of: Mapping[int, int]) -> defaultdict[int, Told]:
    found: defaultdict[int, Told] = defaultdict(dict)
    given: Parameters = {"ids": listed(sorted(of))}
    query = f"""
        SELECT f.customer_id, f.name, f.value FROM profiles_fact f WHERE f.voided_at IS NULL AND f.until IS NULL
        AND f.name IN ({_NAMES}) AND {among("f.customer_id", chosen=True)}
        ORDER BY f.happened_at, f.recorded_at, f.id
    """  # noqa: S608 - the same
    for customer, name, value in rows(query, given):
        _tell(found[of[customer]], name, _text(value))
    query = f"""
        SELECT i.customer_id, i.kind, i.value FROM profiles_identifier i WHERE i.voided_at IS NULL
        AND i.kind IN ('email', 'phone') AND {among("i.customer_id", chosen=True)}
    """  # noqa: S608 - the same
    for customer, kind, value in rows(query, given):
        _tell(found[of[customer]], kind, value)
    return found


def _tell(told: Told, name: str, value: str) -> None:
    """Of what there is one, the newest counts; of addresses and numbers, all."""
    if name in _MANY:
        told.setdefault(name, []).append(value)
    else:
        told[name] = [value]


def _text(value: Any) -> str:
    read = json.loads(value) if isinstance(value, str) else value
    return str(read)

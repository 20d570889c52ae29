"""How does what customers are found by keep up with what is known of them?

Whoever changes one customer works their entry out in the same transaction (`refind`). What is written in bulk is only
noted as due, and worked off in steps that can be broken off at any moment (`catch_up`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.conf import settings
from django.db import OperationalError

from lately.lib.gate import write_transaction
from lately.lib.locks import held_if_free
from lately.lib.sql import among, listed, planned_anew, rows
from lately.profiles.models import Customer, SearchDue, SearchEntry
from lately.profiles.search_tables import FIELDS
from lately.profiles.search_words import entry, words

STEP = 400  # customers in one transaction
AT_ONCE = 400  # customers that may be worked off while somebody waits for a page
LONGEST_NAME = 200
_LAST = "~"  # who has no name stands behind those who have one
_NAMES = ("given_name", "family_name", "full_name", "company_name")
Progress = Callable[[str, int, int | None], None]


def due() -> int:
    """How many customers cannot be found yet by what was learnt of them last."""
    return SearchDue.objects.count()


def refind(ids: Iterable[int]) -> None:
    """Work the entries of these customers, and of whom they were merged into, out anew; inside a write transaction."""
    asked = sorted(set(ids))
    SearchDue.objects.filter(customer_id__in=asked).delete()
    into = _merged(asked)
    targets = sorted({into.get(each, each) for each in asked})
    there = sorted(Customer.objects.filter(pk__in=targets, voided_at=None).values_list("pk", flat=True))
    gone = (set(asked) | set(targets)) - set(there)
    if gone:
        SearchEntry.objects.filter(customer_id__in=gone).delete()
    SearchEntry.objects.bulk_create(
        _entries(there), update_conflicts=True, update_fields=["name", "text"], unique_fields=["customer"]
    )


def catch_up(progress: Progress) -> int:
    """Work off everything that is due and return how many; none if another process is at it already."""
    done = 0
    with held_if_free(settings.HOME / "search.lock") as ours:
        while ours and (count := _step(STEP)):
            done += count
            progress("can be found", done, None)
    if done >= STEP:
        planned_anew()
    return done


def catch_up_at_once() -> None:
    """Work off what is due if it is little and nobody else writes, for a page that somebody waits for."""
    waiting = len(SearchDue.objects.values_list("pk")[: AT_ONCE + 1])
    if not 0 < waiting <= AT_ONCE:
        return
    try:
        with write_transaction(patient=False):
            _work_off(AT_ONCE)
    except OperationalError:
        return  # the page says that it has not caught up


def due_again() -> None:
    """Let everybody be worked out anew, such as after a version that finds by more."""
    with write_transaction():
        SearchDue.objects.all().delete()
        rows_of = Customer.objects.values_list("pk", flat=True).iterator(chunk_size=10_000)
        SearchDue.objects.bulk_create((SearchDue(customer_id=each) for each in rows_of), batch_size=5_000)


def _step(most: int) -> int:
    with write_transaction():
        return _work_off(most)


def _work_off(most: int) -> int:
    ids = list(SearchDue.objects.order_by("pk").values_list("pk", flat=True)[:most])
    if ids:
        refind(ids)
    return len(ids)


def _merged(ids: Sequence[int]) -> dict[int, int]:
    query = f"""
        SELECT r.customer_id, r.into_id FROM profiles_redirect r
        WHERE r.voided_at IS NULL AND {among("r.customer_id", chosen=True)}
    """  # noqa: S608 - no value stands in the text
    return dict(rows(query, {"ids": listed(ids)}))


def _entries(ids: Sequence[int]) -> list[SearchEntry]:
    query = f"""
        SELECT r.customer_id, r.into_id FROM profiles_redirect r
        WHERE r.voided_at IS NULL AND {among("r.into_id", chosen=True)}
    """  # noqa: S608 - the same
    whose = {each: each for each in ids} | dict(rows(query, {"ids": listed(ids)}))
    facts, others = _facts(whose), _others(whose)
    return [_entry(each, facts[each], others[each]) for each in ids]


def _entry(customer: int, facts: Sequence[tuple[str, str]], others: Sequence[str]) -> SearchEntry:
    newest = dict(facts)
    whole = " ".join(filter(None, (newest.get("given_name"), newest.get("family_name"))))
    called = whole or newest.get("full_name") or newest.get("company_name") or ""
    name = " ".join(words(called)) or _LAST + " ".join(words(min(others, default="")))
    text = entry(
        [value for field, value in facts if field in _NAMES],
        [*others, *(value for field, value in facts if field not in _NAMES)],
    )
    return SearchEntry(customer_id=customer, name=name[:LONGEST_NAME], text=text)


def _facts(whose: dict[int, int]) -> dict[int, list[tuple[str, str]]]:
    """Everything customers go by or went by, the newest last."""
    named = ", ".join(f"'{name}'" for name in FIELDS)
    query = f"""
        SELECT f.customer_id, f.name, f.value FROM profiles_fact f WHERE f.voided_at IS NULL AND f.name IN ({named})
        AND {among("f.customer_id", chosen=True)} ORDER BY f.happened_at, f.recorded_at, f.id
    """  # noqa: S608 - the same
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for customer, name, value in rows(query, {"ids": listed(sorted(whose))}):
        said = json.loads(value)
        if isinstance(said, str):
            found[whose[customer]].append((name, said.strip()))
    return found


def _others(whose: dict[int, int]) -> dict[int, list[str]]:
    """Their keys, addresses and numbers, and what we noted of them."""
    query = f"""
        SELECT x.customer_id, x.value FROM profiles_identifier x
        WHERE x.voided_at IS NULL AND {among("x.customer_id", chosen=True)}
        UNION ALL SELECT x.customer_id, x.text FROM profiles_note x
        WHERE x.voided_at IS NULL AND {among("x.customer_id", chosen=True)}
    """  # noqa: S608 - the same
    found: dict[int, list[str]] = defaultdict(list)
    for customer, text in rows(query, {"ids": listed(sorted(whose))}):
        found[whose[customer]].append(text)
    return found

"""When may time alone change the answer? Candidate moments; the rules work the answer out again at each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from lately.decisioning.catalogue import EPOCH, fact_kind
from lately.decisioning.derived import derived_facts, is_derived
from lately.decisioning.explain import Case
from lately.decisioning.expression import Leaf, leaves
from lately.decisioning.facts_of.life import today
from lately.decisioning.records import NEVER, Named

DAY = 86_400
HORIZON_DAYS = 400


def moves(fact: str) -> bool:
    """Whether time alone can change a fact."""
    if is_derived(fact):
        return bool(derived_facts()[fact.split(".", maxsplit=1)[0]].get("moves"))
    return fact.startswith("received.") or bool(fact_kind(fact).lapses)


def candidates(case: Case, bits: int) -> list[int]:
    """Moments after the present one, up to HORIZON_DAYS, at which a fact asked about these offers may change.

    Seconds since 1970 UTC, ascending. Children, contacts, consents, promises, contents and counted days are
    looked at for the customer of the case.
    """
    at = case.records.at
    found = {*_contacts(case), *_said(case, bits), *_contents(case, bits), *_counted(case, bits), *_born(case, bits)}
    found |= {int(when) for when in _mine(case, case.records.consents.owner, case.records.consents.expires)}
    found |= {int(when) for when in _mine(case, case.records.promises.owner, case.records.promises.due)}
    found |= {at + days * DAY for days in range(1, 6)}
    return sorted(moment for moment in found if at < moment <= at + HORIZON_DAYS * DAY)


def _mine(case: Case, owner: object, values: object) -> list[int]:
    rows = zip(owner.tolist(), values.tolist(), strict=True)  # type: ignore[attr-defined]  # int64 arrays
    return [value for place, value in rows if place == case.index and value != NEVER]


def _contacts(case: Case) -> Iterator[int]:
    policy, kept = case.records.policy, case.records.kept
    waits = [int(days) * DAY for days in policy["pressure.budgets"]]
    waits += [int(policy["spacing.hours"] * 3600), int(policy["asks.run_up_days"] * DAY)]
    waits += [int(value) * DAY for value in _stored(case, "wish_days")]
    moments = _mine(case, kept.contacts.owner, kept.contacts.at)
    for moment in {*moments, int(kept.last_contact[case.index])} - {NEVER}:
        yield from (moment + wait for wait in waits)


def _stored(case: Case, name: str) -> list[int]:
    found = case.records.facts.get(name)
    if found is None or isinstance(found.values, Named):
        return []
    return [int(value) for value in found.values[found.owner == case.index]]


def _said(case: Case, bits: int) -> Iterator[int]:
    received = case.records.received
    for bit, offer in enumerate(case.tables.offers):
        if bits >> bit & 1:
            mine = (received.owner == case.index) & received.content.says(offer.content)
            yield from (int(last) + offer.attributes["again_after"] for last in received.last[mine])


def _contents(case: Case, bits: int) -> Iterator[int]:
    for bit, offer in enumerate(case.tables.offers):
        if bits >> bit & 1:
            yield from (offer.attributes["valid_from"], offer.attributes["valid_to"])


def _counted(case: Case, bits: int) -> Iterator[int]:
    """Days counted up or down until the number a question names, and facts that lapse."""
    records = case.records
    for leaf in {leaf for asked in case.tables.asked if asked.bits & bits for leaf in leaves(asked.question)}:
        column = case.columns[leaf.fact]
        if leaf.fact.startswith("days_") and column.known[case.index]:
            value = int(column.values[case.index])
            for edge in leaf.breaks():
                yield records.at + abs(int(edge) - value) * DAY
        elif not is_derived(leaf.fact) and fact_kind(leaf.fact).lapses:
            yield from _lapses(case, leaf)


def _lapses(case: Case, leaf: Leaf) -> Iterator[int]:
    found = case.records.facts.get(leaf.fact)
    length = int(case.records.policy[fact_kind(leaf.fact).lapses] * DAY)
    for owner, since in zip(found.owner.tolist(), found.since.tolist(), strict=True) if found else ():
        if owner == case.index:
            yield since + length


def _born(case: Case, bits: int) -> Iterator[int]:
    """The days on which a child, or the customer, comes into an age or out of it."""
    offers = [offer.attributes for bit, offer in enumerate(case.tables.offers) if bits >> bit & 1]
    edges = [("child_birth_date", one["child_from"], one["child_to"] + 1) for one in offers if "child_from" in one]
    edges += [("birth_date", one["age_from"] * 12, one["age_to"] * 12 + 12) for one in offers if "age_from" in one]
    now = today(case.records)
    for name, *ages in edges:
        for born in _stored(case, name):
            for months in ages:
                yield case.records.at + (_after(EPOCH + dt.timedelta(days=born), months) - now).days * DAY


def _after(born: dt.date, months: int) -> dt.date:
    year, month = divmod(born.year * 12 + born.month - 1 + months, 12)
    if year > dt.MAXYEAR - 1:
        return dt.date.max
    return dt.date(year, month + 1, 1) + dt.timedelta(days=born.day - 1)

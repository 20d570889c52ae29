"""When may time alone change the answer? Candidate moments; the rules work the answer out again at each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from lately.decisioning.catalogue import fact_kind
from lately.decisioning.compile import Tables
from lately.decisioning.derived import derived_facts, is_derived, parted
from lately.decisioning.encode import codes_of
from lately.decisioning.explain import Case
from lately.decisioning.expression import leaves
from lately.decisioning.facts_of import column_of
from lately.decisioning.facts_of.life import today
from lately.decisioning.records import NEVER, Named, Records

DAY = 86_400
HORIZON_DAYS = 400


def moves(fact: str) -> bool:
    """Whether time alone can change a fact."""
    return bool(_how(fact))


def _how(fact: str) -> object:
    """How time changes a fact: `days` if as days go by; nothing if it does not."""
    if is_derived(fact):
        return derived_facts()[parted(fact)[0]].get("moves")
    return fact.startswith("received.") or fact_kind(fact).lapses


def candidates(case: Case, bits: int, also: Iterable[int] = ()) -> list[int]:
    """Moments after the present one, up to HORIZON_DAYS, at which a fact asked about these offers may change.

    Seconds since 1970 UTC, ascending. Children, contacts, consents, promises, contents and counted days are
    looked at for the customer of the case; `also` are moments that the records do not tell of.
    """
    at = case.records.at
    found = {*_contacts(case), *_said(case, bits), *_contents(case, bits), *_lapsing(case, bits), *_turning(case, bits)}
    found |= {int(when) for when in _mine(case, case.records.consents.owner, case.records.consents.expires)}
    found |= {int(when) for when in _mine(case, case.records.promises.owner, case.records.promises.due)}
    found |= {*_waiting(case)}
    found |= {*also} | {at + days * DAY for days in range(1, 6)}
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


def _waiting(case: Case) -> Iterator[int]:
    """When a message has waited so long that it no longer counts as waiting."""
    wrote = int(case.records.history.last_message[case.index])
    if wrote != NEVER:
        yield wrote + round(case.records.policy["answers.wait_days"] * DAY)


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


def _lapsing(case: Case, bits: int) -> Iterator[int]:
    """When facts asked about lapse."""
    for fact in _asked(case.tables, bits):
        if not is_derived(fact) and fact_kind(fact).lapses:
            yield from _lapses(case, fact)


def _asked(tables: Tables, bits: int) -> set[str]:
    return {leaf.fact for asked in tables.asked if asked.bits & bits for leaf in leaves(asked.question)}


def by_days(tables: Tables, bits: int) -> list[str]:
    """The facts asked about these offers that change as days go by: ages, anniversaries, days since and until."""
    return [fact for fact in sorted(_asked(tables, bits)) if _how(fact) == "days"]


def _turning(case: Case, bits: int) -> Iterator[int]:
    """The first moments at which a fact that changes by the day passes what is asked of it, worked out for each day."""
    facts, records = by_days(case.tables, bits), case.records
    before = [int(case.codes[fact][case.index]) for fact in facts]
    for moment in _days(records) if facts else ():
        later = replace(records, at=moment, memo={})
        now = [int(codes_of(column_of(later, fact), case.tables.encoders[fact])[case.index]) for fact in facts]
        if now != before:
            yield moment
        before = now


def _days(records: Records) -> list[int]:
    """The same hour of each day ahead, and the first moment of each day where the organisation is."""
    zone, first = ZoneInfo(records.calendar.zone), today(records)
    days = [first + dt.timedelta(days=ahead) for ahead in range(1, HORIZON_DAYS + 1)]
    begins = {int(dt.datetime.combine(day, dt.time(), zone).timestamp()) for day in days}
    return sorted(begins | {records.at + ahead * DAY for ahead in range(1, HORIZON_DAYS + 1)})


def _lapses(case: Case, fact: str) -> Iterator[int]:
    found = case.records.facts.get(fact)
    length = int(case.records.policy[fact_kind(fact).lapses] * DAY)
    for owner, since in zip(found.owner.tolist(), found.since.tolist(), strict=True) if found else ():
        if owner == case.index:
            yield since + length

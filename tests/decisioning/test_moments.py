"""When may time alone change the answer? Compared with a look at every day ahead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lately.decisioning.compile import compile_tables
from lately.decisioning.decide import decide_one, look_up
from lately.decisioning.explain import Case
from lately.decisioning.moments import DAY, HORIZON_DAYS, candidates
from lately.decisioning.offers import offers_of
from lately.decisioning.policy import Policy, named_numbers
from lately.decisioning.records import Records
from lately.decisioning.rules import package_factors, package_rules
from tests.decisioning.story import contents_of, records_of, when

BORN = "2026-10-31"
SUMMER, MONDAY = when("2026-07-01", 0), when("2026-11-16T10:00+00:00", 0)


def allowed(records: Records, tables: Any, at: int) -> bool:
    """Whether the one customer may hear the one offer at a moment."""
    later = replace(records, at=at, memo={})
    return bool(decide_one(later, tables, look_up(later, tables)[1], 0).allowed)


@pytest.mark.parametrize(
    ("at", "content", "customer"),
    [
        (SUMMER, {"children": {"from_months": 6, "to_months": 7}}, {"facts": {"child_birth_date": ["2026-05-31"]}}),
        (SUMMER, {"ages": {"from_years": 65, "to_years": 65}}, {"facts": {"birth_date": "1961-11-12"}}),
        (MONDAY, {"audience": {"fact": "age_years", "at_least": 65}}, {"facts": {"birth_date": "1962-01-31"}}),
        (MONDAY, {"audience": {"fact": "child_months.0.6", "is": False}}, {"facts": {"child_birth_date": [BORN]}}),
        (MONDAY, {"occasion": {"fact": "days_to_birthday", "at_least": 5}}, {"facts": {"birth_date": "1980-11-18"}}),
        (MONDAY, {"occasion": {"fact": "days_to_anniversary", "at_most": 2}}, {"bought": ["20 days ago"]}),
        (MONDAY, {"occasion": {"fact": "days_since_purchase", "at_least": 80}}, {"bought": ["20 days ago"]}),
    ],
)  # fmt: skip
def test_the_first_moment_for_cara_is_the_first_of_all_days_ahead(
    at: int, content: dict[str, Any], customer: dict[str, Any]
) -> None:
    policy = Policy({})
    contents = contents_of({"content": content})
    tables = compile_tables(package_rules(), package_factors(), offers_of(contents, policy), named_numbers(policy))
    customer = {"consents": [{"state": "granted", "channel": "email"}], **customer}
    records = records_of([{"customer": customer}], at, policy)
    columns, codes = look_up(records, tables)
    by_day = next(day for day in range(HORIZON_DAYS + 1) if allowed(records, tables, at + day * DAY))
    tried = candidates(Case(records, tables, columns, codes, 0), tables.everything)
    first = next(moment for moment in tried if allowed(records, tables, moment))
    assert by_day > 0
    assert at + (by_day - 1) * DAY < first <= at + by_day * DAY

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from lately.decisioning.policy import Policy
from lately.measurement.audit.pestered import pestered
from lately.measurement.lives import life_of, terms_of
from lately.measurement.records import Contact, Person

UTC = ZoneInfo("UTC")
MONDAY = int(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC).timestamp())
HOUR, DAY = 3600, 86_400
POLICY = Policy({"pressure.budgets": {"1": 2, "7": 3, "30": 8}})


def found(*moments, weight=1, policy=POLICY):
    person = Person("Cara", (), [Contact(MONDAY + each, "out", "email", "ask", "sale", weight) for each in moments])
    life = life_of(person, at=MONDAY + 400 * DAY, terms=terms_of(policy), zone=UTC)
    return [each.because for each in pestered([life], policy, UTC)]


@pytest.mark.parametrize(
    ("moments", "over"),
    [
        ((0, HOUR), False),
        ((0, HOUR, 2 * HOUR), True),
        ((0, HOUR, DAY), False),
        ((0, HOUR, DAY - 1), True),
        ((0, 2 * DAY, 4 * DAY, 7 * DAY), False),
        ((0, 2 * DAY, 4 * DAY, 7 * DAY - 1), True),
        (tuple(number * 4 * DAY for number in range(8)), False),
        ((), False),
    ],
)
def test_cara_is_pestered_where_any_sliding_window_is_over_budget(moments, over):
    assert bool(found(*moments)) is over


def test_the_fullest_window_is_told():
    assert found(0, HOUR, 40 * DAY, 40 * DAY + HOUR, 40 * DAY + 2 * HOUR) == [
        "3 messages within one day from 12 December 2026; we allow ourselves 2."
    ]


def test_what_weighs_more_is_felt_more_and_what_was_asked_for_is_not_felt():
    assert found(0, HOUR, weight=2) == [
        "2 messages, which felt like 4, within one day from 2 November 2026; we allow ourselves 2."
    ]
    assert found(0, HOUR, 2 * HOUR, weight=0) == []

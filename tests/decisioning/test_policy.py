"""A number the rules could not work with is refused when it is set."""

from __future__ import annotations

import pytest

from lately.decisioning.policy import checked, policy_entries
from lately.lib.refusal import Refusal


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pressure.budgets", {}),
        ("pressure.budgets", {"7": "3"}),
        ("pressure.budgets", {"7": 2.5}),
        ("pressure.budgets", {"99999999": 2}),
        ("pressure.weights", {"email": 0.5}),
        ("pressure.class_weights", {"give": 2}),
        ("balance.weights", {"give": 5}),
        ("balance.half_life_days", 1.5),
        ("balance.half_life_days", 10**9),
        ("spacing.hours", float("inf")),
        ("decision.life_hours", 400),
        ("consent.needed", {"email": "sale"}),
        ("hours.open", {"email": ["25:00", "26:00"]}),
        ("hours.open", {"email": ["21:00", "07:00"]}),
        ("hours.open", {"email": "always"}),
        ("hours.closed_weekdays", {"sms": [7]}),
        ("channels", "email"),
    ],
)
def test_a_number_nobody_can_reckon_with_is_refused(name: str, value: object) -> None:
    with pytest.raises(Refusal):
        checked(name, value)


@pytest.mark.parametrize(("name", "value"), [("pressure.budgets", {"14": 0}), ("balance.half_life_days", 1)])
def test_an_unusual_number_that_makes_sense_is_taken(name: str, value: object) -> None:
    assert checked(name, value) == value


def test_every_default_may_be_set() -> None:
    for name, entry in policy_entries().items():
        assert checked(name, entry["default"]) == entry["default"]

"""The screens show the plan that holds; a what-if for another day replaces nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template.loader import render_to_string

from lately.lib.moments import seconds
from lately.usecases.choose_moment import choose_moment
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.see_plan import see_plan

HOUR, DAY = 3600, 86_400


def shown(at: int) -> dict[str, Any]:
    plan = see_plan(at=at, now=at)
    assert plan is not None
    return plan


def test_a_what_if_for_another_year_does_not_replace_tonights_plan(small_book: Any, at: dt.datetime) -> None:
    tonight = decide_tonight(at=seconds(at), now=seconds(at)).summary["plan"]
    decide_tonight(at=seconds(at) + 1000 * DAY, now=seconds(at) + 1)
    decide_tonight(at=seconds(at) - 90 * DAY, now=seconds(at) + 2)
    assert shown(seconds(at) + HOUR)["plan"] == tonight


def test_of_two_plans_for_one_moment_the_one_made_last_counts(small_book: Any, at: dt.datetime) -> None:
    decide_tonight(at=seconds(at), now=seconds(at))
    again = decide_tonight(at=seconds(at), now=seconds(at) + 60).summary["plan"]
    assert shown(seconds(at))["plan"] == again


def test_a_plan_that_outlived_its_decisions_says_so_and_offers_a_new_one(small_book: Any, at: dt.datetime) -> None:
    decide_tonight(at=seconds(at), now=seconds(at))
    assert not shown(seconds(at) + 96 * HOUR)["stale"]
    late = at + dt.timedelta(hours=97)
    page = render_to_string(
        "web/say.html",
        {"plan": shown(seconds(late)), "moment": choose_moment(text="", now=late), "may_act": True},
    )
    assert "This plan is older than its decisions live" in page
    assert "Make a new plan" in page


def test_before_the_first_plan_there_is_none(small_book: Any, at: dt.datetime) -> None:
    decide_tonight(at=seconds(at), now=seconds(at))
    assert see_plan(at=seconds(at) - 1, now=seconds(at)) is None

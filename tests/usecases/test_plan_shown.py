"""The screens show the plan that holds; a what-if for another day replaces nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string

from lately.accounts.models import Book, Role, User
from lately.accounts.services import set_user
from lately.content.definition import parse_definitions
from lately.content.services import keep_contents
from lately.lib.moments import seconds
from lately.profiles.models import Customer
from lately.usecases import see_plan as see_plan_module
from lately.usecases.choose_moment import choose_moment
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.see_plan import see_plan, see_plan_content, see_plan_reason

HOUR, DAY = 3600, 86_400
DEAR = """
- key: dear
  title: A kitchen
  purpose: news
  benefit: A kitchen
  worth: 900000
  channels: {email: {class: give, text: "Look at it."}}
"""


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


def told(at: int, user: User, content: str, after: str = "") -> dict[str, Any]:
    return see_plan_content(user=user, key=shown(at)["plan"], content=content, after=after)


def test_whoever_is_told_it_stands_in_its_list_once_the_worthiest_first(
    small_book: Any, owner: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = decide_tonight(at=seconds(at), now=seconds(at)).lines
    said = [(one["says"][0]["content"], one["customer"]) for one in lines if one["says"]]
    content = max({name for name, _ in said}, key=lambda name: sum(one == name for one, _ in said))
    whole = [row["person"]["who"] for row in told(seconds(at), owner, content)["rows"]]
    assert sorted(whole) == sorted(who for name, who in said if name == content)
    monkeypatch.setattr(see_plan_module, "PAGE", 1)
    pages, after = [], ""
    while True:
        page = told(seconds(at), owner, content, after)
        pages += [row["person"]["who"] for row in page["rows"]]
        assert page["mine"] == len(whole)
        if not (after := page["after"]):
            break
    assert pages == whole


def test_a_list_goes_on_however_much_a_content_is_worth_in_yen(
    small_book: Any, owner: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_contents(definitions=parse_definitions(DEAR, zone="Europe/London"), now=small_book.ago(9))
    decide_tonight(at=seconds(at), now=seconds(at))
    whole = [row["person"]["who"] for row in told(seconds(at), owner, "dear")["rows"]]
    monkeypatch.setattr(see_plan_module, "PAGE", 1)
    first = told(seconds(at), owner, "dear")
    second = told(seconds(at), owner, "dear", first["after"])
    assert [page["rows"][0]["person"]["who"] for page in (first, second)] == whole[:2]


def test_whoever_it_is_not_for_stands_under_the_reason_however_many_share_it(
    small_book: Any, owner: User, at: dt.datetime
) -> None:
    lines = decide_tonight(at=seconds(at), now=seconds(at)).lines
    why = {
        (entry["content"], reason["code"], line["customer"])
        for line in lines for entry in line["held_back"] for reason in entry["reasons"]
    }  # fmt: skip
    plan = shown(seconds(at))["plan"]
    assert why
    for content, code in {one[:2] for one in why}:
        found = see_plan_reason(user=owner, key=plan, content=content, code=code)
        assert {row["person"]["who"] for row in found["rows"]} == {who for *same, who in why if same == [content, code]}
        assert dict(found["reasons"])[code] == len(found["rows"])


def test_a_reason_goes_on_page_by_page_until_everybody_was_shown_once(
    small_book: Any, owner: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_tonight(at=seconds(at), now=seconds(at))
    plan = shown(seconds(at))["plan"]
    content, code, count = max(
        ((one["content"], code, count) for one in shown(seconds(at))["unsaid"] for code, count in one["reasons"]),
        key=lambda one: one[2],
    )
    assert count > 2
    monkeypatch.setattr(see_plan_module, "PAGE", 1)
    pages: list[str] = []
    after: int | None = 0
    while after is not None:
        found = see_plan_reason(user=owner, key=plan, content=content, code=code, after=after)
        pages += [row["person"]["who"] for row in found["rows"]]
        after = found["after"]
    assert len(pages) == len(set(pages)) == count


def test_an_own_book_counts_and_shows_ones_own_customers_only(small_book: Any, owner: User, at: dt.datetime) -> None:
    decide_tonight(at=seconds(at), now=seconds(at))
    rep = set_user(at=at, email="rita@example.com", name="Rita", role=Role.MEMBER, sees=Book.OWN)
    content = shown(seconds(at))["said_contents"][0]["content"]
    whole = told(seconds(at), owner, content)["rows"]
    assert told(seconds(at), rep, content)["rows"] == []
    Customer.objects.filter(identifiers__value=whole[0]["person"]["who"]).update(owner=rep)
    mine = told(seconds(at), rep, content)
    assert [row["person"]["who"] for row in mine["rows"]] == [whole[0]["person"]["who"]]
    assert mine["mine"] == 1

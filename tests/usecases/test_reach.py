"""Who would get it, who not, until when, and what do they hear instead?"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lately.accounts.models import Book, Role, User
from lately.accounts.services import set_user
from lately.interactions import size
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.policies.services import set_policy
from lately.profiles.models import Customer
from lately.usecases import reckon_reach
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.explain import explain
from lately.usecases.keep_overview import is_behind, keep_overview
from lately.usecases.keep_reaches import keep_reaches
from lately.usecases.see_ahead import see_ahead
from lately.usecases.see_reach import see_reach, see_reach_names

DAY = 86_400


def names(small_book: Any, user: User, content: str, at: int, **asked: Any) -> set[str]:
    whole: dict[str, Any] = {"code": "", "until": 0, "winner": "", "after": 0} | asked
    found = see_reach_names(user=user, content=content, at=at, now=at, **whole)
    return {row["given"] for row in found["rows"]}


def waits(content: str, at: int) -> dict[tuple[str, int], int]:
    found = see_reach(content=content, at=at, now=at)
    return {(one["code"], -(-(one["until"] - found["at"]) // DAY)): one["count"] for one in found["waits"]}


def test_everybody_is_counted_once_for_each_content(small_book: Any, at: dt.datetime) -> None:
    for content in ("check-in", "diapers", "winter-tip"):
        reach = reckon_reach.reckon_reach(content=content, at=seconds(at), now=seconds(at))
        counted = [*reach.said.values(), *(one.customers for one in reach.groups), *reach.winners.values()]
        assert sum(map(len, counted)) == 5
        assert len({customer for ids in counted for customer in ids.tolist()}) == 5


def test_it_agrees_with_the_plan_of_the_same_moment(small_book: Any, at: dt.datetime) -> None:
    moment = -(-seconds(at) // reckon_reach.WHILE) * reckon_reach.WHILE
    said = [one["says"][0]["content"] for one in decide_tonight(at=moment, now=moment).lines if one["says"]]
    for content in ("check-in", "diapers", "winter-tip"):
        assert see_reach(content=content, at=moment, now=moment)["said"] == said.count(content)


def test_who_heard_from_us_yesterday_waits_until_they_had_some_peace(
    small_book: Any, owner: User, at: dt.datetime
) -> None:
    small_book.heard("Ann", 0.1)
    moment = seconds(at)
    assert waits("winter-tip", moment) == {("too_soon", 1): 1}
    reach = see_reach(content="winter-tip", at=moment, now=moment)
    until = reach["waits"][0]["until"]
    assert names(small_book, owner, "winter-tip", moment, code="too_soon", until=until) == {"Ann"}
    again = explain(customer="ann@example.com", content="winter-tip", at=until, now=until)
    assert "too_soon" not in str(again["contents"][0]["channels"][0]["reasons"])


def test_where_time_alone_does_not_help_it_is_said_what_would(small_book: Any, owner: User, at: dt.datetime) -> None:
    found = see_reach(content="check-in", at=seconds(at), now=seconds(at))
    assert [(one["code"], one["count"]) for one in found["stays"]] == [("no_occasion", 4)]
    assert found["occasions"] == ["days_since_purchase"]
    assert names(small_book, owner, "check-in", seconds(at), code="no_occasion") == {"Ann", "Ben", "Cara", "Eve"}
    assert names(small_book, owner, "check-in", seconds(at)) == {"Dov"}


def test_cara_of_the_fifteen_year_old_is_never_one_of_those_who_wait_for_diapers(
    small_book: Any, owner: User, at: dt.datetime
) -> None:
    assert "Cara" in names(small_book, owner, "diapers", seconds(at), code="wrong_life_stage")


def test_what_wins_over_it_is_named_with_whom_it_is_for(small_book: Any, owner: User, at: dt.datetime) -> None:
    found = see_reach(content="winter-tip", at=seconds(at), now=seconds(at))
    assert [(one["content"], one["count"]) for one in found["winners"]] == [("check-in", 1)]
    assert names(small_book, owner, "winter-tip", seconds(at), winner="check-in") == {"Dov"}
    beaten = see_reach(content="check-in", at=seconds(at), now=seconds(at))["loses"]
    assert [(one["content"], one["count"]) for one in beaten] == [("winter-tip", 1)]


def test_of_a_large_book_some_are_asked_and_it_says_so(
    small_book: Any, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(45):
        small_book.add(f"Guest{number}")
    monkeypatch.setattr(reckon_reach, "MOST", 10)
    found = see_reach(content="winter-tip", at=seconds(at), now=seconds(at))
    assert found["about"]
    assert found["everybody"] == 50
    assert found["looked"] == 10
    assert found["said"] % 5 == 0
    assert found["said"] >= 40


def test_a_member_of_their_own_book_sees_their_own_names_only(small_book: Any, at: dt.datetime) -> None:
    maya = set_user(at=at, email="maya@example.org", name="Maya", role=Role.MEMBER, sees=Book.OWN)
    Customer.objects.filter(pk=small_book.ids["Ben"]).update(owner=maya)
    assert names(small_book, maya, "check-in", seconds(at), code="no_occasion") == {"Ben"}


def test_names_go_on_after_the_last_one(
    small_book: Any, owner: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lately.usecases.see_reach.PAGE", 3)
    asked: dict[str, Any] = {"code": "no_occasion", "until": 0, "winner": "", "at": seconds(at), "now": seconds(at)}
    first = see_reach_names(user=owner, content="check-in", after=0, **asked)
    rest = see_reach_names(user=owner, content="check-in", after=first["after"], **asked)
    assert [len(first["rows"]), len(rest["rows"]), rest["after"]] == [3, 1, None]


def test_of_a_content_there_is_not_nothing_is_told(small_book: Any, at: dt.datetime) -> None:
    with pytest.raises(Refusal, match="There is no content"):
        see_reach(content="nothing", at=seconds(at), now=seconds(at))


def test_the_weeks_ahead_hold_what_was_said_what_is_planned_and_what_is_reserved(
    small_book: Any, at: dt.datetime
) -> None:
    for days in (8, 8.5, 9):
        small_book.heard("Ann", days)
    small_book.heard("Ben", -10, status="reserved")
    summary = decide_tonight(at=seconds(at), now=seconds(at)).summary
    found = see_ahead(at=seconds(at), now=seconds(at))
    weeks = {at_seconds(week.begins).date(): week for week in found["weeks"]}
    assert [(week.done, week.planned, week.reserved) for week in found["weeks"]][3] == (0, summary["said"], 0)
    assert found["this"].people == summary["said"]
    last = weeks[dt.date(2026, 11, 2)]
    assert (last.done, last.people, last.full, last.over) == (3, 1, 1, 0)
    assert (weeks[dt.date(2026, 11, 23)].reserved, weeks[dt.date(2026, 11, 23)].people) == (1, 1)


def test_what_the_plan_says_and_somebody_said_since_is_in_the_week_once(small_book: Any, at: dt.datetime) -> None:
    summary = decide_tonight(at=seconds(at), now=seconds(at)).summary
    small_book.heard("Ann", -0.1, content="winter-tip")
    later = seconds(at) + DAY // 4
    this = see_ahead(at=later, now=later)["this"]
    assert (this.done, this.planned, this.people) == (1, summary["said"] - 1, summary["said"])


def test_the_weeks_of_a_large_book_are_those_that_were_counted_last(
    small_book: Any, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in (8, 8.5, 9):
        small_book.heard("Ann", days)
    small_book.heard("Ben", -10, status="reserved")
    decide_tonight(at=seconds(at), now=seconds(at))
    small = see_ahead(at=seconds(at), now=seconds(at))
    monkeypatch.setattr(size, "LARGE", 0)
    assert see_ahead(at=seconds(at), now=seconds(at))["not_yet"]
    keep_overview(at=seconds(at), now=at)
    large = see_ahead(at=seconds(at) + DAY, now=seconds(at) + DAY)
    assert large["weeks"] == small["weeks"]
    assert large["this"].messages > 0
    assert large["counted_at"] == seconds(at)


def test_a_large_book_says_who_would_get_it_once_it_was_counted_and_not_while_olga_waits(
    small_book: Any, owner: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_book.heard("Ann", 0.1)
    moment = seconds(at)
    small = see_reach(content="winter-tip", at=moment, now=moment)
    monkeypatch.setattr(size, "LARGE", 0)
    assert see_reach(content="winter-tip", at=moment, now=moment) == {"not_yet": True}
    assert see_reach_names(
        user=owner, content="winter-tip", code="", until=0, winner="", after=0, at=moment, now=moment
    )["not_yet"]
    assert is_behind(now=at)
    assert keep_reaches(now=at) == 1
    assert see_reach(content="winter-tip", at=moment, now=moment) == small
    until = small["waits"][0]["until"]
    assert names(small_book, owner, "winter-tip", moment, code="too_soon", until=until) == {"Ann"}
    assert keep_reaches(now=at) == 0


def test_what_was_counted_with_other_numbers_is_counted_anew(
    small_book: Any, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size, "LARGE", 0)
    moment = seconds(at)
    see_reach(content="winter-tip", at=moment, now=moment)
    keep_reaches(now=at)
    set_policy(name="today.not_again_days", value=12, valid_from=at - dt.timedelta(days=900), now=at, by="Olga")
    assert see_reach(content="winter-tip", at=moment, now=moment) == {"not_yet": True}
    with pytest.raises(Refusal):
        see_reach(content="nothing", at=moment, now=moment)

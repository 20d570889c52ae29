"""Does each sin and wish of the posts show in the demo book, in one customer, at its Monday?"""

import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
import yaml
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from lately.books.invented.data import data, people
from lately.lib.moments import seconds
from lately.usecases.build_demo import build_demo
from lately.usecases.decide_now import decide_now
from lately.usecases.decide_tonight import decide_tonight

NOW = dt.datetime(2026, 11, 18, 15, 20, tzinfo=dt.UTC)
FILES = sorted((Path(__file__).parents[1] / "stories" / "demo").glob("*.yaml"))
STORIES = [story for file in FILES for story in yaml.safe_load(file.read_text(encoding="utf-8"))]
WANTING = {"ask", "mixed", "disguised"}
Line = dict[str, Any]
pytestmark = pytest.mark.django_db


def _monday(now: dt.datetime) -> int:
    day = now.astimezone(ZoneInfo("Europe/London")).date()
    monday = day - dt.timedelta(days=day.weekday())
    return seconds(dt.datetime.combine(monday, dt.time(), ZoneInfo("Europe/London")))


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    """Build the book once; give the lines of everybody, and how to ask for one customer alone."""
    with django_db_blocker.unblock():
        build_demo(book="invented", at=NOW, progress=lambda _: None)
        at, now = _monday(NOW), seconds(NOW)
        lines = {line["customer"]: line for line in decide_tonight(at=at, now=now).lines}
        yield lines, lambda customer: decide_now(customer=customer, at=at, now=now)
        call_command("flush", verbosity=0, interactive=False)


@pytest.mark.parametrize("form", ["everybody", "alone"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story["customer"]))
def test_the_story_is_told(story: Line, form: str, told: Any) -> None:
    lines, ask = told
    line = lines[story["customer"]] if form == "everybody" else ask(story["customer"])
    assert _said(line) == story["says"]
    reasons = _reasons(line)
    for content, channels in story.get("held_back", {}).items():
        for channel, codes in channels.items():
            assert set(codes) <= reasons[content, channel], f"{content} by {channel}: {reasons[content, channel]}"
    because = " ".join(line["says"][0]["because"]).casefold() if line["says"] else ""
    assert [word for word in story.get("because_mentions", []) if word.casefold() not in because] == [], because
    if "not_before" in story:
        _check_hour(line, story["not_before"])


def test_both_forms_give_the_same_line(told: Any) -> None:
    lines, ask = told
    for story in STORIES:
        alone, together = ask(story["customer"]), lines[story["customer"]]
        assert alone["says"] == together["says"]
        assert _reasons(alone) == _reasons(together)


def test_asks_and_gives_are_both_said_and_many_stories_are_glad_ones() -> None:
    classes = {
        (content["key"], channel): form.get("found") or form["class"]
        for content in data("contents")
        for channel, form in content["channels"].items()
    }
    said = [story["says"] for story in STORIES if story["says"] != "nothing"]
    asks = [one for one in said if classes[one["content"], one["channel"]] in WANTING]
    assert len(asks) >= 8
    assert len(said) - len(asks) >= 10
    assert {one["channel"] for one in said} == {"email", "sms", "phone", "post", "visit"}
    assert not [one for one in said if classes[one["content"], one["channel"]] == "disguised"]


def test_every_story_customer_has_a_story_but_the_one_who_left_and_the_one_who_is_in_twice() -> None:
    assert {story["customer"] for story in STORIES} == set(people()) - {"rolf", "petra-novotna"}


def test_most_of_the_book_is_left_in_peace_and_nobody_hears_two_things(told: Any) -> None:
    lines, _ = told
    assert 200 < sum(1 for line in lines.values() if line["says"]) < 520
    assert {len(line["says"]) for line in lines.values()} <= {0, 1}


def _said(line: Line) -> str | dict[str, str]:
    return {name: line["says"][0][name] for name in ("content", "channel")} if line["says"] else "nothing"


def _reasons(line: Line) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for held in line["held_back"]:
        for reason in held["reasons"]:
            found[held["content"], reason["channel"]].add(reason["code"])
    return found


def _check_hour(line: Line, wanted: Line) -> None:
    """The hour is one at which the channel is open where they are, and the day no holiday there."""
    local = dt.datetime.fromisoformat(line["says"][0]["not_before"]).astimezone(ZoneInfo(wanted["zone"]))
    assert wanted["from_hour"] <= local.hour < wanted["to_hour"]
    assert local.weekday() not in wanted.get("resting_weekdays", [5, 6])
    assert local.date() not in holidays.country_holidays(wanted.get("country", "GB"), years=local.year)


def test_hiro_is_not_rung_on_a_holiday_of_his(told: Any) -> None:
    holiday = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)  # Labour Thanksgiving Day, a Monday
    with_him = decide_now(customer="hiro", at=seconds(holiday), now=seconds(holiday))
    opens = dt.datetime.fromisoformat(with_him["says"][0]["not_before"])
    assert opens.astimezone(ZoneInfo("Asia/Tokyo")) == dt.datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_every_story_customer_stands_in_the_page_about_the_book() -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo-book.md").read_text(encoding="utf-8")
    assert [key for key in people() if f"`{key}`" not in page] == []

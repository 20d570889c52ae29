"""Odd things stand in real books; nobody else's night is spoilt by them, and nothing is sent unasked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string

from lately.accounts.models import User
from lately.cli.main import main
from lately.content.definition import parse_definitions
from lately.content.models import Content
from lately.content.selectors import shelf_known
from lately.content.services import keep_contents
from lately.lib.moments import moment, seconds
from lately.lib.refusal import Refusal
from lately.lib.saying import Voice, spoken
from lately.lib.writing import whole
from lately.profiles.models import Customer, Identifier
from lately.usecases.decide_now import decide_now
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.explain import explain
from lately.usecases.filter_audience import filter_audience
from lately.usecases.find_neglected import find_neglected
from lately.usecases.pass_over import ALWAYS_READ
from lately.usecases.read_moment import read_moment
from lately.usecases.see_person import see_person
from lately.usecases.see_plan import see_plan
from lately.usecases.see_today import see_today

ODD = """
- key: odd
  title: "{braces} {0} {"
  purpose: news
  benefit: "a {lower} bill"
  worth: 50
  topics: [node.js, "v2.0 {x}"]
  because: "{name} works for {employer}."
  channels:
    email: {class: give, text: Hello}
"""


def lines(at: dt.datetime) -> dict[str, Any]:
    """Every line of the pass by customer."""
    return {line["customer"]: line for line in decide_tonight(at=seconds(at), now=seconds(at)).lines}


def test_ann_in_a_zone_nobody_knows_is_written_to_by_our_clock(small_book: Any, at: dt.datetime) -> None:
    small_book.fact("Ann", "zone", "Mars/Olympus")
    small_book.fact("Ben", "country", "__class__")
    told = lines(at)
    assert len(told) == 5
    assert told["ann@example.com"]["says"][0]["not_before"] == "2026-11-16T09:00:00+00:00"


def test_topics_with_dots_and_titles_with_braces_are_words_like_others(small_book: Any, at: dt.datetime) -> None:
    keep_contents(definitions=parse_definitions(ODD, zone="UTC"), now=small_book.ago(9))
    small_book.fact("Ann", "employer", "Warm Homes LLC")
    small_book.fact("Ben", "dislikes", "Node.js")
    told = lines(at)
    assert told["ann@example.com"]["says"][0]["because"][0] == "Ann works for Warm Homes LLC."
    ben = next(held for held in told["ben@example.com"]["held_back"] if held["content"] == "odd")
    assert {reason["code"] for reason in ben["reasons"]} == {"disliked_topic"}
    assert decide_now(customer="ann@example.com", at=seconds(at), now=seconds(at)) == told["ann@example.com"]


def test_who_was_not_in_the_book_then_is_not_sent_to_unasked(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    customer = Customer.objects.create(recorded_at=at)
    Identifier.objects.create(customer=customer, kind="email", value="fay@example.com", recorded_at=at)
    file = tmp_path / "list.csv"
    file.write_text("email\nfay@example.com\n")
    before, now = seconds(small_book.ago(1)), seconds(at)
    found = filter_audience(audience=file, content="winter-tip", at=before, now=now)
    assert found.summary["held_by_reason"] == {"not_in_book": 1}
    with pytest.raises(Refusal, match="was not in the book"):
        explain(customer="fay@example.com", at=before, now=now)


def test_the_wait_is_told_to_the_day_however_long_it_is(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    small_book.heard("Ann", 10, content="winter-tip")
    small_book.fact("Ann", "wish_days", 100)
    weekly = parse_definitions(
        "[{key: winter-tip, purpose: news, benefit: A lower bill, worth: 6, again_after: 60, "
        "channels: {email: {class: give, text: Close the shutters.}}}]", zone="UTC",
    )  # fmt: skip
    keep_contents(definitions=weekly, now=small_book.ago(1))
    file = tmp_path / "list.csv"
    file.write_text("email\nann@example.com\n")
    (held,) = filter_audience(audience=file, content="winter-tip", at=seconds(at), now=seconds(at)).held
    assert held.until == "14 February 2027"


def test_a_day_beyond_the_calendar_is_refused(small_book: Any, at: dt.datetime) -> None:
    with pytest.raises(Refusal):
        read_moment("9999-12-31", now=at)
    with pytest.raises(Refusal):
        moment("9999-12-31T23:59-12:00", zone="UTC")


def test_an_empty_book_and_a_book_with_nothing_to_say_are_decided(db: None, at: dt.datetime) -> None:
    assert decide_tonight(at=seconds(at), now=seconds(at)).summary["customers"] == 0


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(Refusal), whole(tmp_path):
        pytest.fail("nothing may be done")


def kept_around_the_import(key: str, definition: Any, at: dt.datetime) -> None:
    """A content that an older version took, or that was written by hand."""
    Content.objects.create(key=key, definition=definition, recorded_at=at)


@pytest.mark.parametrize(
    "definition",
    [
        {"key": "old", "purpose": "gossip", "benefit": "None", "worth": 1},
        {"key": "old", "purpose": "news", "benefit": "It", "worth": 1, "audience": {"fact": "shoe_size", "is": 4}},
        ["old"],
        "old",
        {"key": "old", "purpose": ["news"], "benefit": "It", "worth": 1, "channels": {}},
    ],
)
def test_a_kept_content_that_is_refused_today_is_set_aside_and_the_others_are_said(
    small_book: Any, owner: User, at: dt.datetime, definition: Any
) -> None:
    before = lines(at)
    kept_around_the_import("old", definition, small_book.ago(9))
    tonight = decide_tonight(at=seconds(at), now=seconds(at))
    assert {line["customer"]: line for line in tonight.lines} == before
    (aside,) = tonight.summary["set_aside"]
    assert aside["content"] == "old"
    assert aside["what"]
    assert aside["todo"]
    assert see_today(user=owner, at=seconds(at), now=seconds(at))["cards"]
    assert see_plan(at=seconds(at), now=seconds(at)) is not None
    with pytest.raises(Refusal, match="set aside"):
        explain(customer="ann@example.com", content="old", at=seconds(at), now=seconds(at))


@pytest.mark.django_db
def test_a_content_set_aside_in_one_language_is_said_in_the_next_reader_s(at: dt.datetime) -> None:
    kept_around_the_import("old", {"key": "old", "purpose": "news", "benefit": "It", "worth": 1, "channels": {}}, at)
    with spoken(Voice(lambda text: text.replace("has no wording", "hat keinen Wortlaut"))):
        assert shelf_known(known=seconds(at), zone="UTC").aside[0].what.endswith("hat keinen Wortlaut.")
    assert shelf_known(known=seconds(at), zone="UTC").aside[0].what.endswith("has no wording.")


def test_a_list_is_not_filtered_for_a_content_that_is_set_aside(
    small_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    kept_around_the_import("old", {"key": "old"}, small_book.ago(9))
    file = tmp_path / "list.csv"
    file.write_text("email\nann@example.com\n")
    with pytest.raises(Refusal, match="set aside"):
        filter_audience(audience=file, content="old", at=seconds(at), now=seconds(at))


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("birth_date", "soon"),
        ("birth_date", "0001-01-01"),
        ("birth_date", 1980),
        ("child_birth_date", 5),
        ("renewal_date", {"day": 3}),
        ("wish_days", "often"),
        ("wish_days", 10**30),
        ("wish_days", 2.5),
        ("mailing_hour", [9]),
        ("mailing_hour", 99),
        ("has_children", 7),
        ("has_children", "yes"),
        ("deceased", "maybe"),
        ("given_name", {"first": "Ann"}),
        ("full_name", ["Ann"]),
        ("likes", 3),
        ("zone", 1),
        ("left", []),
    ],
)
def test_a_fact_that_says_what_it_cannot_be_is_unknown_and_told_and_spoils_no_night(
    small_book: Any, owner: User, at: dt.datetime, fact: str, value: object
) -> None:
    small_book.fact("Ben", fact, value)
    tonight = decide_tonight(at=seconds(at), now=seconds(at))
    assert len(tonight.lines) == 5
    read = {*ALWAYS_READ, *tonight.setting.tables.encoders}
    assert tonight.summary["facts_unread"] == ({fact: 1} if fact in read else {})
    assert decide_now(customer="ben@example.com", at=seconds(at), now=seconds(at))["customer"]
    explain(customer="ben@example.com", content="winter-tip", at=seconds(at), now=seconds(at))
    see_today(user=owner, at=seconds(at), now=seconds(at))
    see_person(user=owner, who="ben@example.com", at=seconds(at), now=seconds(at))
    assert find_neglected(at=seconds(at), now=seconds(at))


def test_what_could_not_be_used_stands_in_the_plan_and_on_the_command_line(
    small_book: Any, at: dt.datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    kept_around_the_import("old", {"key": "old"}, small_book.ago(9))
    small_book.fact("Ben", "wish_days", "often")
    decide_tonight(at=seconds(at), now=seconds(at))
    plan = see_plan(at=seconds(at), now=seconds(at))
    assert plan is not None
    assert plan["summary"]["facts_unread"] == {"wish_days": 1}
    page = render_to_string("web/say.html", {"plan": plan, "moment": SimpleNamespace(zone="UTC", text="")})
    assert "does not say what is in it for the customer" in page
    assert "of one person" in page
    assert main(["decide", "--at", "2026-11-16T09:00+00:00"]) == 0
    told = capsys.readouterr().out
    assert "does not say what is in it for the customer" in told
    assert "wish_days is unknown of 1" in told


def test_who_lost_every_key_and_address_still_has_a_page(small_book: Any, at: dt.datetime, owner: User) -> None:
    Identifier.objects.filter(customer_id=small_book.ids["Dov"]).update(voided_at=at - dt.timedelta(days=1))
    known = {"ann@example.com", "ben@example.com", "cara@example.com", "eve@example.com"}
    (word,) = set(lines(at)) - known
    page = see_person(user=owner, who=word, at=seconds(at), now=seconds(at))
    assert page["person"]["who"] == word
    assert page["person"]["name"] == "Dov"
    assert str(small_book.ids["Dov"]) != word

"""Odd things stand in real books; nobody else's night is spoilt by them, and nothing is sent unasked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from lately.content.definition import parse_definitions
from lately.content.services import keep_contents
from lately.lib.moments import moment, seconds
from lately.lib.refusal import Refusal
from lately.lib.writing import whole
from lately.profiles.models import Customer, Identifier
from lately.usecases.decide_now import decide_now
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.explain import explain
from lately.usecases.filter_audience import filter_audience
from lately.usecases.read_moment import read_moment

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

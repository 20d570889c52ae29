"""What stands behind a decision is said as people say it: no codes, no seconds, no thousandths."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from lately.cli.main import main
from lately.content.definition import parse_definitions
from lately.content.services import keep_contents
from lately.decisioning.derived import derived_facts
from lately.lib.moments import seconds
from lately.profiles.models import Fact
from lately.usecases.explain import explain

ASKS = """
- key: sale
  title: A new stove?
  purpose: sale
  benefit: A warm room
  worth: 60
  channels: {email: {class: ask, text: Buy}, sms: {class: ask, text: Buy}}
- key: reward
  title: A reward
  purpose: thanks
  benefit: A present
  worth: 6
  audience: {fact: credit, at_least: 3000}
  channels: {email: {class: give, text: Thank you}}
- key: anniversary
  title: A year with us
  purpose: thanks
  benefit: A card
  worth: 6
  occasion: {fact: days_to_anniversary, at_most: 7}
  channels: {email: {class: give, text: Thank you}}
- key: later
  title: Later
  purpose: news
  benefit: News
  worth: 6
  valid_from: 2027-03-01
  channels: {email: {class: give, text: News}}
"""


@pytest.fixture
def book(small_book: Any) -> Any:
    keep_contents(definitions=parse_definitions(ASKS, zone="Europe/London"), now=small_book.ago(30))
    return small_book


def told(at: dt.datetime, who: str, content: str) -> dict[str, Any]:
    return explain(customer=f"{who}@example.com", content=content, at=seconds(at), now=seconds(at))


def sentences(found: dict[str, Any]) -> str:
    (content,) = found["contents"]
    said = [reason["sentence"] for channel in content["channels"] for reason in channel["reasons"]]
    said += [verdict["sentence"] for channel in content["channels"] for verdict in channel["verdicts"]]
    return "\n".join([*said, *content.get("would_change", {"what": []})["what"]])


def test_a_lacking_agreement_is_called_one(book: Any, at: dt.datetime) -> None:
    found = told(at, "ann", "sale")
    assert "It would need their agreement to sale by text message." in sentences(found)
    assert {fact["value"] for fact in found["facts"] if fact["fact"].startswith("consent.")} == {"given", "not given"}


def test_an_ask_not_earned_says_that_more_must_be_given(book: Any, at: dt.datetime) -> None:
    said = sentences(told(at, "ben", "sale"))
    assert "have not given enough: we have given nothing yet, and wanted nothing yet." in said
    assert "run_up" not in said


def test_a_balance_is_told_in_gives(book: Any, at: dt.datetime) -> None:
    assert "(wanted: at least 3 gives ahead)" in sentences(told(at, "cara", "reward"))


def test_a_recent_buyers_anniversary_is_still_to_come(book: Any, at: dt.datetime) -> None:
    assert "the first one comes in 9 months (wanted: at most 7 days)" in sentences(told(at, "dov", "anniversary"))
    assert "they have not bought yet (wanted: at most 7 days)" in sentences(told(at, "ben", "anniversary"))


def test_no_sentence_of_any_rule_holds_a_raw_value(book: Any, at: dt.datetime) -> None:
    for who in ("ann", "ben", "cara", "dov", "eve"):
        for content in ("sale", "reward", "anniversary", "later", "check-in", "diapers", "winter-tip"):
            said = sentences(told(at, who, content))
            assert not re.search(r"\bone of |_|\d{5}|None|True|False|T\d\d:", said), said


def test_the_command_line_names_days_and_hours_as_people_do(
    book: Any, at: dt.datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    book.fact("Dov", "zone", "America/New_York")
    assert main(["why", "dov@example.com", "check-in", "--at", at.isoformat()]) == 0
    said = capsys.readouterr().out
    assert "Dov (dov@example.com) on Monday 16 November 2026, 09:00\n" in said
    assert (
        "Say “How is it doing?” (check-in) by e-mail, not before Monday 16 November 2026, 07:00 where they are:" in said
    )
    assert not re.search(r"\d{4}-\d\d-\d\d|\d\dT\d\d", said), said


def test_every_word_for_a_value_is_for_a_value_there_is() -> None:
    known = {"granted", "expired", "withdrawn", "none"}
    assert {name: set(one["values"]) for name, one in derived_facts().items() if "values" in one} == {"consent": known}
    allowed = {"type", "words", "arguments", "of", "moves", "meaning", "values", "unknown", "needs", "needs_not"}
    assert not {key for one in derived_facts().values() for key in one} - allowed


def test_a_customer_without_a_name_is_called_so_as_the_sentence_wants_it(book, at):
    Fact.objects.filter(customer=book.ids["Dov"], name="given_name").delete()
    found = explain(customer="dov@example.com", content="", at=seconds(at), now=seconds(at))
    assert found["name"] == "this customer"
    assert "This customer" in str(found)
    assert not re.search(r"[a-z,“] This customer", str(found))

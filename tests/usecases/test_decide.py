"""Deciding on a real book: for everybody, for one, as known then, and told again."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from lately.content.definition import parse_definitions
from lately.content.services import keep_contents
from lately.interactions.services import record
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.plans.selectors import line_of, plan_named
from lately.policies.services import set_policy
from lately.profiles.models import Fact
from lately.usecases.decide_now import decide_now
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.explain import explain
from tests.usecases.conftest import BEGAN


def by_customer(at: dt.datetime, **more: Any) -> dict[str, Any]:
    """Every line of the pass by customer."""
    return {line["customer"]: line for line in decide_tonight(at=seconds(at), now=seconds(at), **more).lines}


def codes(line: dict[str, Any], content: str) -> set[str]:
    """Why a content is held back."""
    held = next(held for held in line["held_back"] if held["content"] == content)
    return {reason["code"] for reason in held["reasons"]}


def test_dov_silent_since_the_sale_is_asked_how_it_is_doing(small_book: Any, at: dt.datetime) -> None:
    (says,) = by_customer(at)["dov@example.com"]["says"]
    assert (says["content"], says["channel"]) == ("check-in", "email")
    assert says["because"][0] == "Dov bought 3 months ago and nobody has asked since how it is doing."
    assert says["not_before"] == "2026-11-16T09:00:00+00:00"


def test_cara_gets_the_winter_tip_and_no_diapers(small_book: Any, at: dt.datetime) -> None:
    line = by_customer(at)["cara@example.com"]
    assert [says["content"] for says in line["says"]] == ["winter-tip"]
    assert codes(line, "diapers") == {"wrong_life_stage"}


def test_the_summary_counts_every_customer_and_every_cell(small_book: Any, at: dt.datetime) -> None:
    tonight = decide_tonight(at=seconds(at), now=seconds(at))
    summary = tonight.summary
    assert summary["customers"] == 5 == summary["said"] + summary["silent"]
    assert (summary["contents"], summary["offers"]) == (3, 4)
    assert summary["said"] >= 2
    for line in tonight.lines:
        told = {says["content"] for says in line["says"]} | {held["content"] for held in line["held_back"]}
        assert told == {"check-in", "diapers", "winter-tip"}
        assert all(held["reasons"] for held in line["held_back"])


def test_each_customer_alone_gets_the_line_they_get_among_all(small_book: Any, at: dt.datetime) -> None:
    for key, line in by_customer(at).items():
        assert decide_now(customer=key, at=seconds(at), now=seconds(at)) == line


def test_a_plan_recomputed_is_the_plan_that_was_kept(small_book: Any, at: dt.datetime) -> None:
    kept = plan_named(decide_tonight(at=seconds(at), now=seconds(at)).summary["plan"])
    later = at + dt.timedelta(days=3)
    record(
        customer=small_book.ids["Dov"], direction="out", channel="email", happened_at=later, now=later, source="test"
    )
    again = {line["customer"]: line for line in decide_tonight(at=seconds(at), now=seconds(later)).lines}
    for name, customer in small_book.ids.items():
        line = again[f"{name.lower()}@example.com"]
        assert line_of(kept, customer) == {"says": line["says"], "held_back": line["held_back"]}
    assert again["dov@example.com"]["says"], "the contact of three days later must not count for then"


def test_why_answers_with_what_was_known_then_and_with_what_is_known_now(small_book: Any, at: dt.datetime) -> None:
    """A baby nobody had told us of on Monday, learnt on Thursday."""
    thursday = at + dt.timedelta(days=3)
    small_book.fact("Cara", "child_birth_date", "2026-05-05", learnt=thursday)
    small_book.heard("Cara", 60)
    asked: dict[str, Any] = {
        "customer": "cara@example.com",
        "content": "diapers",
        "at": seconds(at),
        "now": seconds(thursday),
    }
    then, now = explain(**asked), explain(**asked, known=seconds(thursday))
    assert {reason["code"] for reason in then["contents"][0]["channels"][0]["reasons"]} == {"wrong_life_stage"}
    assert now["contents"][0]["outcome"] == "said"
    assert then["known"] == at.isoformat()


def test_why_names_the_fact_its_value_source_and_date(small_book: Any, at: dt.datetime) -> None:
    found = explain(customer="cara@example.com", content="diapers", at=seconds(at), now=seconds(at))
    fact = next(fact for fact in found["facts"] if fact["fact"] == "child_months.0.36")
    assert fact["stored"] == [
        {"name": "child_birth_date", "value": "2011-03-02", "source": "a call", "date": "2025-01-01"}
    ]
    (channel,) = found["contents"][0]["channels"]
    assert "Cara has none of that age" in channel["reasons"][0]["sentence"]
    assert {verdict["outcome"] for verdict in channel["verdicts"]} == {"allowed", "refused"}


def test_why_says_when_time_will_change_it(small_book: Any, at: dt.datetime) -> None:
    """Eve had the tip a month ago; a content that may come again after 50 days comes again in 20."""
    again = parse_definitions(CONTENT_AGAIN, zone="Europe/London")
    keep_contents(definitions=again, now=at - dt.timedelta(days=40))
    found = explain(customer="eve@example.com", content="winter-tip", at=seconds(at), now=seconds(at))
    change = found["contents"][0]["would_change"]
    assert dt.datetime.fromisoformat(change["when"]) == at + dt.timedelta(days=20)
    later = decide_now(customer="eve@example.com", at=seconds(at + dt.timedelta(days=20)), now=seconds(at))
    assert [says["content"] for says in later["says"]] == ["winter-tip"]


CONTENT_AGAIN = """
- key: winter-tip
  title: Winter tip
  purpose: news
  benefit: A lower bill
  worth: 6
  again_after: 50
  channels:
    email: {class: give, text: Close the shutters.}
"""


def test_why_says_what_must_change_where_time_will_not_help(small_book: Any, at: dt.datetime) -> None:
    found = explain(customer="ann@example.com", content="check-in", at=seconds(at), now=seconds(at))
    assert found["contents"][0]["would_change"]["when"] is None
    assert any("purchase" in said or "bought" in said for said in found["contents"][0]["would_change"]["what"])


def test_silence_has_a_reason_of_its_own(small_book: Any, at: dt.datetime) -> None:
    """Everybody had the tip yesterday: nothing is left to say, and why says so."""
    for name in small_book.ids:
        small_book.heard(name, 0.5, content="winter-tip")
    found = explain(customer="ben@example.com", at=seconds(at), now=seconds(at))
    assert found["says"] == []
    assert found["silent"]["code"] in {"nothing_to_say", "too_soon"}
    assert found["silent"]["sentence"]


def test_a_number_set_from_tomorrow_on_does_not_change_today(small_book: Any, at: dt.datetime) -> None:
    tomorrow = at + dt.timedelta(days=1)
    set_policy(name="worth.cost", value={"email": 500.0}, valid_from=tomorrow, now=small_book.ago(1), by="Olga")
    assert by_customer(at)["dov@example.com"]["says"]
    line = {one["customer"]: one for one in decide_tonight(at=seconds(tomorrow), now=seconds(tomorrow)).lines}
    assert line["dov@example.com"]["says"] == []
    assert "not_worth_its_cost" in codes(line["dov@example.com"], "check-in")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pressure.budgets", {"7": -1}),
        ("pressure.budgets", {"a week": 3}),
        ("pressure.budgets", 3),
        ("spacing.hours", float("nan")),
        ("spacing.hour", 3),
        ("balance.half_life_days", 0),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_and_nothing_changes(
    small_book: Any, at: dt.datetime, name: str, value: object
) -> None:
    before = by_customer(at)
    with pytest.raises(Refusal):
        set_policy(name=name, value=value, valid_from=small_book.ago(1), now=small_book.ago(1), by="Olga")
    assert by_customer(at) == before


def test_content_that_does_not_say_what_is_in_it_for_the_customer_is_refused() -> None:
    with pytest.raises(Refusal, match="what is in it for the customer"):
        parse_definitions(CONTENT_AGAIN.replace("  benefit: A lower bill\n", ""), zone="UTC")


def test_an_unknown_fact_in_an_audience_is_refused_with_the_nearest_name() -> None:
    text = CONTENT_AGAIN + "  audience: {fact: rolle, is: plumber}\n"
    with pytest.raises(Refusal, match="Did you mean 'role'"):
        parse_definitions(text, zone="UTC")


def test_an_unknown_fact_in_a_rule_of_ones_own_is_refused(small_book: Any, at: dt.datetime, tmp_path: Any) -> None:
    rule = {"code": "mine", "stage": "eligibility", "sentence": "No.", "source": "us"}
    (tmp_path / "mine.yaml").write_text(json.dumps([{**rule, "test": {"fact": "rolle", "is": "plumber"}}]))
    with pytest.raises(Refusal, match="There is no fact named 'rolle'"):
        decide_tonight(at=seconds(at), now=seconds(at), rules_in=tmp_path)


def test_a_rule_of_ones_own_is_a_file(small_book: Any, at: dt.datetime, tmp_path: Any) -> None:
    rule = {
        "code": "not_dov", "stage": "eligibility", "sentence": "{name} is away.", "source": "us",
        "test": {"fact": "given_name", "not_in": ["Dov"]},
    }  # fmt: skip
    (tmp_path / "mine.yaml").write_text(json.dumps([rule]))
    line = by_customer(at, rules_in=tmp_path)["dov@example.com"]
    assert line["says"] == []
    assert "not_dov" in codes(line, "check-in")
    assert by_customer(at)["dov@example.com"]["says"]


def test_before_the_book_began_what_is_known_now_counts(small_book: Any, at: dt.datetime) -> None:
    """A replay of a moment from before the first record looks with today's knowledge."""
    early = dt.datetime(2024, 6, 3, 9, tzinfo=dt.UTC)
    summary = decide_tonight(at=seconds(early), now=seconds(at)).summary
    assert summary["known"] == at_seconds(seconds(at)).isoformat()
    assert summary["customers"] == 5


def test_a_fact_that_begins_or_ends_on_a_day_changes_the_answer_from_that_day_on(
    small_book: Any, at: dt.datetime
) -> None:
    nurses = parse_definitions(
        "[{key: nurses, purpose: news, benefit: A lower bill, worth: 6, audience: {fact: role, is: nurse}, "
        "channels: {email: {class: give, text: Hello}}}]", zone="UTC",
    )  # fmt: skip
    keep_contents(definitions=nurses, now=BEGAN)
    begins = at + dt.timedelta(days=100, hours=3)
    shared: dict[str, Any] = {"name": "role", "recorded_at": BEGAN, "source": "a call"}
    Fact.objects.create(customer_id=small_book.ids["Ben"], value="cook", happened_at=BEGAN, **shared)
    Fact.objects.create(customer_id=small_book.ids["Ben"], value="nurse", happened_at=begins, **shared)

    def change(who: str) -> Any:
        return explain(customer=who, content="nurses", at=seconds(at), now=seconds(at))["contents"][0]["would_change"]

    assert change("ben@example.com")["when"] == at_seconds(seconds(begins)).isoformat()
    assert change("ann@example.com")["when"] is None


def test_what_held_until_a_day_holds_back_until_that_day(small_book: Any, at: dt.datetime) -> None:
    ends = at + dt.timedelta(days=61, hours=7)
    Fact.objects.create(
        customer_id=small_book.ids["Ben"], name="dislikes", value="heating", happened_at=BEGAN, recorded_at=BEGAN,
        source="a call", until=ends,
    )  # fmt: skip
    heating = parse_definitions(
        "[{key: heating, purpose: news, benefit: A lower bill, worth: 6, topics: [heating], "
        "channels: {email: {class: give, text: Hello}}}]", zone="UTC",
    )  # fmt: skip
    keep_contents(definitions=heating, now=BEGAN)
    found = explain(customer="ben@example.com", content="heating", at=seconds(at), now=seconds(at))
    assert found["contents"][0]["would_change"]["when"] == at_seconds(seconds(ends)).isoformat()

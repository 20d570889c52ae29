"""What cannot be asked, or filled in, is refused when it is written, not at night."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from lately.content.definition import content_from
from lately.decisioning.rules import refuse_taken_codes, rules_from
from lately.lib.refusal import Refusal
from tests.decisioning.story import PLAIN, ZONE

RULE = {"code": "mine", "stage": "eligibility", "sentence": "No.", "source": "us"}


@pytest.mark.parametrize(
    "audience",
    [
        "{fact: role, at_least: 3}",
        "{fact: role, at_least: plumber}",
        "{fact: role, in: plumber}",
        "{fact: role, in: []}",
        "{fact: role, is: [plumber, roofer]}",
        "{fact: role, is: offer.nothing}",
        "{fact: country, in: [NO]}",
        "{fact: age_years, is: old}",
        "{fact: age_years, above: 5.5}",
        "{fact: age_years, at_least: offer.title}",
        "{fact: employer_size, at_least: 99999999999999999999}",
        "{fact: birth_date, below: soon}",
        "{fact: deceased, is: maybe}",
        "{fact: pressure.email.abc, at_most: 1}",
        "{fact: child_months.a.b, is: true}",
        "{fact: address.pigeon, is: true}",
        '{fact: "likes.{nothing}", is: true}',
        '{fact: "likes.{", is: true}',
        "&again {all: [*again]}",
    ],
)
def test_a_question_nobody_can_answer_about_ann_is_refused(audience: str) -> None:
    with pytest.raises(Refusal):
        content_from({"key": "it", **PLAIN, "audience": yaml.safe_load(audience)}, zone=ZONE)


@pytest.mark.parametrize("because", ["{nome}", "{name.__class__}", "{name!r}", "{}", "{", "{likes}", "{bought.cat}"])
def test_a_sentence_that_nothing_fills_is_refused(because: str) -> None:
    with pytest.raises(Refusal):
        content_from({"key": "it", **PLAIN, "because": because}, zone=ZONE)


@pytest.mark.parametrize(
    "line",
    [
        {"exempt": "no"},
        {"run_up": True},
        {"topics": [""]},
        {"again_after": 0.5},
        {"children": {"from_months": "a", "to_months": "b"}},
        {"valid_from": "2026-12-24", "valid_to": "2026-09-01"},
    ],
)
def test_a_line_that_would_be_misread_is_refused(line: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        content_from({"key": "it", **PLAIN, **line}, zone=ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "- code: a\n  - b: [",
        "hello",
        "- 5",
        yaml.safe_dump([{**RULE, "test": "offer.nothing"}]),
        yaml.safe_dump([{**RULE, "test": {"fact": "role", "is": "x"}, "offers": {"clas": "ask"}}]),
        yaml.safe_dump([{**RULE, "test": {"fact": "role", "is": "x"}, "offers": ["ask"]}]),
        yaml.safe_dump([{**RULE, "test": {"fact": "role", "is": "x"}, "each": "nothing as x"}]),
        yaml.safe_dump([{**RULE, "test": {"fact": "role", "is": "x"}, "unknown": "maybe"}]),
        yaml.safe_dump([{**RULE, "test": {"fact": "role", "is": "x"}, "sentence": "No {foo}."}]),
        yaml.safe_dump([{**RULE, "test": {"fact": "gap.email", "at_least": "policy.nothing"}}]),
    ],
)
def test_what_cannot_be_a_rule_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        list(rules_from(text, "own.yaml"))


def test_two_rules_do_not_share_a_code() -> None:
    own = list(rules_from(yaml.safe_dump([{**RULE, "code": "too_much", "test": {"fact": "role", "is": "x"}}]), "own"))
    with pytest.raises(Refusal, match="two rules"):
        refuse_taken_codes(own)

"""Every rule has its stories, and every story comes out the same for one customer and for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from lately.decisioning.compile import compile_tables
from lately.decisioning.decide import decide, decide_one, look_up
from lately.decisioning.explain import Case
from lately.decisioning.offers import offers_of
from lately.decisioning.outcome import line_of_one, lines
from lately.decisioning.policy import Policy, checked, named_numbers
from lately.decisioning.rules import ARBITRATED, package_factors, package_rules
from tests.decisioning.story import contents_of, records_of, when

FOLDER = Path(__file__).parent.parent / "stories" / "rules"
MONDAY = "2026-11-16T10:00+00:00"


def stories() -> Iterator[dict[str, Any]]:
    """Every story of the folder."""
    for file in sorted(FOLDER.glob("*.yaml")):
        yield from yaml.safe_load(file.read_text("utf-8"))


def told(story: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The line of the customer decided alone, and decided with everybody else."""
    policy = Policy({name: checked(name, value) for name, value in story.get("policy", {}).items()})
    contents, at = contents_of(story), when(story.get("at", MONDAY), 0)
    tables = compile_tables(package_rules(), package_factors(), offers_of(contents, policy), named_numbers(policy))
    records = records_of([{}, story, {"customer": {"name": "Zoe"}}], at, policy)
    columns, codes = look_up(records, tables)
    case = Case(records, tables, columns, codes, 1)
    alone = line_of_one(decide_one(records, tables, codes, 1), case, contents, package_factors())
    return alone, list(lines(decide(records, tables), contents, package_factors()))[1]


@pytest.mark.parametrize("story", list(stories()), ids=lambda story: story["name"])
def test_the_customer_gets_what_the_story_says(story: Mapping[str, Any]) -> None:
    """In both forms: what is said, where and when, and the exact reasons for what is held back."""
    alone, among_others = told(story)
    assert alone == among_others
    said = {says["channel"]: says for says in alone["says"]}
    assert list(said) == ([story["said"]] if "said" in story else [])
    if "said" in story:
        says = said[story["said"]]
        assert says["content"] == story.get("says", "it")
        assert story.get("because", "") in " ".join(says["because"])
        if "not_before" in story:
            assert says["not_before"] == story["not_before"].isoformat()
    else:
        assert reasons(alone) == {channel: set(codes) for channel, codes in story["refused"].items()}


@pytest.mark.parametrize(
    "story", [one for one in stories() if {"said", "refused"} <= set(one)], ids=lambda story: story["name"]
)
def test_the_other_channel_of_what_is_said_is_refused_for_its_own_reason(story: Mapping[str, Any]) -> None:
    """A content that is said on one channel may be refused on another; seen by offering that channel alone."""
    channels = {channel: story["content"]["channels"][channel] for channel in story["refused"]}
    alone, among_others = told({**story, "content": {**story["content"], "channels": channels}})
    assert alone == among_others
    assert reasons(alone) == {channel: set(codes) for channel, codes in story["refused"].items()}


def reasons(line: Mapping[str, Any]) -> dict[str, set[str]]:
    """The codes that hold each channel back."""
    found: dict[str, set[str]] = {}
    for held in line["held_back"]:
        for reason in held["reasons"]:
            found.setdefault(reason["channel"], set()).add(reason["code"])
    return found


def test_every_rule_has_a_story_that_refuses_and_one_that_does_not() -> None:
    """No rule comes without its stories; no refusal without its positive twin."""
    told_of = list(stories())
    for rule in package_rules():
        mine = [story for story in told_of if rule.code in story["rules"]]
        refused = [story for story in mine if any(rule.code in codes for codes in story.get("refused", {}).values())]
        assert refused, rule.code
        twin = [story for story in mine if "said" in story]
        assert twin or rule.code in {"draft", "no_address"}, rule.code


def test_no_two_reasons_share_a_code() -> None:
    """A reason is one thing."""
    codes = [rule.code for rule in package_rules()]
    assert len({*codes, *ARBITRATED}) == len(codes) + len(ARBITRATED)

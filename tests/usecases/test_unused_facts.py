"""What was asked for and never used is listed, and leaves the list once something uses it."""

from __future__ import annotations

from lately.content.definition import parse_definitions
from lately.content.services import keep_contents
from lately.lib.moments import seconds
from lately.usecases.find_unused_facts import find_unused_facts
from lately.usecases.see_person import see_person

FOR_NURSES = """
- key: for-nurses
  title: For nurses
  purpose: news
  benefit: It is of use.
  worth: 6
  roles: [nurse]
  channels:
    email: {class: give, text: "A word on shifts."}
"""


def unused(at, **more):
    return {one["name"]: one for one in find_unused_facts(at=seconds(at), now=seconds(at), **more)}


def test_a_role_that_was_asked_for_is_of_no_use_until_a_content_is_for_some_roles(small_book, at, owner):
    for name in ("Ann", "Ben"):
        small_book.fact(name, "role", "nurse")
    small_book.fact("Ann", "own.van", "blue")
    small_book.fact("Ann", "bought.baby", True)
    found = unused(at)
    assert set(found) == {"role", "own.van"}
    assert (found["role"]["customers"], found["role"]["sources"]) == (2, ("a call",))
    shown = see_person(user=owner, who="ann@example.com", at=seconds(at), now=seconds(at))["facts"]
    assert {fact["name"]: fact["unused"] for fact in shown} == {"role": True, "own.van": True}
    keep_contents(definitions=parse_definitions(FOR_NURSES, zone="Europe/London"), now=small_book.ago(1))
    assert set(unused(at)) == {"own.van"}


def test_an_own_rule_is_a_use(small_book, at, tmp_path):
    small_book.fact("Ann", "own.van", "blue")
    rule = "- {code: no_vans, stage: eligibility, sentence: No vans., source: us, test: {fact: own.van, in: [blue]}}"
    (tmp_path / "own.yaml").write_text(rule + "\n", encoding="utf-8")
    assert "own.van" in unused(at)
    assert "own.van" not in unused(at, rules_in=tmp_path)


def test_the_age_of_caras_child_is_used_since_a_content_is_for_small_children(small_book, at):
    assert "child_birth_date" not in unused(at)

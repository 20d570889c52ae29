"""Are two records one customer? Told as stories; the families of this world are not to be merged."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from lately.identity.matching.blocking import LARGEST, keys
from lately.identity.matching.blocks import Blocks
from lately.identity.matching.compare import PROPOSED, Book, compare
from lately.identity.matching.familiar import Familiar
from lately.identity.matching.households import Households, learnt
from lately.identity.matching.record import folded, record_of

STORIES = yaml.safe_load((Path(__file__).parents[1] / "stories" / "identity.yaml").read_text("utf-8"))

BOOK_OF_TWO, TOWN = "in a book of two", "in a town"


def record(number, told):
    kind = told.get("kind", "person")
    return record_of(
        number, {name: [value] for name, value in told.items() if name != "kind"}, company=kind == "company"
    )


@pytest.mark.parametrize(
    ("story", "where"),
    [
        pytest.param(story, where, id=f"{story['story']}, {where}")
        for story in STORIES
        for where in (BOOK_OF_TWO, TOWN)
        if story.get("where", where) == where
    ],
)
def test_two_records_are_proposed_if_they_are_one_customer(story, where, in_town):
    one, other = record(1, story["one"]), record(2, story["other"])
    familiar = in_town
    if where == BOOK_OF_TWO:
        familiar = Familiar()
        familiar.add([one, other])
    found = compare(one, other, Book(familiar), thorough=True)
    assert (found.score >= PROPOSED) == story["same"], found
    assert {name: found.levels.get(name) for name in story.get("why", {})} == story.get("why", {})
    assert compare(other, one, Book(familiar)).score == pytest.approx(compare(one, other, Book(familiar)).score)
    if story["same"]:
        there = Familiar()  # the book holds the two, whatever else is in it
        there.add([one, other])
        blocked = there if one.mailed or other.mailed else familiar
        assert keys(one, blocked) & keys(other, blocked), "they would never be compared"


def test_a_book_full_of_families_and_one_of_single_people_are_told_apart():
    families = Counter({(True, True): 50, (False, False): 900, (False, True): 20, (True, False): 30})
    singles = Counter({(True, True): 900, (False, False): 2, (False, True): 60, (True, False): 40})
    assert learnt(families).two_people > 0.9
    assert learnt(singles).two_people < 0.05
    assert learnt(singles).name_errs > learnt(families).name_errs
    assert learnt(Counter()).two_people == pytest.approx(Households().two_people)


def test_a_number_that_everybody_was_given_makes_no_million_pairs():
    blocks = Blocks((number, {7, 100 + number // 2}) for number in range(10_000))
    pairs = blocks.pairs(range(10_000))
    assert len(pairs) == 5_000
    assert LARGEST < 10_000


def test_each_pair_comes_once_with_its_later_customer():
    blocks = Blocks([(3, {1, 2}), (5, {1, 2}), (9, {2})])
    assert blocks.pairs([3]) == []
    assert blocks.pairs([5]) == [(3, 5)]
    assert blocks.pairs([9]) == [(3, 9), (5, 9)]
    assert blocks.pairs([]) == []
    assert Blocks([]).pairs([1]) == []


def test_hostile_texts_are_compared_like_any_other():
    long = {"given_name": ["x" * 10_000_000], "postal_address": ["1 " * 1_000_000], "phone": ["9" * 100_000]}
    strange = {"given_name": ["\x00\u202e"], "birth_date": ["never"], "email": ["@"], "full_name": [""]}
    familiar = Familiar()
    one, other = record_of(1, long), record_of(2, strange)
    familiar.add([one, other])
    assert compare(one, other, Book(familiar)).score < PROPOSED
    assert keys(one, familiar)
    assert len(folded("a " * 1_000_000)) <= 400


def test_marks_and_case_make_no_other_name():
    assert folded("ØRSTED, Zoë O'Neil-Łukasz") == ("orsted", "zoe", "oneil", "lukasz")
    assert folded("鈴木 一郎") == ("鈴木", "一郎")
    assert folded("Андрей") == folded("АНДРЕИ")

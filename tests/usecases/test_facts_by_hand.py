"""A fact that somebody says of a customer: typed, sourced, with its history; two who say it at once both hear of it."""

from __future__ import annotations

import pytest

from lately.content.definition import parse_definitions
from lately.content.services import keep_contents
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles.editing import ChangedMeanwhile
from lately.profiles.models import Fact
from lately.usecases.end_fact import end_fact
from lately.usecases.keep_fact import Said, keep_fact
from lately.usecases.see_fact import see_fact
from lately.usecases.see_person import see_person
from lately.usecases.writing_down import Hand


@pytest.fixture
def hand(small_book, owner, at):
    """The owner writes about Cara, mother of a 15-year-old."""
    return Hand(owner, "cara@example.com", seconds(at), seconds(at))


def later(hand, days=1):
    return Hand(hand.user, hand.who, hand.at + days * 86_400, hand.now + days * 86_400)


def say(hand, name, value, **more):
    seen = more.pop("seen", None) or version(hand, name)
    return keep_fact(hand=hand, said=Said(name, value, seen=seen, **more))


def version(hand, name):
    fact = see_fact(hand=hand, name=name)["fact"]
    return fact["seen"] if fact else ""


def holds(hand, name):
    return [row["value"] for row in see_fact(hand=hand, name=name)["fact"]["holds"]]


def test_caras_role_changes_and_what_it_was_before_stays_readable(hand):
    say(hand, "role", "nurse")
    say(later(hand), "role", "midwife", source="noticed", where="on her coat")
    fact = see_fact(hand=later(hand), name="role")["fact"]
    assert [row["value"] for row in fact["holds"]] == ["midwife"]
    assert fact["holds"][0]["source"] == f"noticed by {hand.user.name}, on her coat"
    assert [row["value"] for row in fact["history"]] == ["midwife", "nurse"]
    assert holds(hand, "role") == ["nurse"]


def test_two_who_say_caras_role_at_once_the_second_is_told_and_may_keep_theirs(hand):
    seen = version(hand, "role")
    say(hand, "role", "nurse", seen=seen)
    with pytest.raises(ChangedMeanwhile):
        say(later(hand), "role", "teacher", seen=seen)
    assert holds(later(hand), "role") == ["nurse"]
    say(later(hand), "role", "teacher")
    assert holds(later(hand), "role") == ["teacher"]


def test_a_fact_sent_twice_is_said_once_and_nobody_is_told_of_a_clash(hand):
    seen = version(hand, "role")
    assert say(hand, "role", "nurse", seen=seen)
    assert say(hand, "role", "nurse", seen=seen) is None
    assert Fact.objects.filter(name="role").count() == 1


def test_cara_likes_one_thing_more_and_another_no_longer(hand):
    say(hand, "likes", "gardens")
    say(hand, "likes", "boats")
    row = next(one["row"] for one in see_fact(hand=hand, name="likes")["fact"]["holds"] if one["value"] == "gardens")
    end_fact(hand=later(hand), row=str(row), never=False)
    assert holds(hand, "likes") == ["gardens", "boats"]
    assert holds(later(hand), "likes") == ["boats"]
    history = see_fact(hand=later(hand), name="likes")["fact"]["history"]
    assert [(one["value"], bool(one["until"]), one["taken_back"]) for one in history] == [
        ("gardens", True, None), ("boats", False, None),
    ]  # fmt: skip
    with pytest.raises(ChangedMeanwhile):
        end_fact(hand=later(hand), row=str(row), never=True)


def test_what_was_never_so_is_taken_back_and_what_was_said_before_counts_again(hand):
    say(hand, "role", "nurse")
    row = say(later(hand), "role", "astronaut")
    end_fact(hand=later(hand), row=str(row), never=True)
    assert holds(later(hand), "role") == ["nurse"]
    taken = see_fact(hand=later(hand), name="role")["fact"]["history"][0]
    assert (taken["value"], bool(taken["taken_back"])) == ("astronaut", True)


def test_the_words_that_texts_look_for_are_suggested(hand, small_book):
    news = """
- {key: tip, title: A tip, purpose: news, benefit: Use, worth: 6, topics: [gardens], roles: [nurse], channels: {post: {class: give, text: A tip.}}}
"""  # noqa: E501 - one content
    keep_contents(definitions=parse_definitions(news, zone="Europe/London"), now=small_book.ago(1))
    suggested = {name: see_fact(hand=hand, name=name)["fact"]["suggested"] for name in ("likes", "role", "plan")}
    assert suggested == {"likes": ["gardens"], "role": ["nurse"], "plan": []}


def test_nobody_ends_a_fact_of_cara_from_the_page_of_ann(hand):
    row = say(hand, "role", "nurse")
    ann = Hand(hand.user, "ann@example.com", hand.at, hand.now)
    for given in (str(row), "x", "", "9" * 40):
        with pytest.raises(ChangedMeanwhile):
            end_fact(hand=ann, row=given, never=True)
    assert holds(hand, "role") == ["nurse"]


def test_a_fact_of_ones_own_has_a_name_and_an_end(hand):
    say(hand, "own.Favourite  table", "by the window", until="2026-12-01", seen="0-0")
    assert holds(hand, "own.favourite_table") == ["by the window"]
    assert holds(later(hand, 30), "own.favourite_table") == []
    shown = see_person(user=hand.user, who=hand.who, at=hand.at, now=hand.now)["facts"]
    assert "own.favourite_table" in [fact["name"] for fact in shown]


def test_what_changes_in_a_life_is_to_be_asked_again_and_a_birthday_is_not(hand):
    say(hand, "role", "nurse")
    much_later = later(hand, 800)
    shown = see_person(user=hand.user, who=hand.who, at=much_later.at, now=much_later.now)
    old = {fact["name"]: fact["said"][0]["old"] for fact in shown["facts"]}
    assert (old["role"], old["child_birth_date"]) == (True, False)
    assert shown["stage"] == "with a child of 17 years"
    unused = {fact["name"]: fact["unused"] for fact in shown["facts"]}
    assert not unused["child_birth_date"], "the page itself says their stage of life by it"


WRONG = {
    "no such fact": ("shoe_size_of_dog", "12"),
    "a fact the book works out": ("bought.baby", "yes"),
    "a fact that was invented": ("invented.why", "yes"),
    "nothing": ("role", "  "),
    "too much": ("role", "a" * 2_001),
    "a number that is none": ("mailing_hour", "nine"),
    "an hour that is none": ("mailing_hour", "99"),
    "a day that is none": ("birth_date", "soon"),
    "a birth tomorrow": ("birth_date", "2026-11-17"),
    "an address that is none": ("email", "cara at home"),
    "a number with no digits": ("phone", "ask her mother"),
    "a place without a clock": ("zone", "Middle/Earth"),
    "a pigeon": ("preferred_channel", "pigeon"),
    "neither yes nor no": ("has_children", "perhaps"),
    "a name of signs": ("own.<b>", "x"),
    "a name too long": ("own." + "a" * 61, "x"),
    "no name": ("own.", "x"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_true_of_cara_is_refused_in_words(hand, wrong):
    name, value = WRONG[wrong]
    before = Fact.objects.count()
    with pytest.raises(Refusal) as refused:
        keep_fact(hand=hand, said=Said(name, value, seen="0-0"))
    assert all((refused.value.what, refused.value.why, refused.value.todo))
    assert Fact.objects.count() == before


def test_an_end_that_is_over_and_a_source_that_is_none_are_refused(hand):
    for more in ({"until": "2026-11-01"}, {"source": "a dream"}):
        with pytest.raises(Refusal):
            say(hand, "role", "nurse", **more)

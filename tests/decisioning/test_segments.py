"""A segment's answers: yes, no, or not known, the same for one customer and for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lately.decisioning.decide import look_up
from lately.decisioning.expression import Expression, answered
from lately.decisioning.facts_of import column_of
from lately.decisioning.policy import Policy
from lately.decisioning.questions import parse
from lately.decisioning.records import Records
from lately.decisioning.segment_words import people_who
from lately.decisioning.segments import (
    ANSWERS,
    Segment,
    answers_of_all,
    answers_of_one,
    expanded,
    segment_of,
    tables_of,
)
from lately.lib.refusal import Refusal
from tests.decisioning.story import records_of
from tests.decisioning.test_agreement import AT, customer
from tests.decisioning.test_agreement import question as some_question

KLEENE = {True: "yes", False: "no", None: "unknown"}
MORE = (
    {"fact": "days_silent", "at_least": 90},
    {"fact": "role", "not_in": ["plumber"]},
    {"fact": "age_years", "below": 40},
    {"fact": "likes.solar", "is": False},
    {"fact": "wish_days", "is": 7},
    {"fact": "consent.email.news", "is": "granted"},
    {"fact": "days_since_ask", "above": 10},
    {"fact": "role", "never": True},
)
question = st.recursive(
    st.one_of(some_question, st.sampled_from(MORE)),
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda group: {"all": group}),
        st.lists(parts, min_size=1, max_size=3).map(lambda group: {"any": group}),
        parts.map(lambda part: {"not": part}),
    ),
    max_leaves=4,
)


def segment(asked: Any) -> Segment:
    return segment_of({"key": "some", "title": "Some", "question": asked})


def by_hand(expression: Expression, records: Records, place: int) -> str:
    """The answer as the logic of three values has it, from the facts themselves: neither codes nor tables."""

    def holds(leaf: Any) -> bool | None:
        column = column_of(records, leaf.fact)
        return leaf.holds(column.at(place)) if column.known[place] else None

    return KLEENE[answered(expression, holds)]


@example([{"facts": {"role": "Plumber"}}], [{"fact": "role", "in": ["plumber"]}])
@given(st.lists(customer, min_size=1, max_size=5), st.lists(question, min_size=1, max_size=70))
def test_one_customer_and_everybody_answer_alike_and_as_three_valued_logic_has_it(people: Any, asked: Any) -> None:
    segments = [segment(one) for one in asked]
    policy = Policy({})
    tables = tables_of(segments, policy)
    records = records_of([{"customer": one} for one in people], AT, policy)
    found = answers_of_all(records, tables)
    _, codes = look_up(records, tables)
    for place in range(records.size):
        alone = answers_of_one(tables, codes, place)
        assert [ANSWERS[one] for one in found[place].tolist()] == alone
        assert alone == [by_hand(one.question, records, place) for one in segments]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (
            {"all": [{"fact": "likes.gardening", "is": True}, {"fact": "days_silent", "at_least": 90}]},
            "People who like gardening and who have not heard from us for 90 days.",
        ),
        ({"not": {"fact": "days_silent", "at_least": 90}}, "People who heard from us within 89 days."),
        ({"not": {"any": [{"fact": "open_complaint", "is": True}, {"fact": "purchases", "above": 0}]}},
         "People who have no open complaint and who have not bought."),
        (
            {"all": [{"any": [{"fact": "role", "is": "roofer"}, {"fact": "owns.stove", "is": False}]},
                     {"fact": "consent.email.news", "not_in": ["granted"]}]},
            "People (whose role is roofer or who do not have stove of us) and who have not agreed to news by e-mail.",
        ),
        ({"not": {"fact": "role", "is": "roofer"}}, "People whose role is other than roofer."),
        ({"fact": "age_years", "at_least": 40, "at_most": 60}, "People who are 40 or older and who are 60 or younger."),
    ],
)  # fmt: skip
def test_it_says_in_plain_words_what_it_asks(asked: Any, says: str) -> None:
    assert people_who(segment(asked).question, "Europe/London") == says


@given(question)
def test_whatever_can_be_asked_can_be_said(asked: Any) -> None:
    assert people_who(segment(asked).question, "Europe/London").startswith("People ")


@pytest.mark.parametrize(
    "entry",
    [
        {"key": "a", "title": "A"},
        {"key": "A b", "title": "A", "question": {"fact": "purchases", "at_least": 1}},
        {"key": "a", "title": "A", "question": {"fact": "nonsense", "is": True}},
        {"key": "a", "title": "A", "question": {"fact": "role", "at_least": 3}},
        {"key": "a", "title": "A", "question": [], "more": 1},
        {"key": "a", "title": "A", "question": None},
    ],
)
def test_what_is_no_question_is_refused(entry: Any) -> None:
    with pytest.raises(Refusal):
        segment_of(entry)


def test_a_question_that_names_a_segment_asks_what_that_asks() -> None:
    named = {"plumbers": {"fact": "role", "is": "plumber"}}
    asked = expanded(
        {"all": [{"not": {"segment": "plumbers"}}, {"fact": "purchases", "at_least": 1}]}, named, where="It"
    )
    assert asked == {"all": [{"not": {"fact": "role", "is": "plumber"}}, {"fact": "purchases", "at_least": 1}]}
    assert parse(asked, where="It")
    with pytest.raises(Refusal, match="no segment 'roofers'"):
        expanded({"segment": "roofers"}, named, where="It")

"""One customer and everybody get the same answer, and no answer ever breaks a budget."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lately.decisioning.compile import compile_tables
from lately.decisioning.decide import SILENT, decide, decide_one, unpacked
from lately.decisioning.explain import ALLOWED, Case, verdicts
from lately.decisioning.facts_of.contacts import opening
from lately.decisioning.offers import offers_of
from lately.decisioning.outcome import case_of, line_of_one, lines
from lately.decisioning.policy import Policy, named_numbers
from lately.decisioning.records import Received
from lately.decisioning.rules import package_factors, package_rules
from tests.decisioning.story import contents_of, records_of, when

AT = when("2026-11-16T10:00+00:00", 0)
CHANNELS = ("email", "sms", "phone", "post")
CLASSES = ("give", "ask", "mixed", "disguised", "feedback", "service")
SAID = {"email": {"class": "give", "text": "Hello"}}
PURPOSES = ("news", "sale", "thanks", "care")

heard = st.fixed_dictionaries(
    {
        "when": st.integers(0, 40 * 24).map(lambda hours: f"{hours} hours ago"),
        "channel": st.sampled_from(CHANNELS),
        "class": st.sampled_from(CLASSES),
    },
    optional={"content": st.sampled_from(("c0", "c1", "c2")), "asked_for": st.booleans()},
)
reserved = st.fixed_dictionaries(
    {
        "when": st.integers(1, 9 * 24).map(lambda hours: f"in {hours} hours"),
        "channel": st.sampled_from(CHANNELS),
        "status": st.just("reserved"),
    }
)
customer = st.fixed_dictionaries(
    {},
    optional={
        "heard": st.lists(st.one_of(heard, heard, reserved), max_size=12),
        "bought": st.lists(st.integers(1, 700).map(lambda days: f"{days} days ago"), max_size=4),
        "said": st.lists(
            st.fixed_dictionaries(
                {"when": st.just("9 days ago"), "kind": st.sampled_from(("complaint", "reply"))},
                optional={"settled": st.booleans()},
            ),
            max_size=2,
        ),
        "promised": st.lists(
            st.fixed_dictionaries(
                {"due": st.sampled_from(("2 days ago", "in 9 days"))},
                optional={"refrains": st.sampled_from(("ask", "all"))},
            ),
            max_size=2,
        ),
        "consents": st.lists(
            st.fixed_dictionaries(
                {
                    "state": st.sampled_from(("granted", "granted", "withdrawn", "objected")),
                    "channel": st.sampled_from(("", *CHANNELS)),
                },
                optional={"expires": st.sampled_from(("1 day ago", "in 5 days"))},
            ),
            max_size=3,
        ),
        "reached_by": st.sets(st.sampled_from(("email", "phone", "postal_address"))).map(sorted),
        "untold_deeds": st.integers(0, 2),
        "facts": st.fixed_dictionaries(
            {},
            optional={
                "role": st.sampled_from(("Plumber", "doctor")),
                "country": st.sampled_from(("GB", "DE", "US")),
                "zone": st.sampled_from(("Europe/London", "Asia/Tokyo", "America/New_York")),
                "likes": st.lists(st.sampled_from(("heating", "solar")), max_size=2),
                "dislikes": st.lists(st.sampled_from(("heating", "solar")), max_size=1),
                "wish_days": st.integers(1, 40),
                "preferred_channel": st.sampled_from(CHANNELS),
                "child_birth_date": st.lists(
                    st.dates(min_value=dt.date(2005, 1, 1), max_value=dt.date(2026, 11, 1)).map(str), max_size=2
                ),
                "bought.cat": st.booleans(),
            },
        ),
    },
)
question = st.recursive(
    st.sampled_from(
        [
            {"fact": "role", "in": ["plumber"]},
            {"fact": "country", "not_in": ["DE"]},
            {"fact": "days_since_purchase", "at_least": 80, "at_most": 300},
            {"fact": "bought.cat", "is": True},
            {"fact": "purchases", "above": 1},
            {"fact": "untold_deeds", "at_least": 1},
        ]
    ),
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda group: {"all": group}),
        st.lists(parts, min_size=1, max_size=3).map(lambda group: {"any": group}),
        parts.map(lambda part: {"not": part}),
    ),
    max_leaves=4,
)
content = st.fixed_dictionaries(
    {
        "purpose": st.sampled_from(PURPOSES),
        "worth": st.integers(0, 20),
        "channels": st.dictionaries(
            st.sampled_from(CHANNELS),
            st.sampled_from(CLASSES).map(lambda name: {"class": name, "text": "Hello"}),
            min_size=1,
        ),
    },
    optional={
        "audience": question,
        "occasion": question,
        "topics": st.lists(st.sampled_from(("heating", "solar")), max_size=2),
        "children": st.just({"from_months": 0, "to_months": 36}),
        "roles": st.just(["doctor"]),
        "again_after": st.sampled_from((5, 30)),
        "run_up": st.just("declared"),
        "exempt": st.booleans(),
    },
)
books = st.tuples(st.lists(customer, min_size=1, max_size=5), st.lists(content, max_size=30))


def decided(book: tuple[list[Any], list[Any]]) -> Any:
    """The pass over everybody of a random book."""
    customers, contents = book
    policy = Policy({})
    listed = contents_of({"contents": [{**entry, "key": f"c{number}"} for number, entry in enumerate(contents)]})
    tables = compile_tables(package_rules(), package_factors(), offers_of(listed, policy), named_numbers(policy))
    records = records_of([{"customer": one} for one in customers], AT, policy)
    return decide(records, tables), listed


@given(books)
def test_a_customer_alone_is_answered_as_among_all_others_cell_for_cell(book: tuple[list[Any], list[Any]]) -> None:
    """Masks, reasons, scores, choice and line are the same in integers and in arrays."""
    found, contents = decided(book)
    every = list(lines(found, contents, package_factors()))
    count = len(found.tables.offers)
    for index in range(found.records.size):
        one = decide_one(found.records, found.tables, found.codes, index)
        assert one.chosen == found.chosen[index]
        assert one.scores == {bit: found.scores[index, bit] for bit in one.scores}
        for code, mask in one.refused.items():
            flags = unpacked(found.refused[code], count)[index]
            assert mask == sum(1 << bit for bit in range(count) if flags[bit]), code
        assert line_of_one(one, case_of(found, index), contents, package_factors()) == every[index]


@given(books)
def test_every_cell_has_an_outcome_and_every_verdict_agrees_with_it(book: tuple[list[Any], list[Any]]) -> None:
    """What is not said has at least one reason, and the verdicts told to people give the same reasons."""
    found, _ = decided(book)
    for index in range(found.records.size):
        one = decide_one(found.records, found.tables, found.codes, index)
        case = Case(found.records, found.tables, found.columns, found.codes, index)
        for bit in range(len(found.tables.offers)):
            codes = {code for code, mask in one.refused.items() if mask >> bit & 1}
            assert (bit == one.chosen) == (not codes)
            told = {verdict.reason for verdict in verdicts(case, bit, package_rules()) if verdict.outcome != ALLOWED}
            assert told == codes - {"outranked", "not_worth_its_cost"}


@given(books)
def test_nothing_we_say_takes_or_leaves_further_a_window_over_budget(book: tuple[list[Any], list[Any]]) -> None:
    """Every sliding window by brute force, histories over budget before we came and reservations included."""
    found, _ = decided(book)
    contacts = found.records.kept.contacts
    for index in range(found.records.size):
        mine = contacts.owner == index
        felt = list(zip(contacts.at[mine].tolist(), contacts.weight[mine].tolist(), strict=True))
        for bit, offer in enumerate(found.tables.offers):
            if offer.attributes["exempt"]:
                continue
            refused = bool(unpacked(found.refused["too_much"], len(found.tables.offers))[index, bit])
            at = int(opening(found.records, offer.channel).values[index])
            assert refused == breaks_a_window([*felt, (at, offer.attributes["weight"])], at, found.records.policy)
        chosen = int(found.chosen[index])
        if chosen != SILENT and not found.tables.offers[chosen].attributes["exempt"]:
            offer = found.tables.offers[chosen]
            at = int(opening(found.records, offer.channel).values[index])
            assert not breaks_a_window([*felt, (at, offer.attributes["weight"])], at, found.records.policy)


def breaks_a_window(felt: list[tuple[int, int]], at: int, policy: Policy) -> bool:
    """Whether any window that contains `at` holds more than its budget; every possible end is tried."""
    for days, budget in policy["pressure.budgets"].items():
        length = int(days) * 86_400
        ends = [end for end, _ in felt if at <= end < at + length]
        if any(sum(weight for when, weight in felt if end - length < when <= end) > budget for end in ends):
            return True
    return False


def test_a_content_that_both_halves_of_a_merged_customer_had_is_held_back_once_like_any_other() -> None:
    """Ann was on record twice; among her rows a content stands twice, and contents in any order."""
    contents = [{"key": f"c{number}", "purpose": "news", "channels": SAID} for number in range(3)]
    heard_of = [{"when": "2 days ago", "channel": "email", "class": "give", "content": key} for key in ("c2", "c0")]
    found, _ = decided(([{"heard": heard_of}, {}], contents))
    received = found.records.received
    twice = np.array([*range(len(received.owner)), 0])
    rows = Received(received.owner[twice], received.content[twice], received.last[twice])
    again = decide(replace(found.records, received=rows, memo={}), found.tables)
    assert unpacked(found.refused["said_before"], 3).tolist() == [[True, False, True], [False] * 3]
    assert (again.refused["said_before"] == found.refused["said_before"]).all()

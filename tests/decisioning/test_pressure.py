"""How much did Ann feel of us? Checked against every window that can be laid over her history."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lately.decisioning.contacts import DAY, NEVER, Contacts, contacts_of, no_contacts
from lately.decisioning.pressure import fits, used, worst

NOON = 1_795_000_000
DAYS = (1, 7, 30)

# Around the edges of windows, so that a second more or less is tried often.
moments = st.builds(
    lambda days, hours, seconds: NOON + days * DAY + hours * 3600 + seconds,
    st.integers(-45, 45),
    st.sampled_from((0, 0, 6, 12, 18)),
    st.sampled_from((-1, 0, 0, 1)),
)
histories = st.lists(st.tuples(moments, st.integers(0, 4)), max_size=25)


def contacts(*told: list[tuple[int, int]]) -> Contacts:
    """Contacts of customers 0, 1, ..., each told as (moment, weight)."""
    rows = [(owner, at, weight) for owner, history in enumerate(told) for at, weight in history]
    owner, at, weight = np.array(rows, np.int64).reshape(-1, 3).T
    rest = {name: np.ones(len(owner), np.int64) for name in ("given", "asked", "klass")}
    return contacts_of(owner=owner, at=at, weight=weight, **rest)


def one(history: list[tuple[int, int]], at: int, days: int) -> int:
    return int(used(contacts(history), np.array([at]), days)[0])


def heaviest(history: list[tuple[int, int]], days: int, ends: list[int]) -> int:
    """The heaviest of the windows that end at these moments, by going through the history for each."""
    length = days * DAY
    return max(sum(weight for at, weight in history if end - length < at <= end) for end in ends)


def ends_around(history: list[tuple[int, int]], days: int) -> set[int]:
    """Every moment at which the weight of a window that ends there can change, and those beside it."""
    edges = {at + shift for at, _ in history for shift in (0, days * DAY)}
    return {edge + beside for edge in edges for beside in (-1, 0, 1)}


@given(history=histories, at=moments, days=st.sampled_from(DAYS))
def test_what_ann_felt_is_the_heaviest_window_that_can_be_laid_around_the_moment(history, at, days):
    ends = {at, at + days * DAY - 1} | {end for end in ends_around(history, days) if at <= end < at + days * DAY}
    assert one(history, at, days) == heaviest(history, days, sorted(ends))


@given(history=histories, at=moments, days=st.sampled_from(DAYS), weight=st.integers(1, 4), budget=st.integers(0, 20))
def test_a_contact_is_let_in_only_if_no_window_with_it_is_over_the_budget_and_always_then(
    history, at, days, weight, budget
):
    with_it = [*history, (at, weight)]
    ends = [end for end in ends_around(with_it, days) if at <= end < at + days * DAY]
    ours = used(contacts(history), np.array([at]), days)
    assert bool(fits(ours, weight, budget)[0]) == (heaviest(with_it, days, ends) <= budget)


@given(history=histories, days=st.sampled_from(DAYS))
def test_the_worst_window_of_ann_is_the_heaviest_anywhere(history, days):
    ours = worst(contacts([], history), 2, days).tolist()
    assert ours == [0, heaviest(history, days, [*ends_around(history, days), NOON])]


@given(told=st.lists(histories, min_size=1, max_size=6), days=st.sampled_from(DAYS), data=st.data())
def test_ann_alone_and_everybody_together_felt_the_same(told, days, data):
    at = np.array([data.draw(st.one_of(moments, st.just(NEVER))) for _ in told])
    together = used(contacts(*told), at, days).tolist()
    alone = [0 if when == NEVER else one(history, when, days) for history, when in zip(told, at.tolist(), strict=True)]
    assert together == alone


def test_a_mail_counts_for_exactly_seven_times_24_hours():
    assert one([(NOON - 7 * DAY + 1, 3)], NOON, 7) == 3
    assert one([(NOON - 7 * DAY, 3)], NOON, 7) == 0


def test_a_mail_at_the_same_second_counts():
    assert one([(NOON, 2)], NOON, 1) == 2


def test_a_letter_reserved_for_thursday_counts_against_one_on_monday():
    monday, thursday = NOON, NOON + 3 * DAY
    assert one([(thursday, 1)], monday, 7) == 1
    assert one([(thursday, 1)], monday, 1) == 0
    assert one([(monday + 7 * DAY - 1, 1)], monday, 7) == 1
    assert one([(monday + 7 * DAY, 1)], monday, 7) == 0


def test_two_reservations_that_never_share_a_window_are_not_added_up():
    """Five days before and five days after: both share a week with today, but not with each other."""
    assert one([(NOON - 5 * DAY, 1), (NOON + 5 * DAY, 1)], NOON, 7) == 1
    assert one([(NOON - 3 * DAY, 1), (NOON + 3 * DAY, 1)], NOON, 7) == 2


def test_two_mails_exactly_seven_days_apart_share_no_week():
    apart, closer = [(NOON - 5 * DAY, 1), (NOON + 2 * DAY, 1)], [(NOON - 5 * DAY + 1, 1), (NOON + 2 * DAY, 1)]
    assert (one(apart, NOON, 7), one(closer, NOON, 7)) == (1, 2)
    assert [worst(contacts(history), 1, 7).tolist() for history in (apart, closer)] == [[1], [2]]


def test_a_week_that_was_over_budget_before_we_came_lets_nothing_more_in():
    bombarded = [(NOON - hour * 3600, 1) for hour in range(9)]
    there = used(contacts(bombarded), np.array([NOON]), 7)
    assert there.tolist() == [9]
    assert not fits(there, 1, 3)[0]
    assert fits(there, 1, 10)[0]


def test_who_has_no_moment_or_no_history_used_nothing():
    assert used(contacts([(NOON, 5)]), np.array([NEVER]), 30).tolist() == [0]
    assert used(contacts([(NEVER, 5)]), np.array([NEVER]), 30).tolist() == [0]
    assert used(no_contacts(), np.array([NOON, NEVER]), 30).tolist() == [0, 0]
    assert worst(no_contacts(), 2, 30).tolist() == [0, 0]


def test_a_window_longer_than_all_history_is_one_sum():
    assert one([(NOON, 1), (NOON - 40_000 * DAY, 2), (NOON + DAY, 4)], NOON, 200_000) == 7


def test_the_history_of_one_customer_does_not_run_into_the_next():
    told = [(NOON - 1, 1)], [(NOON - 2, 10)], [(NOON + 1, 100)]
    assert used(contacts(*told), np.full(3, NOON), 10**6).tolist() == [1, 10, 100]

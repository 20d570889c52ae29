"""How much did Ann get, when the old counts for less? Checked against sums of real numbers."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lately.decisioning.balance import BUCKET, added, epoch_of, powers, read

HALF_LIVES = (1, 7, 30, 180, 365)
TODAY = 20_775

half_lives = st.sampled_from(HALF_LIVES)
events = st.lists(st.tuples(st.integers(TODAY - 4000, TODAY), st.integers(0, 2000)), min_size=1, max_size=40)


def kept(told: list[tuple[int, int]], half_life: int) -> tuple[int, int]:
    """The sum of events (day, weight), and the epoch it is kept against."""
    epoch = epoch_of(max(day for day, _ in told), half_life)
    return sum(added(weight, day, epoch, half_life) for day, weight in told), epoch


def exactly(told: list[tuple[int, int]], day: int, half_life: int) -> Decimal:
    return sum((weight * Decimal(2) ** (Decimal(then - day) / half_life) for then, weight in told), Decimal(0))


@given(told=events, half_life=half_lives, later=st.integers(0, 3000))
def test_what_ann_got_is_the_decayed_sum(told, half_life, later):
    total, epoch = kept(told, half_life)
    ours, real = read(total, epoch, TODAY + later, half_life), exactly(told, TODAY + later, half_life)
    assert abs(ours - real) <= 1 + real / 20_000 + len(told) * Decimal(2) ** -14


@given(told=events, half_life=half_lives, later=st.integers(0, 3000))
def test_one_customer_and_everybody_get_the_same_bit_for_bit(told, half_life, later):
    days, weights = np.array(told, np.int64).T
    total, epoch = kept(told, half_life)
    epochs = np.full(len(told), epoch)
    together = int(added(weights, days, epochs, half_life).sum())
    assert together == total
    at_once = read(np.array([together] * 2), np.array([epoch] * 2), TODAY + later, half_life).tolist()
    assert at_once == [read(total, epoch, TODAY + later, half_life)] * 2


@given(told=events, half_life=half_lives, seed=st.integers())
def test_the_order_in_which_we_learnt_of_it_does_not_matter(told, half_life, seed):
    shuffled = told.copy()
    random.Random(seed).shuffle(shuffled)
    assert kept(shuffled, half_life) == kept(told, half_life)


@pytest.mark.parametrize("half_life", HALF_LIVES)
def test_a_give_of_today_is_a_give_and_one_of_a_half_life_ago_is_half_a_give(half_life):
    for day in range(TODAY, TODAY + 2 * BUCKET * half_life, max(1, half_life // 3)):
        total, epoch = kept([(day, 1000)], half_life)
        assert read(total, epoch, day, half_life) == 1000
        assert read(total, epoch, day + half_life, half_life) == 500
        assert read(total, epoch, day + 2 * half_life, half_life) == 250


def test_a_day_makes_a_difference():
    total, epoch = kept([(TODAY, 1000)], 30)
    assert [read(total, epoch, TODAY + days, 30) for days in (0, 1, 2)] == [1000, 977, 955]


@pytest.mark.parametrize("half_life", HALF_LIVES)
def test_a_million_events_fit_into_64_bits(half_life):
    epoch = epoch_of(TODAY, half_life)
    last = epoch + BUCKET * half_life - 1
    assert epoch_of(last, half_life) == epoch
    total = added(2000, last, epoch, half_life) * 2**20
    assert 2**60 < total < 2**63
    alike = np.full(2**20, 2000), np.full(2**20, last), np.full(2**20, epoch)
    assert int(added(*alike, half_life).sum()) == total
    assert read(total, epoch, last, half_life) == 2000 * 2**20


def test_what_is_older_than_sixteen_half_lives_before_the_epoch_vanishes():
    epoch = epoch_of(TODAY, 30)
    before = epoch - BUCKET * 30
    assert added(1000, before, epoch, 30) == 1000
    assert added(1000, before - 1, epoch, 30) == 0
    days = np.array([before, before - 1])
    assert added(np.full(2, 1000), days, np.full(2, epoch), 30).tolist() == [1000, 0]


def test_a_sum_read_ages_later_is_nothing_and_no_error():
    total, epoch = kept([(TODAY, 1000)], 1)
    assert read(total, epoch, TODAY + 10_000, 1) == 0
    assert read(np.array([total]), np.array([epoch]), TODAY + 10_000, 1).tolist() == [0]


def test_days_before_1970_count_too():
    total, epoch = kept([(-3000, 1000), (-2990, 500)], 30)
    assert epoch <= -2990
    assert abs(read(total, epoch, -2990, 30) - exactly([(-3000, 1000), (-2990, 500)], -2990, 30)) <= 1


def test_the_one_table_of_powers_is_exact_and_cannot_be_changed():
    for half_life in HALF_LIVES:
        table = powers(half_life)
        wanted = [round(Decimal(2) ** (Decimal(place) / half_life) * 2**16) for place in range(half_life)]
        assert table.tolist() == wanted
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 1

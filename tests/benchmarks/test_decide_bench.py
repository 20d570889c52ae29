"""The benchmark compares like with like, or it says so."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.decide.bench import engine
from benchmarks.decide.ours import alone
from benchmarks.measure import DifferentCellsError
from lately.decisioning.decide import decide_one, look_up

CUSTOMERS = 200


def test_two_hundred_customers_hear_the_same_from_the_arrays_as_from_a_plain_loop() -> None:
    ours, loop = (engine(name, CUSTOMERS, False).cells() for name in ("lately", "loop"))
    ours.check(loop, "the loop")
    assert len(ours.allowed) == CUSTOMERS
    assert len(ours.scores) == np.bitwise_count(ours.allowed).sum() > CUSTOMERS


def test_the_benchmark_fails_if_one_customer_is_refused_one_offer_for_another_reason() -> None:
    ours, other = (engine("lately", CUSTOMERS, False).cells() for _ in range(2))
    other.refused["too_soon"][7, 0] ^= np.uint64(1)
    with pytest.raises(DifferentCellsError, match="differs in 1 cells for the reason too_soon"):
        ours.check(other, "the other")


def test_a_customer_whose_answer_is_timed_alone_may_hear_the_same_as_among_the_others() -> None:
    everybody = engine("lately", CUSTOMERS, False)
    allowed = everybody.cells().allowed
    for index in range(0, CUSTOMERS, 20):
        one = alone(everybody.records, index)
        answer = decide_one(one, everybody.tables, look_up(one, everybody.tables)[1], 0)
        assert answer.allowed == int(allowed[index, 0]) | int(allowed[index, 1]) << 64

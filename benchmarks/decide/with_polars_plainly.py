"""How would it be written in Polars without our idea of masks? A Boolean column for each offer and reason.

The rules are those of with_polars.py; which of them ask the same is left to Polars, which works out equal parts of a
query once. The facts are worked out as in with_polars.py.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from benchmarks.decide import with_polars
from benchmarks.decide.cells import Cells
from benchmarks.decide.numbers import WORD
from benchmarks.decide.with_polars import factors, refusals, score
from lately.decisioning.offers import Offer
from lately.decisioning.records import Records


class Engine(with_polars.Engine):
    """The queries, built once; `run` carries them out."""

    name = "polars plainly"

    def __init__(self, records: Records, offers: Sequence[Offer], *, from_facts: bool) -> None:
        super().__init__(records, offers, from_facts=from_facts)
        self.columns = {
            (reason, bit): test
            for bit, offer in enumerate(offers)
            for reason, test in _by_reason(offer, bit, records.at).items()
        }
        topics = sorted({topic for offer in offers for topic in offer.attributes["topics"]})
        self.asked = [test.alias(f"{reason}.{bit}") for (reason, bit), test in self.columns.items()]
        self.asked += factors(self.channels, topics)
        self.free = [
            (~pl.any_horizontal(f"{reason}.{one}" for reason, one in self.columns if one == bit)).alias(f"free.{bit}")
            for bit in range(len(offers))
        ]

    def run(self) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """A column for each offer and reason, then the scores of what is allowed."""
        facts = self._worked_out() if self.facts is None else self.facts.lazy()
        told = facts.select("owner", *self.asked).with_columns(self.free).collect(engine="in-memory")
        branches = [
            told.lazy().filter(f"free.{bit}").select("owner", score(offer).alias("score"))
            for bit, offer in enumerate(self.offers)
        ]
        return told, pl.collect_all(branches, engine="in-memory")

    def cells(self) -> Cells:
        """The answer in the form that is compared."""
        told, scores = self.run()
        refused = {reason: self._words(told, reason) for reason in dict.fromkeys(one for one, _ in self.columns)}
        return Cells(
            self._words(told, "free"), refused, np.concatenate([frame["score"].to_numpy() for frame in scores])
        )

    def _words(self, told: pl.DataFrame, name: str) -> Any:
        flags = np.zeros((told.height, WORD * len(self.width)), dtype=bool)
        for bit in range(len(self.offers)):
            if f"{name}.{bit}" in told.columns:
                flags[:, bit] = told[f"{name}.{bit}"].to_numpy()
        return np.packbits(flags, axis=1, bitorder="little").view(np.uint64)


def _by_reason(offer: Offer, bit: int, at: int) -> dict[str, pl.Expr]:
    """Each reason with the test of it; what is unknown refuses nobody."""
    tests: dict[str, list[pl.Expr]] = {}
    for reason, test in refusals(offer, at):
        tests.setdefault(reason, []).append(pl.lit(value=True) if test is None else test.fill_null(value=False))
    tests["said_before"] = [pl.col(f"said_before.{bit // WORD}") & pl.lit(1 << bit % WORD, dtype=pl.UInt64) != 0]
    return {reason: functools.reduce(operator.or_, some) for reason, some in tests.items()}

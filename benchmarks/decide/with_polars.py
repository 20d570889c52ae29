"""How would somebody who knows Polars write it? Lazy expressions over columns, bit masks for the cells.

The rules stand here a second time, by hand, from their sentences in rules.yaml: that is what a peer is for. Equal
questions are asked once; each reason keeps the offers it refuses as bits of 64-bit columns.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from benchmarks.decide.cells import Cells
from benchmarks.decide.numbers import (
    ALL,
    COMPLAINED,
    HELD_BY_COMPLAINT,
    IGNORED,
    LATELY_COMPLAINED,
    LIFE,
    LIKED,
    NEGLECTED,
    OTHER_PREFERRED,
    PREFERRED,
    PRESSED,
    SPACING,
    WORD,
)
from benchmarks.decide.polars_facts import inputs, worked_out
from lately.decisioning.expression import Expression, Leaf
from lately.decisioning.offers import Offer
from lately.decisioning.records import Records

GRANTED, EXPIRED = 1, 2

Refusal = tuple[str, pl.Expr | None]


def refusals(offer: Offer, at: int) -> Iterator[Refusal]:
    """Each reason to refuse the offer with the test of it; None refuses everybody."""
    o = offer.attributes
    channel, purpose = o["channel"], o["purpose"]
    if not o["exempt"]:
        yield from _suppressed(o, channel, purpose)
        yield from _pressed(o, channel)
    yield "deceased", pl.col("deceased")
    yield "no_address", ~pl.col(f"address.{channel}")
    if o["draft"]:
        yield "draft", None
    if at < o["valid_from"]:
        yield "not_yet", None
    if at >= o["valid_to"]:
        yield "over", None
    yield from _not_for_them(o)
    opens = pl.col(f"open_at.{channel}")
    late = opens - at > LIFE
    yield "no_open_hour", late if at >= o["valid_to"] else late | (opens >= o["valid_to"])


def _suppressed(o: Any, channel: str, purpose: str) -> Iterator[Refusal]:
    yield "objected", pl.col(f"objected.{channel}.{purpose}")
    if o["needs_consent"]:
        consent = pl.col(f"consent.{channel}.{purpose}")
        yield "no_consent", ~consent.is_between(GRANTED, EXPIRED)
        yield "consent_expired", consent == EXPIRED
    if o["class"] in HELD_BY_COMPLAINT:
        yield "open_complaint", pl.col("open_complaint")
        yield "promise_overdue", pl.col("promise_overdue")
    yield "promise_broken", pl.col(f"refrains.{o['class']}")
    if o["wants"]:
        yield "ask_not_earned", ~pl.col("enough")
        if not o["run_up_declared"]:
            yield "give_just_before_ask", pl.col("enough") & ~pl.col("honest")


def _pressed(o: Any, channel: str) -> Iterator[Refusal]:
    for window, room in o["room"].items():
        yield "too_much", pl.col(f"pressure.{channel}.{window}") > room
    yield "too_soon", pl.col(f"gap.{channel}") < SPACING
    yield "own_frequency", pl.col(f"wish_wait.{channel}") > 0


def _not_for_them(o: Any) -> Iterator[Refusal]:
    if "child_from" in o:
        yield from _asked("wrong_life_stage", pl.col(f"child_months.{o['child_from']}.{o['child_to']}"))
    if "age_from" in o:
        yield from _asked("wrong_age", pl.col("age_years").is_between(o["age_from"], o["age_to"]))
    if "roles" in o:
        yield from _asked("wrong_role", pl.col("role").is_in(o["roles"]))
    if "sectors" in o:
        yield from _asked("wrong_employer", pl.col("employer_sector").is_in(o["sectors"]))
    for topic in o["topics"]:
        yield "disliked_topic", pl.col(f"dislikes.{topic}")
    if o["audience"] is not None:
        yield from _asked("outside_audience", asked(o["audience"]))
    if o["occasion"] is not None:
        yield "no_occasion", ~asked(o["occasion"]).fill_null(value=False)


def _asked(reason: str, holds: pl.Expr) -> Iterator[Refusal]:
    yield reason, ~holds
    yield "unknown", holds.is_null()


_COMPARED = {
    "is": operator.eq, "at_least": operator.ge, "at_most": operator.le, "above": operator.gt, "below": operator.lt,
    "in": lambda fact, words: fact.is_in(list(words)), "not_in": lambda fact, words: ~fact.is_in(list(words)),
}  # fmt: skip


def asked(question: Expression) -> pl.Expr:
    """A question as an expression; what is unknown is null, and Polars' logic is Kleene's."""
    if isinstance(question, Leaf):
        flag = question.comparison == "is" and question.operand in {0, 1}
        return _COMPARED[question.comparison](
            pl.col(question.fact), bool(question.operand) if flag else question.operand
        )
    parts = [asked(part) for part in question.parts]
    if question.joined == "not":
        return ~parts[0]
    return functools.reduce(operator.and_ if question.joined == "all" else operator.or_, parts)


def masks(offers: Sequence[Offer], at: int) -> tuple[dict[str, list[pl.Expr]], set[str]]:
    """Columns of refused bits by reason, and the facts they are made of."""
    grouped: dict[str, dict[str, tuple[pl.Expr | None, int]]] = {}
    for bit, offer in enumerate(offers):
        for reason, test in refusals(offer, at):
            name = "" if test is None else test.meta.serialize(format="json")
            before = grouped.setdefault(reason, {}).get(name, (test, 0))
            grouped[reason][name] = (test, before[1] | 1 << bit)
    width = range(-(-len(offers) // WORD))
    found = {reason: [_bits(list(tests.values()), word) for word in width] for reason, tests in grouped.items()}
    facts = {
        name
        for tests in grouped.values()
        for test, _ in tests.values()
        if test is not None
        for name in test.meta.root_names()
    }
    return found, facts


def _bits(tests: list[tuple[pl.Expr | None, int]], word: int) -> pl.Expr:
    none = pl.lit(0, dtype=pl.UInt64)
    parts = []
    for test, mask in tests:
        bits = pl.lit(mask >> word * WORD & ALL, dtype=pl.UInt64)
        if mask >> word * WORD & ALL:
            parts.append(bits if test is None else pl.when(test).then(bits).otherwise(none))
    return functools.reduce(operator.or_, parts) if parts else none


def _stepped(fact: pl.Expr, steps: Sequence[tuple[int, int]], neutral: int) -> pl.Expr:
    chain: Any = pl
    for edge, number in reversed(steps):
        chain = chain.when(fact >= edge).then(pl.lit(number, dtype=pl.Int64))
    return chain.otherwise(pl.lit(neutral, dtype=pl.Int64))


def factors(channels: Sequence[str], topics: Sequence[str]) -> list[pl.Expr]:
    """What each customer multiplies and adds, whatever the offer: thousandths, and micro-worth."""
    neglect = _stepped(pl.col("days_silent"), NEGLECTED, 0)
    complained = pl.col("days_since_complaint") < LATELY_COMPLAINED
    found = [
        _stepped(pl.col("unanswered"), IGNORED, 1000).alias("ignored"),
        pl.when(complained).then(COMPLAINED).otherwise(1000).cast(pl.Int64).alias("complained"),
    ]
    for topic in topics:
        liked = pl.when(pl.col(f"likes.{topic}")).then(LIKED).otherwise(1000)
        found.append(liked.cast(pl.Int64).alias(f"like.{topic}"))
    for channel in channels:
        prefers = pl.col("preferred_channel") == channel
        preferred = pl.when(prefers).then(PREFERRED).when(~prefers).then(OTHER_PREFERRED).otherwise(1000)
        pressed = _stepped(pl.col(f"pressure.{channel}.30"), PRESSED, 0)
        found += [
            preferred.cast(pl.Int64).alias(f"prefers.{channel}"),
            pressed.alias(f"pressed.{channel}"),
            (pressed + neglect).alias(f"added.{channel}"),
        ]
    return found


def score(offer: Offer) -> pl.Expr:
    """The score of one offer in micro-worth."""
    o, channel = offer.attributes, offer.channel
    times = [f"like.{topic}" for topic in o["topics"]] + [f"prefers.{channel}"]
    times += [*(["complained"] if o["wants"] else []), "ignored"]
    found: Any = pl.lit(o["worth_micro"], dtype=pl.Int64)
    for name in times:
        found = found * pl.col(name) // 1000
    return found + pl.col(f"pressed.{channel}" if o["wants"] else f"added.{channel}") - o["cost_micro"]


class Engine:
    """The queries, built once; `run` carries them out.

    Measured at 100,000 customers: the sums over rows are quicker in the streaming engine (polars_facts.py), all the
    rest in memory.
    """

    name = "polars"

    def __init__(self, records: Records, offers: Sequence[Offer], *, from_facts: bool) -> None:
        self.records, self.offers = records, offers
        self.width = range(-(-len(offers) // WORD))
        self.channels = sorted({offer.channel for offer in offers})
        topics = sorted({topic for offer in offers for topic in offer.attributes["topics"]})
        columns, needed = masks(offers, records.at)
        weighed = factors(self.channels, topics)
        self.needed = needed | {name for one in weighed for name in one.meta.root_names()}
        self.reasons = [*columns, "said_before"]
        self.masks = [
            column.alias(f"{reason}.{word}") for reason, words in columns.items() for word, column in enumerate(words)
        ] + weighed
        self.allowed = [self._allowed(word).alias(f"allowed.{word}") for word in self.width]
        self.scores = [(self._may(bit), score(offer).alias("score")) for bit, offer in enumerate(offers)]
        self.inputs = inputs(records)
        self.facts = self._worked_out().collect(engine="in-memory") if from_facts else None

    def _worked_out(self) -> pl.LazyFrame:
        return worked_out(self.inputs, self.records, self.channels, self.needed, self.offers)

    def _allowed(self, word: int) -> pl.Expr:
        everything = pl.lit(((1 << len(self.offers)) - 1) >> word * WORD & ALL, dtype=pl.UInt64)
        return everything & ~functools.reduce(operator.or_, [pl.col(f"{reason}.{word}") for reason in self.reasons])

    def _may(self, bit: int) -> pl.Expr:
        return pl.col(f"allowed.{bit // WORD}") & pl.lit(1 << bit % WORD, dtype=pl.UInt64) != 0

    def run(self) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """Masks by reason, then the scores of what is allowed."""
        facts = self._worked_out() if self.facts is None else self.facts.lazy()
        asked = facts.select("owner", "^said_before.*$", *self.masks).with_columns(self.allowed)
        masked = asked.collect(engine="in-memory")
        cells = masked.lazy()
        branches = [cells.filter(may).select("owner", found) for may, found in self.scores]
        return masked, pl.collect_all(branches, engine="in-memory")

    def cells(self) -> Cells:
        """The answer in the form that is compared."""
        masked, scores = self.run()

        def words(name: str) -> Any:
            return np.stack([masked[f"{name}.{word}"].to_numpy() for word in self.width], axis=1)

        refused = {reason: words(reason) for reason in self.reasons}
        return Cells(words("allowed"), refused, np.concatenate([frame["score"].to_numpy() for frame in scores]))

"""How would it be written in SQL? DuckDB over its own tables, bit masks for the cells.

The same rules as in with_polars.py, by hand, with equal questions asked once; unknown is NULL, and SQL's logic is
Kleene's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import numpy as np

from benchmarks.decide.cells import Cells
from benchmarks.decide.duckdb_facts import Facts
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
from benchmarks.decide.polars_facts import inputs
from lately.decisioning.expression import Expression, Leaf, leaves
from lately.decisioning.offers import Offer
from lately.decisioning.records import Records

ALWAYS = {
    "deceased", "open_complaint", "promise_overdue", "enough", "honest", "age_years", "role", "employer_sector",
    "preferred_channel", "days_since_complaint", "days_silent", "unanswered",
}  # fmt: skip
COMPARED = {"is": "=", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<", "in": "IN", "not_in": "NOT IN"}
Refusal = tuple[str, str]


def refusals(offer: Offer, at: int) -> Iterator[Refusal]:
    """Each reason to refuse the offer with the test of it."""
    o = offer.attributes
    channel, purpose = o["channel"], o["purpose"]
    if not o["exempt"]:
        yield from _suppressed(o, channel, purpose)
        for window, room in o["room"].items():
            yield "too_much", f'"pressure.{channel}.{window}" > {room}'
        yield "too_soon", f'"gap.{channel}" < {SPACING}'
        yield "own_frequency", f'"wish_wait.{channel}" > 0'
    yield "deceased", "deceased"
    yield "no_address", f'NOT "address.{channel}"'
    for reason, everybody in (("draft", o["draft"]), ("not_yet", at < o["valid_from"]), ("over", at >= o["valid_to"])):
        if everybody:
            yield reason, "TRUE"
    yield from _not_for_them(o)
    late = f'"open_at.{channel}" > {at + LIFE}'
    yield "no_open_hour", late if at >= o["valid_to"] else f'{late} OR "open_at.{channel}" >= {o["valid_to"]}'


def _suppressed(o: Any, channel: str, purpose: str) -> Iterator[Refusal]:
    yield "objected", f'"objected.{channel}.{purpose}"'
    if o["needs_consent"]:
        yield "no_consent", f'"consent.{channel}.{purpose}" NOT IN (1, 2)'
        yield "consent_expired", f'"consent.{channel}.{purpose}" = 2'
    if o["class"] in HELD_BY_COMPLAINT:
        yield "open_complaint", "open_complaint"
        yield "promise_overdue", "promise_overdue"
    yield "promise_broken", f'"refrains.{o["class"]}"'
    if o["wants"]:
        yield "ask_not_earned", "NOT enough"
        if not o["run_up_declared"]:
            yield "give_just_before_ask", "enough AND NOT honest"


def _not_for_them(o: Any) -> Iterator[Refusal]:
    if "child_from" in o:
        yield from _asked("wrong_life_stage", f'"child_months.{o["child_from"]}.{o["child_to"]}"')
    if "age_from" in o:
        yield from _asked("wrong_age", f"age_years BETWEEN {o['age_from']} AND {o['age_to']}")
    if "roles" in o:
        yield from _asked("wrong_role", f"role IN ({_words(o['roles'])})")
    if "sectors" in o:
        yield from _asked("wrong_employer", f"employer_sector IN ({_words(o['sectors'])})")
    for topic in o["topics"]:
        yield "disliked_topic", f'"dislikes.{topic}"'
    if o["audience"] is not None:
        yield from _asked("outside_audience", asked(o["audience"]))
    if o["occasion"] is not None:
        yield "no_occasion", f"coalesce(NOT ({asked(o['occasion'])}), TRUE)"


def _asked(reason: str, holds: str) -> Iterator[Refusal]:
    yield reason, f"NOT ({holds})"
    yield "unknown", f"({holds}) IS NULL"


def _words(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def asked(question: Expression) -> str:
    """A question in SQL."""
    if isinstance(question, Leaf):
        operand: Any = question.operand
        if question.comparison in {"in", "not_in"}:
            operand = f"({_words(operand)})"
        elif question.comparison == "is" and operand in {0, 1}:
            operand = "TRUE" if operand else "FALSE"
        return f'"{question.fact}" {COMPARED[question.comparison]} {operand}'
    parts = [f"({asked(part)})" for part in question.parts]
    if question.joined == "not":
        return f"NOT {parts[0]}"
    return (" AND " if question.joined == "all" else " OR ").join(parts)


class Engine:
    """The tables, filled once, and the queries; `run` carries them out."""

    name = "duckdb"

    def __init__(self, records: Records, offers: Sequence[Offer], *, from_facts: bool) -> None:
        self.offers, self.from_facts = offers, from_facts
        self.width = range(-(-len(offers) // WORD))
        self.tests: dict[str, dict[str, int]] = {}
        for bit, offer in enumerate(offers):
            for reason, test in refusals(offer, records.at):
                tests = self.tests.setdefault(reason, {})
                tests[test] = tests.get(test, 0) | 1 << bit
        self.reasons = [*self.tests, "said_before"]
        self.channels = sorted({offer.channel for offer in offers})
        self.topics = sorted({topic for offer in offers for topic in offer.attributes["topics"]})
        self.base = duckdb.connect()
        for name, table in inputs(records).items():
            self.base.register("frame", table)
            self.base.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
            self.base.unregister("frame")
        self.facts = Facts(self.base, records, self.channels, offers, self._needed())
        self.masked, self.scores = self._masked(), self._scores()
        if from_facts:
            self.facts.work_out()

    def _needed(self) -> list[str]:
        named = {part for tests in self.tests.values() for test in tests for part in test.split('"')[1::2]}
        for offer in self.offers:
            questions = (offer.attributes["audience"], offer.attributes["occasion"])
            named |= {leaf.fact for question in questions if question is not None for leaf in leaves(question)}
        named |= {f"likes.{topic}" for topic in self.topics} | {f"pressure.{channel}.30" for channel in self.channels}
        return sorted(named | ALWAYS)

    def run(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Masks by reason, then the scores of what is allowed."""
        if not self.from_facts:
            self.facts.work_out()
        self.base.execute(f"CREATE OR REPLACE TEMP TABLE masked AS {self.masked}")
        names = [f'"{reason}.{word}"' for reason in (*self.reasons, "allowed") for word in self.width]
        masks = self.base.execute(f"SELECT {', '.join(names)} FROM masked ORDER BY owner").fetchnumpy()
        return masks, self.base.execute(self.scores).fetchnumpy()

    def _masked(self) -> str:
        columns = [
            f'{self._bits(tests, word)} AS "{reason}.{word}"'
            for reason, tests in self.tests.items()
            for word in self.width
        ]
        before = [f'"said_before.{word}"' for word in self.width]
        inner = f"SELECT owner, {', '.join([*before, *columns, *self._factors()])} FROM facts"
        return f"SELECT *, {', '.join(self._allowed(word) for word in self.width)} FROM ({inner})"

    def _allowed(self, word: int) -> str:
        everything = ((1 << len(self.offers)) - 1) >> word * WORD & ALL
        refused = " | ".join(f'"{reason}.{word}"' for reason in self.reasons)
        return f'{everything}::UBIGINT & ~({refused}) AS "allowed.{word}"'

    def _bits(self, tests: dict[str, int], word: int) -> str:
        masks = {test: mask >> word * WORD & ALL for test, mask in tests.items()}
        cases = [f"CASE WHEN {test} THEN {mask}::UBIGINT ELSE 0::UBIGINT END" for test, mask in masks.items() if mask]
        return " | ".join(cases) or "0::UBIGINT"

    def _factors(self) -> Iterator[str]:
        """What each customer multiplies and adds, whatever the offer: thousandths, and micro-worth."""
        yield f"{_stepped('unanswered', IGNORED, 1000)} AS ignored"
        complained = f"CASE WHEN days_since_complaint < {LATELY_COMPLAINED} THEN {COMPLAINED} ELSE 1000 END"
        yield f"{complained}::BIGINT AS complained"
        for topic in self.topics:
            yield f'CASE WHEN "likes.{topic}" THEN {LIKED} ELSE 1000 END::BIGINT AS "like.{topic}"'
        for channel in self.channels:
            pressed = _stepped(f'"pressure.{channel}.30"', PRESSED, 0)
            preferred = f"CASE WHEN preferred_channel = '{channel}' THEN {PREFERRED}"
            preferred += f" WHEN preferred_channel IS NULL THEN 1000 ELSE {OTHER_PREFERRED} END::BIGINT"
            yield f'{preferred} AS "prefers.{channel}"'
            yield f'{pressed} AS "pressed.{channel}"'
            yield f'{pressed} + {_stepped("days_silent", NEGLECTED, 0)} AS "added.{channel}"'

    def _scores(self) -> str:
        branches = [
            f"SELECT {bit} AS bit, owner, {self._score(offer)} AS score FROM masked "
            f'WHERE "allowed.{bit // WORD}" & {1 << bit % WORD}::UBIGINT <> 0'
            for bit, offer in enumerate(self.offers)
        ]
        return " UNION ALL ".join(branches)

    def _score(self, offer: Offer) -> str:
        o, channel = offer.attributes, offer.channel
        times = [f"like.{topic}" for topic in o["topics"]] + [f"prefers.{channel}"]
        times += [*(["complained"] if o["wants"] else []), "ignored"]
        found = f"{o['worth_micro']}::BIGINT"
        for name in times:
            found = f'({found} * "{name}" // 1000)'
        added = f"pressed.{channel}" if o["wants"] else f"added.{channel}"
        return f'{found} + "{added}" - {o["cost_micro"]}'

    def cells(self) -> Cells:
        """The answer in the form that is compared."""
        masks, scores = self.run()

        def words(name: str) -> Any:
            return np.stack([np.asarray(masks[f"{name}.{word}"]).astype(np.uint64) for word in self.width], axis=1)

        order = np.lexsort([scores["owner"], scores["bit"]])
        refused = {reason: words(reason) for reason in self.reasons}
        return Cells(words("allowed"), refused, np.asarray(scores["score"])[order])


def _stepped(fact: str, steps: Sequence[tuple[int, int]], neutral: int) -> str:
    cases = " ".join(f"WHEN {fact} >= {edge} THEN {number}" for edge, number in reversed(steps))
    return f"CASE {cases} ELSE {neutral} END::BIGINT"

"""How do rules become tables? Each rule: code of a fact -> bit mask of the offers it allows.

Encoders are data: sorted breakpoints of all questions asked of a fact. `code = 1 + searchsorted(breaks, value,
side='right')`; 0 is unknown. Bit i of a mask is offer i; masks are Python integers here and become 64-bit words
for a whole population (`words`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lately.decisioning.claims import Claim
from lately.decisioning.expression import Expression, Group, Leaf, Scalar, filled, leaves
from lately.decisioning.offers import Offer
from lately.decisioning.rules import Factor, Rule, concerns, variants

UNKNOWN, NO, YES = 0, 1, 2
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Look:
    """One look-up: of a reason, in the column of a fact, with the mask allowed for each code."""

    reason: str
    rule: str
    column: str
    table: tuple[int, ...]
    bits: int

    def refused(self, code: int) -> int:
        """The mask refused for a code."""
        return self.bits & ~self.table[code]


@dataclass(frozen=True, slots=True)
class Weighing:
    """One factor in the column of a fact: `numbers[code]` is in thousandths (times) or micro-worth (plus)."""

    factor: str
    column: str
    kind: str
    numbers: tuple[int, ...]
    offers: tuple[int, ...]

    def raises(self, code: int) -> bool:
        """Whether the factor raises the score of its offers."""
        return self.numbers[code] > self.numbers[UNKNOWN]


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule's question about some offers, with the attributes of the first of them for its sentence."""

    rule: Rule
    question: Expression
    bits: int
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Tables:
    """All rules and factors of one pass, compiled."""

    offers: Sequence[Offer]
    asked: Sequence[Asked]
    encoders: Mapping[str, tuple[Scalar, ...]]
    questions: Mapping[str, Group]
    looks: Sequence[Look]
    weighings: Sequence[Weighing]
    cells: Sequence[Rule] = field(default=())

    @functools.cached_property
    def weighed(self) -> Sequence[Sequence[Weighing]]:
        """The factors that touch each offer: first those that multiply, then those that add."""
        ordered = sorted(self.weighings, key=lambda one: one.kind == "plus")
        return [[one for one in ordered if bit in one.offers] for bit in range(len(self.offers))]

    @functools.cached_property
    def by_content(self) -> Mapping[str, int]:
        """The mask of each content's offers."""
        found: dict[str, int] = {}
        for bit, offer in enumerate(self.offers):
            found[offer.content] = found.get(offer.content, 0) | 1 << bit
        return found

    @functools.cached_property
    def again_after(self) -> Mapping[str, int]:
        """For how many seconds each content is not said again."""
        return {offer.content: offer.attributes["again_after"] for offer in self.offers}

    @property
    def everything(self) -> int:
        """The mask of all offers."""
        return (1 << len(self.offers)) - 1


def compile_tables(
    rules: Sequence[Rule], factors: Sequence[Factor], offers: Sequence[Offer], policy: Mapping[str, Any]
) -> Tables:
    """Compile rules and factors for these offers; `policy` holds the numbers that rules may name."""
    asked = [one for rule in rules if not rule.cells for one in _asked(rule, offers, policy)]
    weighed = [(factor, *_weighed(factor, offers)) for factor in factors]
    questions = _questions(asked)
    encoders = _encoders(asked, weighed)
    return Tables(
        offers=offers,
        asked=asked,
        encoders=encoders,
        questions=questions,
        looks=list(_looks(asked, encoders, questions, (1 << len(offers)) - 1)),
        weighings=[one for factor, facts in weighed for one in _weighings(factor, facts, encoders)],
        cells=[rule for rule in rules if rule.cells],
    )


def words(table: Sequence[int], count: int) -> Words:
    """Masks as rows of 64-bit words, least first: shape (len(table), ceil(count / 64))."""
    width = max(1, -(-count // 64))
    packed = b"".join(mask.to_bytes(width * 8, "little") for mask in table)
    return np.frombuffer(packed, dtype="<u8").reshape(len(table), width)


def _asked(rule: Rule, offers: Sequence[Offer], policy: Mapping[str, Any]) -> list[Asked]:
    found: dict[Expression, Asked] = {}
    for bit, offer in enumerate(offers):
        if not concerns(rule.offers, offer.attributes):
            continue
        for attributes in variants(rule.each, offer.attributes):
            question = _question(rule, attributes, policy)
            before = found.get(question)
            bits = (before.bits if before else 0) | 1 << bit
            found[question] = Asked(rule, question, bits, before.attributes if before else attributes)
    return list(found.values())


def _question(rule: Rule, attributes: Mapping[str, Any], policy: Mapping[str, Any]) -> Expression:
    test: Any = attributes[rule.test.removeprefix("offer.")] if isinstance(rule.test, str) else rule.test
    if isinstance(test, Claim):
        test = test.test
    flat = dict(attributes)
    flat |= {f"room.{days}": room for days, room in attributes["room"].items()}
    if "window" in attributes:
        flat["room.{window}"] = attributes["room"][attributes["window"]]
    return filled(test, flat, policy)


def _one_fact(question: Expression) -> bool:
    """Whether a question asks one fact only, with nothing but `all`: then it needs no column of its own."""
    if isinstance(question, Leaf):
        return True
    parts = question.parts
    return (
        question.joined == "all"
        and all(isinstance(part, Leaf) for part in parts)
        and len({leaf.fact for leaf in leaves(question)}) == 1
    )


def _questions(asked: Sequence[Asked]) -> dict[str, Group]:
    groups = {one.question for one in asked if isinstance(one.question, Group) and not _one_fact(one.question)}
    return {f"?{number}": group for number, group in enumerate(sorted(groups, key=repr))}


def _encoders(
    asked: Sequence[Asked], weighed: Sequence[tuple[Factor, dict[str, list[int]]]]
) -> dict[str, tuple[Scalar, ...]]:
    edges: dict[str, set[Scalar]] = {}
    for one in asked:
        for leaf in leaves(one.question):
            edges.setdefault(leaf.fact, set()).update(leaf.breaks())
    for factor, facts in weighed:
        for fact in facts:
            for comparison, operand, _ in factor.steps:
                edges.setdefault(fact, set()).update(Leaf(fact, comparison, operand).breaks())
    return {fact: tuple(sorted(found)) for fact, found in edges.items()}


def samples(breaks: tuple[Scalar, ...]) -> list[Scalar]:
    """One value of each code from 1 on: below the first breakpoint, then each breakpoint itself."""
    if not breaks:
        return [0]
    first = breaks[0]
    return ["" if isinstance(first, str) else first - 1, *breaks]


def _looks(
    asked: Sequence[Asked], encoders: Mapping[str, tuple[Scalar, ...]], questions: Mapping[str, Group], everything: int
) -> Iterator[Look]:
    names: dict[Expression, str] = {group: name for name, group in questions.items()}
    merged: dict[tuple[str, str, str], list[Asked]] = {}
    for one in asked:
        column = names.get(one.question) or next(leaves(one.question)).fact
        merged.setdefault((one.rule.code, column, one.rule.unknown), []).append(one)
    for (code, column, unknown), group in merged.items():
        bits = 0
        for one in group:
            bits |= one.bits
        if column in questions:
            known = [everything & ~bits, everything]
        else:
            known = [everything & ~_refused(group, value) for value in samples(encoders[column])]
        own = everything & ~bits if unknown == "own" else everything
        yield Look(code, code, column, (own, *known), bits)
        if unknown == "refuse":
            yield Look("unknown", code, column, (everything & ~bits, *[everything] * len(known)), bits)


def _refused(group: Sequence[Asked], value: Scalar) -> int:
    no = 0
    for one in group:
        if not all(leaf.holds(value) for leaf in leaves(one.question)):
            no |= one.bits
    return no


def _weighed(factor: Factor, offers: Sequence[Offer]) -> tuple[dict[str, list[int]]]:
    facts: dict[str, list[int]] = {}
    for bit, offer in enumerate(offers):
        if concerns(factor.offers, offer.attributes):
            for attributes in variants(factor.each, offer.attributes):
                facts.setdefault(factor.fact.format_map(attributes), []).append(bit)
    return (facts,)


def _weighings(
    factor: Factor, facts: Mapping[str, list[int]], encoders: Mapping[str, tuple[Scalar, ...]]
) -> Iterator[Weighing]:
    neutral = 1000 if factor.kind == "times" else 0
    for fact, bits in facts.items():
        numbers = (neutral, *(_stepped(factor, fact, value, neutral) for value in samples(encoders[fact])))
        yield Weighing(factor.code, fact, factor.kind, numbers, tuple(bits))


def _stepped(factor: Factor, fact: str, value: Scalar, neutral: int) -> int:
    found = neutral
    for comparison, operand, number in factor.steps:
        if Leaf(fact, comparison, operand).holds(value):
            found = number
    return found

"""Of whom could we well ask something now? Rules as data (earned.yaml), asked of records by their plain values."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib import resources

from lately.decisioning.expression import Expression, Group, Leaf, answered, filled
from lately.decisioning.facts_of import column_of
from lately.decisioning.policy import named_numbers
from lately.decisioning.records import Records
from lately.decisioning.rules import Rule, rules_from


@functools.cache
def earned_rules() -> tuple[Rule, ...]:
    """The rules of earned.yaml."""
    return tuple(rules_from(resources.files(__package__).joinpath("earned.yaml").read_text("utf-8"), "earned.yaml"))


def against(records: Records, index: int) -> list[str]:
    """The codes of the rules that speak against asking the customer at `index`; none: it is earned."""
    return [rule.code for rule, question in _questions(records) if not _holds(records, rule, question, index)]


def _questions(records: Records) -> Iterator[tuple[Rule, Expression]]:
    numbers = named_numbers(records.policy)
    for rule in earned_rules():
        if isinstance(rule.test, Leaf | Group):
            yield rule, filled(rule.test, {}, numbers)


def _holds(records: Records, rule: Rule, question: Expression, index: int) -> bool:
    def holds(leaf: Leaf) -> bool | None:
        column = column_of(records, leaf.fact)
        return leaf.holds(column.at(index)) if column.known[index] else None

    answer = answered(question, holds)
    return rule.unknown == "allow" if answer is None else answer

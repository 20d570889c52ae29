"""What is asked of the facts? A named question, in three-valued logic.

Written as data: `{fact: role, in: [plumber]}`, `{all: [...]}`, `{any: [...]}`, `{not: ...}`.
A leaf compares one fact; unknown stays unknown through `all`, `any` and `not` (Kleene). questions.py reads them.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Scalar = int | str
COMPARISONS = ("is", "in", "not_in", "at_least", "at_most", "above", "below", "never")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison of one fact. `operand` is a value, a tuple of values, or `offer.x` / `policy.x`."""

    fact: str
    comparison: str
    operand: Any

    def holds(self, value: Scalar) -> bool:
        """Whether a known value passes."""
        return bool(_HOLDS[self.comparison](value, self.operand))

    def breaks(self) -> list[Scalar]:
        """Where the answer may change, as breakpoints for searchsorted(side='right')."""
        if self.comparison == "never":
            return []
        operands = self.operand if isinstance(self.operand, tuple) else (self.operand,)
        return [edge for operand in operands for edge in _edges(operand)[_CHANGES.get(self.comparison, _BOTH)]]


@dataclass(frozen=True, slots=True)
class Group:
    """`all` or `any` of some parts, or `not` of one."""

    joined: str
    parts: tuple[Expression, ...]


Expression = Leaf | Group

_HOLDS: dict[str, Any] = {
    "is": lambda value, operand: value == operand,
    "in": lambda value, operand: value in operand,
    "not_in": lambda value, operand: value not in operand,
    "at_least": lambda value, operand: value >= operand,
    "at_most": lambda value, operand: value <= operand,
    "above": lambda value, operand: value > operand,
    "below": lambda value, operand: value < operand,
    "never": lambda _value, _operand: False,
}

_BOTH, _AT_IT, _AFTER_IT = slice(0, 2), slice(0, 1), slice(1, 2)
_CHANGES = {"at_least": _AT_IT, "below": _AT_IT, "at_most": _AFTER_IT, "above": _AFTER_IT}


def _edges(operand: Scalar) -> tuple[Scalar, ...]:
    """The operand itself and the next value after it: between them lies exactly the operand."""
    return (operand, operand + "\x01") if isinstance(operand, str) else (operand, operand + 1)


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Every comparison in the expression, from left to right."""
    if isinstance(expression, Leaf):
        yield expression
    else:
        for part in expression.parts:
            yield from leaves(part)


def scalar(value: Any) -> Any:
    """Bring a YAML value to what columns hold: flags to 0 and 1, text to lower case, lists to tuples."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return tuple(scalar(part) for part in value)
    if isinstance(value, str) and not value.startswith(("offer.", "policy.")):
        return value.casefold()
    return value


def filled(expression: Expression, offer: Mapping[str, Any], policy: Mapping[str, Any]) -> Expression:
    """Put an offer's attributes and the policy's numbers where the expression names them."""
    if isinstance(expression, Group):
        return Group(expression.joined, tuple(filled(part, offer, policy) for part in expression.parts))
    fact = expression.fact
    if "{" in fact:
        fact = fact.format_map({name: offer[name] for _, name, _, _ in string.Formatter().parse(fact) if name})
    return Leaf(fact, expression.comparison, _operand(expression.operand, offer, policy))


def _operand(operand: Any, offer: Mapping[str, Any], policy: Mapping[str, Any]) -> Any:
    if not isinstance(operand, str):
        return operand
    for prefix, table in (("offer.", offer), ("policy.", policy)):
        if operand.startswith(prefix):
            return scalar(table[operand.removeprefix(prefix)])
    return operand


def answered(expression: Expression, holds: Callable[[Leaf], bool | None]) -> bool | None:
    """The answer, None if it is unknown (Kleene); `holds` answers each comparison."""
    if isinstance(expression, Leaf):
        return holds(expression)
    answers = [answered(part, holds) for part in expression.parts]
    if expression.joined == "not":
        return None if answers[0] is None else not answers[0]
    decisive = expression.joined == "any"
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive

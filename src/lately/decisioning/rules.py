"""Which rules and factors hold here? The package's own files, and the organisation's beside them."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import yaml

from lately.decisioning.catalogue import fact_kind
from lately.decisioning.derived import is_derived
from lately.decisioning.expression import Expression, leaves, parse, scalar
from lately.lib.refusal import Refusal

STAGES = ("suppression", "eligibility", "contact policy")
ARBITRATED = {
    "outranked": "Something else is worth more to {name} now.",
    "not_worth_its_cost": "It would cost {name} more attention than it is worth to them now.",
    "no_capacity": "Others need the same hour or hand more urgently.",
    "holdout": "{name} is in the group we keep silent with, to learn whether “{title}” does any good.",
    "unknown": "We do not know this of {name}, and would have to guess: {value}.",
    "nothing_to_say": "There is nothing to say to {name} now that is worth their time.",
}
_RULE_LINES = {"code", "stage", "sentence", "test", "offers", "unknown", "each", "source", "cells"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as data. `test` is a question, or the name of the offer's attribute that holds one."""

    code: str
    stage: str
    sentence: str
    source: str
    offers: Mapping[str, Any] = field(hash=False)
    test: Expression | str | None
    unknown: str
    each: tuple[str, str] | None
    cells: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the score, as data. `steps`: (comparison, operand, number in thousandths or micro-worth)."""

    code: str
    fact: str
    kind: str
    steps: tuple[tuple[str, Any, int], ...]
    offers: Mapping[str, Any] = field(hash=False)
    each: tuple[str, str] | None
    because: str
    source: str


@functools.cache
def package_rules() -> tuple[Rule, ...]:
    """The rules that come with the package."""
    return tuple(rules_from(resources.files(__package__).joinpath("rules.yaml").read_text("utf-8"), "rules.yaml"))


@functools.cache
def package_factors() -> tuple[Factor, ...]:
    """The factors that come with the package."""
    entries = yaml.safe_load(resources.files(__package__).joinpath("factors.yaml").read_text("utf-8"))
    return tuple(_factor(entry) for entry in entries)


def rules_from(text: str, name: str) -> Iterator[Rule]:
    """Read rules from YAML; raises Refusal for what cannot be a rule, an unknown fact in one included."""
    entries = yaml.safe_load(text)
    if not isinstance(entries, list):
        raise Refusal(f"{name} holds no list of rules.", "Each rule begins with “- code:”.", "See docs/rules.md.")
    for entry in entries:
        yield _rule(entry, name)


def _rule(entry: Mapping[str, Any], name: str) -> Rule:
    where = f"Rule {entry.get('code', '?')!r} in {name}"
    strange = set(entry) - _RULE_LINES
    missing = {"code", "stage", "sentence", "source"} - set(entry)
    if strange or missing or not (("test" in entry) ^ ("cells" in entry)):
        raise Refusal(
            f"{where} is incomplete or has lines nothing reads: {', '.join(sorted(strange | missing)) or 'test'}.",
            "Every rule has a code, a stage, a sentence, a source and one test.",
            "See docs/rules.md.",
        )
    if entry["stage"] not in STAGES:
        raise Refusal(f"{where} has the stage {entry['stage']!r}.", f"It is one of {', '.join(STAGES)}.", "Choose one.")
    test = entry.get("test")
    question = test if isinstance(test, str) else parse(test, where=where) if test is not None else None
    if question is not None and not isinstance(question, str):
        _check_facts(question, where)
    each = entry.get("each")
    return Rule(
        code=entry["code"],
        stage=entry["stage"],
        sentence=entry["sentence"],
        source=entry["source"],
        offers=entry.get("offers", {}),
        test=question,
        unknown=entry.get("unknown", "refuse"),
        each=tuple(each.split(" as ")) if each else None,
        cells=entry.get("cells", ""),
    )


def _check_facts(question: Expression, where: str) -> None:
    for leaf in leaves(question):
        if not is_derived(leaf.fact):
            try:
                fact_kind(leaf.fact)
            except Refusal as refusal:
                raise Refusal(f"{where}: {refusal.what}", refusal.why, refusal.todo) from None


def _factor(entry: Mapping[str, Any]) -> Factor:
    kind = "times" if "times" in entry else "plus"
    unit = 1 if kind == "times" else 1_000_000
    form = entry[kind]
    if "steps" in form:
        steps = tuple(("at_least", edge, round(number * unit)) for edge, number in form["steps"])
    else:
        comparison = next(name for name in form if name != "by")
        steps = ((comparison, scalar(form[comparison]), round(form["by"] * unit)),)
    each = entry.get("each")
    return Factor(
        code=entry["code"],
        fact=entry["fact"],
        kind=kind,
        steps=steps,
        offers=entry.get("offers", {}),
        each=tuple(each.split(" as ")) if each else None,
        because=entry.get("because", ""),
        source=entry["source"],
    )


def concerns(selector: Mapping[str, Any], attributes: Mapping[str, Any]) -> bool:
    """Whether a rule or factor is about an offer with these attributes."""
    for name, wanted in selector.items():
        value = attributes.get(name)
        if wanted == "present":
            if value is None or value == ():
                return False
        elif (value not in wanted) if isinstance(wanted, list) else (value != wanted):
            return False
    return True


def variants(each: tuple[str, str] | None, attributes: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The offer's attributes, once for every element of the attribute the rule goes through."""
    if each is None:
        yield attributes
    else:
        for element in attributes[each[0]]:
            yield {**attributes, each[1]: element}


def rule_named(code: str, rules: Sequence[Rule]) -> Rule:
    """Return the rule of a code; raises Refusal with the nearest."""
    found = next((rule for rule in rules if rule.code == code), None)
    if found is None:
        near = difflib.get_close_matches(code, [rule.code for rule in rules], n=1)
        raise Refusal(
            f"There is no rule {code!r}.",
            "Rules have codes.",
            f"Did you mean {near[0]!r}?" if near else "See docs/rules.md.",
        )
    return found

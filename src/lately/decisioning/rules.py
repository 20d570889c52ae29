"""Which rules and factors hold here? The package's own files, and the organisation's beside them."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import yaml

from lately.decisioning.expression import Expression, scalar
from lately.decisioning.offers import attributes_by_name
from lately.decisioning.questions import checked_sentence, parse
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop
from lately.lib.yaml_lists import entries

STAGES = ("suppression", "eligibility", "contact policy")
ARBITRATED = {
    "outranked": gettext_noop("Something else is worth more to {name} now."),
    "not_worth_its_cost": gettext_noop("It would cost {name} more attention than it is worth to them now."),
    "no_capacity": gettext_noop("Others need the same hour or hand more urgently."),
    "holdout": gettext_noop("{name} is in the group we keep silent with, to learn whether “{title}” does any good."),
    "unknown": gettext_noop("We do not know this of {name}, and would have to guess: {value}."),
    "nothing_to_say": gettext_noop("There is nothing to say to {name} now that is worth their time."),
}
EACH = {
    "topics": "topic",
    "windows": "7",
    "claims": "that they are loyal",
    "greets": "greeting",
}  # what an offer has several of, with an example
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
    listed = yaml.safe_load(resources.files(__package__).joinpath("factors.yaml").read_text("utf-8"))
    return tuple(_factor(entry) for entry in listed)


def rules_from(text: str, name: str) -> Iterator[Rule]:
    """Read rules from YAML; raises Refusal for what cannot be a rule: an unknown fact, a sentence nothing fills."""
    for entry in entries(text, name=name, what="rules", begins="code", see="docs/rules.md"):
        yield _rule(entry, name)


def _rule(entry: Mapping[str, Any], name: str) -> Rule:
    where = _("Rule %(code)r in %(name)s") % {"code": entry.get("code", "?"), "name": name}
    _check_lines(entry, where)
    offers, each = entry.get("offers", {}), _each(entry, where)
    names = _names(offers, each, where)
    return Rule(
        code=entry["code"],
        stage=_one_of(entry["stage"], STAGES, f"{where}: stage"),
        sentence=checked_sentence(entry["sentence"], where=where, names=_said(names, each)),
        source=entry["source"],
        offers=offers,
        test=_test(entry.get("test"), offers, names, where),
        unknown=_one_of(entry.get("unknown", "refuse"), ("refuse", "own", "allow"), f"{where}: unknown"),
        each=each,
        cells=_one_of(entry.get("cells", ""), ("", "received"), f"{where}: cells"),
    )


def _check_lines(entry: Mapping[str, Any], where: str) -> None:
    needed = {"code", "stage", "sentence", "source"}
    strange, missing = set(entry) - _RULE_LINES, {name for name in needed if not _is_text(entry.get(name))}
    if strange or missing or not (("test" in entry) ^ ("cells" in entry)):
        wrong = ", ".join(sorted(map(str, strange | missing))) or "test"
        raise Refusal(
            _("%(where)s is incomplete or has lines nothing reads: %(lines)s.") % {"where": where, "lines": wrong},
            _("Every rule has a code, a stage, a sentence, a source and one test."),
            _("See docs/rules.md."),
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _one_of(value: Any, allowed: tuple[str, ...], where: str) -> str:
    if value not in allowed:
        raise Refusal(
            _("%(where)s is %(value)r.") % {"where": where, "value": value},
            _("It is one of %(choices)s.") % {"choices": ", ".join(filter(None, allowed))},
            _("Choose one."),
        )
    return str(value)


def _each(entry: Mapping[str, Any], where: str) -> tuple[str, str] | None:
    if "each" not in entry:
        return None
    attribute, _as, element = str(entry["each"]).partition(" as ")
    if attribute not in EACH or not element.isidentifier():
        raise Refusal(
            _("%(where)s goes through %(each)r.") % {"where": where, "each": entry["each"]},
            _("An offer has several of these: %(attributes)s.") % {"attributes": _(" and ").join(EACH)},
            _("Write it like “each: topics as topic”."),
        )
    return attribute, element


def _names(offers: Any, each: tuple[str, str] | None, where: str) -> dict[str, Any]:
    """The attributes every offer has that the rule concerns, with an example of each."""
    always, some = attributes_by_name()
    for name in offers if isinstance(offers, Mapping) else (str(offers),):
        if name not in {**always, **some}:
            near = difflib.get_close_matches(str(name), {**always, **some}, n=1)
            raise Refusal(
                _("%(where)s concerns offers by %(name)r.") % {"where": where, "name": name},
                _("Offers are told apart by their attributes."),
                _("Did you mean %(near)r?") % {"near": near[0]}
                if near
                else _("They have %(attributes)s.") % {"attributes": ", ".join({**always, **some})},
            )
    found = {**always, **{name: value for name, value in some.items() if offers.get(name) == "present"}}
    if each:
        found[each[1]] = EACH[each[0]]
        found |= {"room.{window}": 0} if each[1] == "window" else {}
    return found


def _said(names: Mapping[str, Any], each: tuple[str, str] | None) -> Iterator[str]:
    yield from ("name", "channel_word", "channels_word", "value", "limit", "silence_words")
    yield from (name for name, value in names.items() if isinstance(value, str | int))
    yield from ("window_words", "budget") if each and each[1] == "window" else ()


def _test(test: Any, offers: Mapping[str, Any], names: Mapping[str, Any], where: str) -> Expression | str | None:
    """The question, or the name of the offer's attribute that holds one."""
    if test is None:
        return None
    if not isinstance(test, str):
        return parse(test, where=where, names=names)
    asked = test.removeprefix("offer.")
    given = test == "offer.claim" and "claim" in names
    if not given and (test not in {"offer.audience", "offer.occasion"} or offers.get(asked) != "present"):
        raise Refusal(
            _("%(where)s tests %(test)r.") % {"where": where, "test": test},
            _("A test is a question about facts, or offer.audience or offer.occasion where that is present."),
            _("Write it like {fact: role, in: [plumber, roofer]}; see docs/rules.md."),
        )
    return test


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


def refuse_taken_codes(own: Sequence[Rule]) -> None:
    """Raise Refusal if a rule of the organisation has the code of another: a code is one reason."""
    taken = {*ARBITRATED, *(rule.code for rule in package_rules())}
    for rule in own:
        if rule.code in taken:
            raise Refusal(
                _("There are two rules %(code)r.") % {"code": rule.code},
                _("A code names one reason."),
                _("Give yours a code of its own."),
            )
        taken.add(rule.code)


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
            _("There is no rule %(code)r.") % {"code": code},
            _("Rules have codes."),
            _("Did you mean %(near)r?") % {"near": near[0]} if near else _("See docs/rules.md."),
        )
    return found

"""Why, and why not? Every rule's verdict on one offer for one customer, in sentences filled from facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lately.decisioning.claims import Claim
from lately.decisioning.compile import Asked, Tables, samples
from lately.decisioning.encode import Codes, Column
from lately.decisioning.expression import Expression, Leaf, answered, leaves
from lately.decisioning.facts_of import column_of
from lately.decisioning.phrases import (
    PURPOSE_WORDS,
    called,
    channel_words,
    channels_words,
    counted,
    day_words,
    days_words,
    fact_words,
    value_words,
)
from lately.decisioning.records import Records
from lately.decisioning.rules import ARBITRATED, Factor, Rule
from lately.decisioning.wanting import is_yes_or_no, wanted_words
from lately.lib.saying import Saying, Value, gettext, gettext_noop, places, worded

ALLOWED, REFUSED, NOT_KNOWN = "allowed", "refused", "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of one offer: `code` is the rule's, `reason` the code it is held back with, if it is.

    `sentence` says why it is held back, or what was seen where nothing is against it.
    """

    code: str
    stage: str
    outcome: str
    reason: str
    sentence: str
    facts: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Case:
    """One customer of a pass, with all that was looked at."""

    records: Records
    tables: Tables
    columns: Mapping[str, Column]
    codes: Mapping[str, Codes]
    index: int
    found: dict[int, tuple[Verdict, ...]] = field(default_factory=dict, compare=False, repr=False)

    def words(self, fact: str) -> str:
        """What the fact says of this customer."""
        return value_words(self.records, fact, self.columns[fact], self.index)


def verdicts(case: Case, bit: int, rules: Sequence[Rule]) -> Iterator[Verdict]:
    """The verdict of every rule that concerns offer `bit`, in the order of the rules."""
    for asked in case.tables.asked:
        if asked.bits >> bit & 1:
            yield _verdict(case, asked, bit)
    for rule in rules:
        if rule.cells:
            yield _cell_verdict(case, rule, bit)


def against(case: Case, bit: int, rules: Sequence[Rule]) -> tuple[Verdict, ...]:
    """The verdicts that hold offer `bit` back, in the order of the rules; a screen asks for them again and again.

    `rules` are those of the pass the case is of.
    """
    if bit not in case.found:
        said = [_refusal(case, asked, bit) for asked in case.tables.asked if asked.bits >> bit & 1]
        said += [_cell_verdict(case, rule, bit) for rule in rules if rule.cells]
        case.found[bit] = tuple(verdict for verdict in said if verdict is not None and verdict.outcome != ALLOWED)
    return case.found[bit]


def _verdict(case: Case, asked: Asked, bit: int) -> Verdict:
    held = _refusal(case, asked, bit)
    if held is not None:
        return held
    rule, facts = asked.rule, _facts(asked)
    seen = "; ".join(f"{fact_words(fact)}: {case.words(fact)}" for fact in facts)
    return Verdict(rule.code, rule.stage, ALLOWED, "", seen, facts, rule.source)


def _facts(asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(leaf.fact for leaf in leaves(asked.question)))


def _refusal(case: Case, asked: Asked, bit: int) -> Verdict | None:
    """What holds the offer back; None if nothing does."""
    rule, answer = asked.rule, _answer(case, asked.question)
    if answer is True or (answer is None and rule.unknown == "allow"):
        return None
    attributes, facts = {**asked.attributes, **case.tables.offers[bit].attributes}, _facts(asked)
    if answer is None and rule.unknown == "refuse":
        missing = [fact for fact in facts if not case.columns[fact].known[case.index]]
        said = filled(ARBITRATED["unknown"], case, attributes, value=gettext(" and ").join(map(fact_words, missing)))
        return Verdict(rule.code, rule.stage, NOT_KNOWN, "unknown", said, facts, rule.source)
    said = filled(rule.sentence, case, attributes, value=_value(case, asked), limit=_limit(case, asked.question))
    return Verdict(rule.code, rule.stage, REFUSED, rule.code, said, facts, rule.source)


def _answer(case: Case, question: Expression) -> bool | None:
    def holds(leaf: Leaf) -> bool | None:
        code = int(case.codes[leaf.fact][case.index])
        return None if code == 0 else leaf.holds(samples(case.tables.encoders[leaf.fact])[code - 1])

    return answered(question, holds)


def _value(case: Case, asked: Asked) -> str:
    """What the fact of the question says; where the content itself asks, each fact that fails and what was wanted."""
    question = asked.question
    if isinstance(question, Leaf) and not isinstance(asked.rule.test, str):
        return case.words(question.fact)
    failing = [leaf for leaf in leaves(question) if _answer(case, leaf) is not True] or list(leaves(question))
    return "; ".join(_missed(case, fact, failing) for fact in dict.fromkeys(leaf.fact for leaf in failing))


def _missed(case: Case, fact: str, failing: Sequence[Leaf]) -> str:
    zone = case.records.calendar.zone
    asked = [leaf for leaf in failing if leaf.fact == fact and not is_yes_or_no(leaf)]
    wanted = gettext(" and ").join(dict.fromkeys(wanted_words(leaf, zone) for leaf in asked))
    said = f"{fact_words(fact)}: {case.words(fact)}"
    return worded("{said} (wanted: {wanted})", said=said, wanted=wanted) if wanted else said


def _limit(case: Case, question: Expression) -> str:
    leaf = next(leaves(question))
    operand = leaf.operand
    if leaf.fact == "moment" and isinstance(operand, int):
        return day_words(operand, case.records.calendar.zone)
    return gettext(" or ").join(map(str, operand)) if isinstance(operand, tuple) else str(operand)


def _cell_verdict(case: Case, rule: Rule, bit: int) -> Verdict:
    offer, received = case.tables.offers[bit], case.records.received
    mine = (received.owner == case.index) & received.content.says(offer.content)
    last = max(received.last[mine].tolist(), default=None)
    if last is None or case.records.at - last >= offer.attributes["again_after"]:
        before = gettext("not said yet")
        if last is not None:
            before = worded("last said on {day}", day=day_words(last, case.records.calendar.zone))
        return Verdict(rule.code, rule.stage, ALLOWED, "", before, (f"received.{offer.content}",), rule.source)
    said = filled(rule.sentence, case, offer.attributes, value=day_words(last, case.records.calendar.zone))
    return Verdict(rule.code, rule.stage, REFUSED, rule.code, said, (f"received.{offer.content}",), rule.source)


def filled(sentence: str, case: Case, attributes: Mapping[str, Any], **more: str) -> Saying:
    """Fill a sentence with what the customer is called, the offer's attributes, and facts by name."""
    return worded(
        sentence, **{name: more[name] if name in more else _named(name, case, attributes) for name in places(sentence)}
    )


def _named(name: str, case: Case, attributes: Mapping[str, Any]) -> Value:
    """What fills a place of a sentence; what is neither an attribute nor known here is looked up as a fact."""
    if name in _WORDS:
        return _WORDS[name](case, attributes)
    value = attributes.get(name)
    if isinstance(value, str | int):
        return value
    if isinstance(value, Claim):
        return worded(value.words)
    return value_words(case.records, name, case.columns.get(name) or column_of(case.records, name), case.index)


def _silence_words(case: Case) -> Saying:
    days = days_words(int(case.columns["days_silent"].values[case.index]))
    name = called(case.records, case.index)
    if case.records.kept.last_contact[case.index] < 0:
        return worded("{name} has never heard from us in {days}.", name=name, days=days)
    return worded("{name} last heard from us {days} ago.", name=name, days=days)


_WORDS: dict[str, Callable[[Case, Mapping[str, Any]], Value]] = {
    "name": lambda case, _offer: called(case.records, case.index),
    "silence_words": lambda case, _offer: _silence_words(case),
    "channel_word": lambda _case, offer: channel_words(str(offer.get("channel", ""))),
    "channels_word": lambda _case, offer: channels_words(str(offer.get("channel", ""))),
    "purpose": lambda _case, offer: worded(PURPOSE_WORDS.get(offer["purpose"], offer["purpose"])),
    "window_words": lambda _case, offer: counted(int(offer["window"]), "day"),
    "budget": lambda _case, offer: int(offer["room"][offer["window"]] + offer["weight"]),
}


def because(case: Case, bit: int, occasion: str, factors: Sequence[Factor]) -> list[str]:
    """Why this offer, for this customer, now: its occasion, then the factors that raised its score."""
    attributes = case.tables.offers[bit].attributes
    said: list[str] = [filled(occasion, case, attributes)] if occasion else []
    by_code = {factor.code: factor for factor in factors}
    for weighing in case.tables.weighed[bit]:
        factor = by_code[weighing.factor]
        if factor.because and weighing.raises(int(case.codes[weighing.column][case.index])):
            argument = weighing.column.partition(".")[2]
            said.append(filled(factor.because, case, attributes, topic=argument))
    return said or [filled(USEFUL, case, attributes)]


USEFUL = gettext_noop("It is useful to {name}: {benefit}")

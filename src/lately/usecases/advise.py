"""What is worth saying to these few customers, how, and what had better not be said?"""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lately.decisioning.decide import Decided, DecidedOne, decide_one, look_up
from lately.decisioning.explain import Case, against
from lately.decisioning.facts_of.consents import consent, objected
from lately.decisioning.facts_of.stated import stored
from lately.decisioning.offers import Content
from lately.decisioning.outcome import line_of_one
from lately.decisioning.phrases import CHANNEL_WORDS, balance_words, called, channel_words
from lately.decisioning.rules import package_factors
from lately.lib.saying import worded
from lately.usecases.pass_over import Setting, gather

# Why nothing may be asked of a customer now; the first that holds is said.
NO_ASKS = ("open_complaint", "waits_for_answer", "promise_overdue", "ask_not_earned", "give_just_before_ask")


@dataclass(frozen=True)
class Advice:
    """One customer decided alone: the line of `decide`, the masks behind it, and what to look them up in."""

    line: dict[str, Any]
    one: DecidedOne
    case: Case
    setting: Setting

    @property
    def says(self) -> dict[str, Any] | None:
        """What is worth saying now, if anything."""
        return self.line["says"][0] if self.line["says"] else None

    @property
    def decided(self) -> Content | None:
        """The content that is worth saying now, if any."""
        return self.setting.content(self.says["content"]) if self.says else None

    def allows(self, content: Content, channel: str = "") -> bool:
        """Whether every rule allows the content, on this channel or (blank) on any."""
        offers = self.case.tables.offers
        bits = [bit for bit, offer in enumerate(offers) if offer.content == content.key]
        return any(self.one.allowed >> bit & 1 and channel in {"", offers[bit].channel} for bit in bits)

    def asking(self, classes: Collection[str]) -> int:
        """The mask of all offers of these classes."""
        offers = self.case.tables.offers
        return sum(1 << bit for bit, offer in enumerate(offers) if offer.attributes["class"] in classes)

    def refused_in(self, stages: Collection[str]) -> int:
        """The mask of all that a rule of these stages refuses."""
        codes = {rule.code for rule in self.setting.rules if rule.stage in stages}
        return functools.reduce(operator.or_, (self.one.refused.get(code, 0) for code in codes), 0)

    @property
    def silenced(self) -> bool:
        """Whether there is nobody to speak to any more."""
        return bool(stored(self.case.records, "deceased").at(self.case.index))

    @property
    def closed(self) -> set[str]:
        """Channels that the customer asked us to stop, whatever we would say."""
        offers, stopped = self.case.tables.offers, self.one.refused.get("objected", 0)
        open_ones = {offer.channel for bit, offer in enumerate(offers) if not stopped >> bit & 1}
        return {offer.channel for offer in offers} - open_ones

    @property
    def stopped(self) -> set[str]:
        """Channels on which they asked us to stop with everything; what must be said all the same is none of it."""
        records, index = self.case.records, self.case.index
        return {one for one in CHANNEL_WORDS if objected(records, one, "").at(index)}

    @property
    def unwelcome(self) -> set[str]:
        """Channels on which they asked us to stop, or took back what they had agreed to, for everything."""
        records, index = self.case.records, self.case.index
        return self.stopped | {one for one in CHANNEL_WORDS if consent(records, one, "").at(index) == "withdrawn"}

    @property
    def called(self) -> str:
        """What sentences call the customer."""
        return called(self.case.records, self.case.index)

    @property
    def better_not(self) -> list[str]:
        """What not to say, in sentences, each once."""
        return list(dict.fromkeys(self._to_mind()))

    def _to_mind(self) -> Iterator[str]:
        held = next((code for code in NO_ASKS if self.one.refused.get(code)), None)
        if held == "ask_not_earned":
            balance = balance_words(self.case.records, self.case.index)
            yield worded("Ask for nothing yet: {balance}.", balance=balance)
        elif held:
            yield worded("Ask for nothing yet. {why}", why=self._sentence(held))
        for channel in sorted(self.closed):
            yield worded("Not by {channel}: they asked us to stop.", channel=channel_words(channel))
        for code in ("promise_broken", "own_frequency"):
            if self.one.refused.get(code):
                yield self._sentence(code)
        yield from (self._sentence("disliked_topic", bit) for bit in self._bits("disliked_topic"))

    def _sentence(self, code: str, bit: int | None = None) -> str:
        """What the rule says, of the first offer that it refuses unless one is given."""
        at = self._bits(code)[0] if bit is None else bit
        held = against(self.case, at, self.setting.rules)
        return next(verdict.sentence for verdict in held if verdict.reason == code)

    def _bits(self, code: str) -> list[int]:
        """The offers refused for this reason."""
        mask = self.one.refused.get(code, 0)
        return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def advise(setting: Setting, ids: Sequence[int]) -> dict[int, Advice]:
    """Decide for these customers in one pass; who is not on record then is left out."""
    if not ids:
        return {}
    records = gather(setting, sorted(set(ids)))
    columns, codes = look_up(records, setting.tables)
    cases = [Case(records, setting.tables, columns, codes, index) for index in range(records.size)]
    return {case.records.customers[case.index]: _advice(setting, case) for case in cases}


def advise_of(setting: Setting, decided: Decided, ids: Collection[int]) -> dict[int, Advice]:
    """The same for some of many who were decided for in one pass: nothing is read anew."""
    looked = decided.records, decided.tables, decided.columns, decided.codes
    wanted = {customer: place for place, customer in enumerate(decided.records.customers) if customer in set(ids)}
    return {customer: _advice(setting, Case(*looked, place)) for customer, place in wanted.items()}


def _advice(setting: Setting, case: Case) -> Advice:
    one = decide_one(case.records, case.tables, case.codes, case.index)
    return Advice(line_of_one(one, case, setting.contents, package_factors()), one, case, setting)

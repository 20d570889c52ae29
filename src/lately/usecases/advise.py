"""What is worth saying to these few customers, how, and what had better not be said?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lately.decisioning.decide import DecidedOne, decide_one, look_up
from lately.decisioning.explain import ALLOWED, Case, verdicts
from lately.decisioning.outcome import line_of_one
from lately.decisioning.phrases import CHANNEL_WORDS, called
from lately.decisioning.rules import package_factors
from lately.usecases.pass_over import Setting, gather

# What a person who is about to speak has to mind, whatever they are going to say; in this order.
TO_MIND = (
    "open_complaint", "promise_overdue", "promise_broken", "objected", "disliked_topic", "ask_not_earned",
    "give_just_before_ask", "own_frequency",
)  # fmt: skip


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

    def allows(self, content: str, channel: str) -> bool:
        """Whether every rule allows the content on the channel."""
        offers = self.case.tables.offers
        return any(
            self.one.allowed >> bit & 1
            for bit, offer in enumerate(offers)
            if (offer.content, offer.channel) == (content, channel)
        )

    @property
    def closed(self) -> set[str]:
        """Channels that the customer asked us to stop, whatever we would say."""
        offers, stopped = self.case.tables.offers, self.one.refused.get("objected", 0)
        open_ones = {offer.channel for bit, offer in enumerate(offers) if not stopped >> bit & 1}
        return {offer.channel for offer in offers} - open_ones

    @property
    def called(self) -> str:
        """What sentences call the customer."""
        return called(self.case.records, self.case.index)

    @property
    def better_not(self) -> list[str]:
        """What not to say, in sentences, each once."""
        return list(dict.fromkeys(self._to_mind()))

    def _to_mind(self) -> Iterator[str]:
        for code in TO_MIND:
            if code == "objected":
                yield from (f"Not by {CHANNEL_WORDS.get(channel, channel)}: they asked us to stop." for channel in sorted(self.closed))
                continue
            for bit in self._bits(code):
                for verdict in verdicts(self.case, bit, self.setting.rules):
                    if verdict.reason == code and verdict.outcome != ALLOWED:
                        yield verdict.sentence

    def _bits(self, code: str) -> list[int]:
        """The offers refused for this reason: all of them where the sentence names the topic, else the first."""
        mask = self.one.refused.get(code, 0)
        bits = [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
        return bits if code == "disliked_topic" else bits[:1]


def advise(setting: Setting, ids: Sequence[int]) -> dict[int, Advice]:
    """Decide for these customers in one pass; who is not on record then is left out."""
    if not ids:
        return {}
    records = gather(setting, sorted(set(ids)))
    columns, codes = look_up(records, setting.tables)
    found = {}
    for index, customer in enumerate(records.customers):
        case = Case(records, setting.tables, columns, codes, index)
        one = decide_one(records, setting.tables, codes, index)
        line = line_of_one(one, case, setting.contents, package_factors())
        found[customer] = Advice(line, one, case, setting)
    return found

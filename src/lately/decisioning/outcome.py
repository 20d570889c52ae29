"""How is a decision told? A line for each customer, and a summary of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lately.decisioning.decide import SILENT, Decided, DecidedOne, unpacked
from lately.decisioning.explain import Case, because
from lately.decisioning.facts_of.contacts import opening
from lately.decisioning.offers import WANTING, Content, Offer
from lately.decisioning.records import Records
from lately.decisioning.rules import Factor
from lately.lib.moments import at_seconds

Line = dict[str, Any]
MICRO = 1_000_000


def lines(decided: Decided, contents: Sequence[Content], factors: Sequence[Factor]) -> Iterator[Line]:
    """One line for each customer of the pass: what is said, and every other content with its reasons."""
    offers, said = decided.tables.offers, decided.chosen
    groups = _by_content(offers)
    reasons = list(decided.refused)
    flags = np.stack([unpacked(decided.refused[code], len(offers)) for code in reasons], axis=2)
    patterns = {content: _patterns(flags[:, bits, :]) for content, bits in groups.items()}
    known: dict[tuple[str, bytes], list[dict[str, str]]] = {}
    by_key = {content.key: content for content in contents}
    for index, customer in enumerate(decided.records.customers):
        chosen = int(said[index])
        held = []
        for content, bits in groups.items():
            if chosen == SILENT or offers[chosen].content != content:
                pattern = (content, patterns[content][index].tobytes())
                if pattern not in known:
                    known[pattern] = _told(offers, bits, reasons, flags[index])
                held.append({"content": content, "reasons": known[pattern]})
        says = (
            []
            if chosen == SILENT
            else [_says(case_of(decided, index), chosen, int(decided.scores[index, chosen]), by_key, factors)]
        )
        yield {"customer": customer, "says": says, "held_back": held}


def line_of_one(one: DecidedOne, case: Case, contents: Sequence[Content], factors: Sequence[Factor]) -> Line:
    """The same line for one customer decided alone."""
    offers, held = case.tables.offers, []
    for content, bits in _by_content(offers).items():
        if one.chosen == SILENT or offers[one.chosen].content != content:
            told = [
                {"channel": offers[bit].channel, "code": code}
                for bit in bits
                for code, mask in one.refused.items()
                if mask >> bit & 1
            ]
            held.append({"content": content, "reasons": told})
    by_key = {content.key: content for content in contents}
    says = [] if one.chosen == SILENT else [_says(case, one.chosen, one.scores[one.chosen], by_key, factors)]
    return {"customer": case.records.customers[case.index], "says": says, "held_back": held}


def summary(decided: Decided, contents: int) -> dict[str, Any]:
    """Counts of the pass: offers for `said`, `asks_said` and `refused_by_reason`, customers for `silent`."""
    offers, chosen = decided.tables.offers, decided.chosen
    speaking = chosen[chosen != SILENT]
    asks = np.array([offer.attributes["class"] in WANTING for offer in offers], dtype=bool)
    counts = {code: int(np.bitwise_count(mask).sum()) for code, mask in decided.refused.items()}
    return {
        "customers": decided.records.size,
        "contents": contents,
        "offers": len(offers),
        "said": len(speaking),
        "asks_said": int(asks[speaking].sum()) if len(offers) else 0,
        "silent": int((chosen == SILENT).sum()),
        "refused_by_reason": {code: count for code, count in sorted(counts.items()) if count},
    }


def case_of(decided: Decided, index: int) -> Case:
    """One customer of a pass over everybody."""
    return Case(decided.records, decided.tables, decided.columns, decided.codes, index)


def _by_content(offers: Sequence[Offer]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for bit, offer in enumerate(offers):
        groups.setdefault(offer.content, []).append(bit)
    return groups


def _patterns(flags: np.ndarray[Any, np.dtype[np.bool_]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.packbits(flags.reshape(flags.shape[0], -1), axis=1)


def _told(
    offers: Sequence[Offer], bits: Sequence[int], reasons: Sequence[str], flags: np.ndarray[Any, np.dtype[np.bool_]]
) -> list[dict[str, str]]:
    return [
        {"channel": offers[bit].channel, "code": reasons[place]}
        for bit in bits
        for place in np.flatnonzero(flags[bit]).tolist()
    ]


def _says(
    case: Case, bit: int, score: int, contents: Mapping[str, Content], factors: Sequence[Factor]
) -> dict[str, Any]:
    offer, records = case.tables.offers[bit], case.records
    content = contents[offer.content]
    opens = int(opening(records, offer.channel).values[case.index])
    return {
        "content": offer.content,
        "channel": offer.channel,
        "not_before": at_seconds(opens).isoformat(),
        "expires": at_seconds(expires(records, content)).isoformat(),
        "score": score / MICRO,
        "because": because(case, bit, content.because, factors),
    }


def expires(records: Records, content: Content) -> int:
    """When a decision for this content is stale: after its life, or with the content (seconds since 1970 UTC)."""
    return min(records.at + int(records.policy["decision.life_hours"] * 3600), content.valid_to)

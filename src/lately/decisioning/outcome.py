"""How is a decision told? A line for each customer, and a summary of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lately.decisioning.decide import SILENT, Decided, DecidedOne
from lately.decisioning.explain import Case, because
from lately.decisioning.facts_of.contacts import opens
from lately.decisioning.offers import WANTING, Content, Offer
from lately.decisioning.records import Records
from lately.decisioning.rules import Factor
from lately.lib.moments import at_seconds

Line = dict[str, Any]
MICRO = 1_000_000


def lines(decided: Decided, contents: Sequence[Content], factors: Sequence[Factor]) -> Iterator[Line]:
    """One line for each customer of the pass: what is said, and every other content with its reasons.

    Customers held back for the same reasons share the entry that says so, as one object.
    """
    offers, by_key = decided.tables.offers, {content.key: content for content in contents}
    held = {content: _held(decided, content, bits) for content, bits in _by_content(offers).items()}
    for index, (customer, chosen) in enumerate(zip(decided.records.customers, decided.chosen.tolist(), strict=True)):
        said = "" if chosen == SILENT else offers[chosen].content
        says = []
        if said:
            score = int(decided.scores[index, chosen])
            says = [_says(case_of(decided, index), chosen, score, by_key, factors)]
        back = [entries[places[index]] for content, (entries, places) in held.items() if content != said]
        yield {"customer": customer, "says": says, "held_back": back}


def _held(decided: Decided, content: str, bits: Sequence[int]) -> tuple[list[Line], list[int]]:
    """The different ways in which a content is held back, and which of them is each customer's."""
    reasons = list(decided.refused)
    flags = [
        decided.refused[code][:, bit // 64] >> np.uint64(bit % 64) & np.uint64(1) for bit in bits for code in reasons
    ]
    packed = np.packbits(np.stack(flags, axis=1).astype(bool), axis=1)
    ways = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, firsts, places = np.unique(ways, return_index=True, return_inverse=True)
    entries: list[Line] = []
    for first in firsts.tolist():
        row = np.unpackbits(packed[first], count=len(flags)).reshape(len(bits), len(reasons))
        entries.append({"content": content, "reasons": _told(decided.tables.offers, bits, reasons, row)})
    return entries, places.tolist()


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
    """Counts of the pass: offers for `said`, `asks_said` and `refused_by_reason`, customers for `silent`.

    `facts_unread` counts, by fact, the rows that say what the fact cannot be; it was taken for unknown there.
    """
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
        "facts_unread": {name: one.unread for name, one in sorted(decided.records.facts.items()) if one.unread},
    }


def case_of(decided: Decided, index: int) -> Case:
    """One customer of a pass over everybody."""
    return Case(decided.records, decided.tables, decided.columns, decided.codes, index)


def _by_content(offers: Sequence[Offer]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for bit, offer in enumerate(offers):
        groups.setdefault(offer.content, []).append(bit)
    return groups


def _told(
    offers: Sequence[Offer], bits: Sequence[int], reasons: Sequence[str], row: np.ndarray[Any, np.dtype[np.uint8]]
) -> list[dict[str, str]]:
    return [
        {"channel": offers[bit].channel, "code": reasons[place]}
        for flags, bit in zip(row, bits, strict=True)
        for place in np.flatnonzero(flags).tolist()
    ]


def _says(
    case: Case, bit: int, score: int, contents: Mapping[str, Content], factors: Sequence[Factor]
) -> dict[str, Any]:
    offer, records = case.tables.offers[bit], case.records
    content = contents[offer.content]
    return {
        "content": offer.content,
        "channel": offer.channel,
        "not_before": at_seconds(int(opens(records, offer.channel)[case.index])).isoformat(),
        "expires": at_seconds(expires(records, content)).isoformat(),
        "score": score / MICRO,
        "because": because(case, bit, content.because, factors),
    }


def expires(records: Records, content: Content) -> int:
    """When a decision for this content is stale: after its life, or with the content (seconds since 1970 UTC)."""
    return min(records.at + int(records.policy["decision.life_hours"] * 3600), content.valid_to)

"""What is worth saying to each customer now, or is silence better, and why? THE MAIN JOB.

`decide` answers for everybody on record at once (arrays); `decide_one` answers for one of them (integers). Both use
the same tables, the same rule code (apply.py) and the same order of arbitration, and agree cell for cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lately.decisioning.apply import apply
from lately.decisioning.compile import Look, Tables, Weighing, Words, words
from lately.decisioning.encode import Codes, Column, encoded
from lately.decisioning.facts_of import columns_of
from lately.decisioning.records import Flags, Ints, Records
from lately.decisioning.rules import Rule

SILENT = -1


@dataclass(frozen=True, slots=True)
class WordLook:
    """A look-up for a population: rows of 64-bit words instead of integers."""

    reason: str
    rule: str
    column: str
    table: Words


@dataclass(frozen=True)
class Decided:
    """The outcome for m customers and n offers: every cell has one.

    `allowed` words (m, w); `refused` the same by reason, arbitration's own included; `scores` int64 (m, n) in
    micro-worth, 0 where refused; `chosen` the offer said, or SILENT, shape (m,).
    """

    records: Records
    tables: Tables
    columns: Mapping[str, Column]
    codes: Mapping[str, Codes]
    allowed: Words
    refused: Mapping[str, Words]
    scores: Ints
    chosen: Ints


@dataclass(frozen=True)
class DecidedOne:
    """The outcome for one customer: masks are integers, bit i is offer i."""

    allowed: int
    refused: Mapping[str, int]
    scores: Mapping[int, int]
    chosen: int


def look_up(records: Records, tables: Tables) -> tuple[dict[str, Column], dict[str, Codes]]:
    """Work out the facts that the tables look at, and their codes."""
    columns = columns_of(records, tables.encoders)
    return columns, encoded(columns, tables)


def decide(records: Records, tables: Tables) -> Decided:
    """Decide for everybody on record."""
    columns, codes = look_up(records, tables)
    looks, codes = population_looks(records, tables, codes)
    everything = np.broadcast_to(words([tables.everything], len(tables.offers)), (records.size, _width(tables)))
    allowed, refused = apply(looks, codes, everything)
    open_cells = unpacked(allowed, len(tables.offers))
    scores = scored(tables, codes, open_cells)
    chosen = arbitrated(scores, open_cells)
    return Decided(
        records, tables, columns, codes, allowed, refused | _lost(tables, scores, open_cells, chosen), scores, chosen
    )


def decide_one(records: Records, tables: Tables, codes: Mapping[str, Codes], index: int) -> DecidedOne:
    """Decide for the customer at `index` from the codes of their facts, in integers."""
    code = {name: int(column[index]) for name, column in codes.items()} | {"cells": 0}
    cells = [Look(rule.code, rule.code, "cells", (allowed,), 0) for rule, allowed in cells_of(records, tables, index)]
    allowed, refused = apply([*tables.looks, *cells], code, tables.everything)
    scores = {bit: _score(tables, code, bit) for bit in range(len(tables.offers)) if allowed >> bit & 1}
    chosen = max(scores, key=lambda bit: (scores[bit], -bit), default=SILENT)
    if scores.get(chosen, 0) <= 0:
        chosen = SILENT
    said = "" if chosen == SILENT else tables.offers[chosen].content
    lost = {"outranked": 0, "not_worth_its_cost": 0}
    for bit, score in scores.items():
        if tables.offers[bit].content != said:
            lost["outranked" if score > 0 else "not_worth_its_cost"] |= 1 << bit
        elif bit != chosen:
            lost["outranked"] |= 1 << bit
    return DecidedOne(allowed, {**refused, **lost}, scores, chosen)


def population_looks(
    records: Records, tables: Tables, codes: Mapping[str, Codes]
) -> tuple[list[WordLook], dict[str, Codes]]:
    """The tables as words, and the per-cell rules as one row of words a customer."""
    count = len(tables.offers)
    looks = [WordLook(look.reason, look.rule, look.column, words(look.table, count)) for look in tables.looks]
    looks += [WordLook(rule.code, rule.code, "cells", _cell_words(records, tables)) for rule in tables.cells]
    return looks, {**codes, "cells": np.arange(records.size)}


def cells_of(records: Records, tables: Tables, index: int) -> list[tuple[Rule, int]]:
    """For each per-cell rule the mask it allows this customer."""
    received, refused = records.received, 0
    mine = received.owner == index
    for content, last in zip(received.content[mine].tolist(), received.last[mine].tolist(), strict=True):
        for bit, offer in enumerate(tables.offers):
            if offer.content == content and records.at - last < offer.attributes["again_after"]:
                refused |= 1 << bit
    return [(rule, tables.everything & ~refused) for rule in tables.cells]


def _cell_words(records: Records, tables: Tables) -> Words:
    """Everything but what each customer had too lately: a row of words a customer."""
    refused = np.zeros((records.size, _width(tables)), dtype=np.uint64)
    received = records.received
    for bit, offer in enumerate(tables.offers):
        again = received.last > records.at - offer.attributes["again_after"]
        owners = received.owner[(received.content == offer.content) & again]
        refused[owners, bit // 64] |= np.uint64(1 << bit % 64)
    return ~refused


def _width(tables: Tables) -> int:
    return max(1, -(-len(tables.offers) // 64))


def unpacked(mask: Words, count: int) -> Flags:
    """Words (m, w) as flags (m, count)."""
    as_bytes = np.ascontiguousarray(mask.astype("<u8")).view(np.uint8)
    return np.unpackbits(as_bytes, axis=1, count=count, bitorder="little").view(bool)


def packed(flags: Flags, width: int) -> Words:
    """Flags (m, count) as words (m, width)."""
    padded = np.zeros((flags.shape[0], width * 64), dtype=bool)
    padded[:, : flags.shape[1]] = flags
    return np.packbits(padded, axis=1, bitorder="little").view("<u8")


def scored(tables: Tables, codes: Mapping[str, Codes], open_cells: Flags) -> Ints:
    """Scores of the allowed cells in micro-worth, 0 elsewhere; shape (m, n)."""
    scores = np.zeros(open_cells.shape, dtype=np.int64, order="F")
    by_offer = _by_offer(tables.weighings, len(tables.offers))
    for bit, offer in enumerate(tables.offers):
        rows = np.flatnonzero(open_cells[:, bit])
        score = np.full(len(rows), offer.attributes["worth_micro"], dtype=np.int64)
        for weighing in by_offer[bit]:
            number = weighing.table[:, bit][codes[weighing.column][rows]]
            score = score * number // 1000 if weighing.kind == "times" else score + number
        scores[rows, bit] = score - offer.attributes["cost_micro"]
    return scores


def _by_offer(weighings: Sequence[Weighing], count: int) -> list[list[Weighing]]:
    """The factors that touch each offer: first those that multiply, then those that add."""
    found: list[list[Weighing]] = [[] for _ in range(count)]
    for weighing in sorted(weighings, key=lambda one: one.kind == "plus"):
        for bit in weighing.offers:
            found[bit].append(weighing)
    return found


def _score(tables: Tables, code: Mapping[str, int], bit: int) -> int:
    attributes = tables.offers[bit].attributes
    score: int = attributes["worth_micro"]
    for weighing in sorted(tables.weighings, key=lambda one: one.kind == "plus"):
        number = int(weighing.table[code[weighing.column], bit])
        score = score * number // 1000 if weighing.kind == "times" else score + number
    return score - int(attributes["cost_micro"])


def arbitrated(scores: Ints, open_cells: Flags) -> Ints:
    """The best allowed offer of each customer, ties by content and channel; SILENT if none is worth its cost."""
    best = np.zeros(scores.shape[0], dtype=np.int64)
    chosen = np.full(scores.shape[0], SILENT, dtype=np.int64)
    for bit in range(scores.shape[1]):
        better = open_cells[:, bit] & (scores[:, bit] > best)
        best[better] = scores[better, bit]
        chosen[better] = bit
    return chosen


def _lost(tables: Tables, scores: Ints, open_cells: Flags, chosen: Ints) -> dict[str, Words]:
    said = np.zeros(open_cells.shape, dtype=bool)
    speaking = np.flatnonzero(chosen != SILENT)
    said[speaking, chosen[speaking]] = True
    contents = {content: index for index, content in enumerate(dict.fromkeys(offer.content for offer in tables.offers))}
    of_offer = np.array([contents[offer.content] for offer in tables.offers], dtype=np.int64)
    of_chosen = np.where(chosen == SILENT, SILENT, of_offer[np.maximum(chosen, 0)] if len(of_offer) else SILENT)
    same = of_offer[None, :] == of_chosen[:, None]
    lost = open_cells & ~said
    worthy = (scores > 0) | same
    width = _width(tables)
    return {"outranked": packed(lost & worthy, width), "not_worth_its_cost": packed(lost & ~worthy, width)}

"""What is worth saying to each customer now, or is silence better, and why? THE MAIN JOB.

`decide` answers for everybody on record at once (arrays); `decide_one` answers for one of them (integers). Both use
the same tables, the same rule code (apply.py) and the same order of arbitration, and agree cell for cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lately.decisioning.apply import Looked, apply
from lately.decisioning.compile import Look, Tables, Words, words
from lately.decisioning.encode import Codes, Column, encoded
from lately.decisioning.facts_of import columns_of
from lately.decisioning.fold import folded, joint_places
from lately.decisioning.records import Flags, Ints, Places, Records
from lately.decisioning.scores import Scores, scored, scored_one

SILENT = -1
AT_ONCE = 8192  # customers whose masks are made in one go, so that what is in between stays close at hand


@dataclass(frozen=True)
class Decided:
    """The outcome for m customers and n offers: every cell has one.

    `allowed` words (m, w); `refused` the same by reason, arbitration's own included; `chosen` the offer said, or
    SILENT, shape (m,).
    """

    records: Records
    tables: Tables
    columns: Mapping[str, Column]
    codes: Mapping[str, Codes]
    allowed: Words
    refused: Mapping[str, Words]
    scores: Scores
    chosen: Ints


@dataclass(frozen=True, slots=True)
class HeardLook:
    """What each customer had too lately: it is known cell by cell, and not by the code of a fact."""

    reason: str
    column: str
    words: Words

    def refused(self, customers: Any) -> Words:
        """The words refused to these customers."""
        found: Words = self.words[customers]
        return found


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
    allowed, refused = eligible(records, tables, codes)
    scores = scored(tables, codes, allowed)
    chosen = arbitrated(scores, records.size, len(tables.offers))
    lost = _lost(tables, scores, allowed, chosen)
    return Decided(records, tables, columns, codes, allowed, {**refused, **lost}, scores, chosen)


def eligible(records: Records, tables: Tables, codes: Mapping[str, Codes]) -> tuple[Words, dict[str, Words]]:
    """What each customer may hear, and by reason what not: words, shape (m, w) each."""
    count = len(tables.offers)
    looks: list[Looked] = [*folded(tables.looks, codes, count)]
    places: dict[Any, Any] = {
        facts: joint_places([(codes[name].places, size) for name, size in facts])
        for facts in {look.column for look in looks}
    }
    for rule in tables.cells:
        looks.append(HeardLook(rule.code, rule.code, _all_heard_lately(records, tables)))
        places[rule.code] = np.arange(records.size)
    everything = words([tables.everything], count)
    reasons = dict.fromkeys(look.reason for look in looks)
    # One large array is had sooner than many.
    allowed, *masks = np.empty((1 + len(reasons), records.size, everything.shape[1]), dtype=np.uint64)
    by_reason = dict(zip(reasons, masks, strict=True))
    for start in range(0, records.size, AT_ONCE):
        some = slice(start, start + AT_ONCE)
        theirs = {column: place[some] for column, place in places.items()}
        allowed[some], refused = apply(looks, theirs, everything.repeat(len(allowed[some]), axis=0))
        for reason, mask in refused.items():
            by_reason[reason][some] = mask
    nothing = np.zeros_like(allowed)
    return allowed, {look.reason: nothing for look in tables.looks} | by_reason


def decide_one(records: Records, tables: Tables, codes: Mapping[str, Codes], index: int) -> DecidedOne:
    """Decide for the customer at `index` from the codes of their facts, in integers."""
    code = {name: column[index] for name, column in codes.items()} | {"cells": 0}
    lately = tables.everything & ~_heard_lately(records, tables, index)
    cells = [Look(rule.code, rule.code, "cells", (lately,), tables.everything) for rule in tables.cells]
    allowed, refused = apply([*tables.looks, *cells], code, tables.everything)
    scores = scored_one(tables, code, allowed)
    chosen = max(scores, key=lambda bit: (scores[bit], -bit), default=SILENT)
    if scores.get(chosen, 0) <= 0:
        chosen = SILENT
    said, same = (0, 0) if chosen == SILENT else (1 << chosen, tables.by_content[tables.offers[chosen].content])
    worthless = sum(1 << bit for bit, score in scores.items() if score <= 0) & ~same
    lost = {"outranked": allowed & ~said & ~worthless, "not_worth_its_cost": worthless}
    return DecidedOne(allowed, {**refused, **lost}, scores, chosen)


def _heard_lately(records: Records, tables: Tables, index: int) -> int:
    """What one customer had too lately."""
    received, refused = records.received, 0
    mine = received.owner == index
    for content, last in zip(received.content[mine].tolist(), received.last[mine].tolist(), strict=True):
        if records.at - last < tables.again_after.get(content, 0):
            refused |= tables.by_content[content]
    return refused


def _all_heard_lately(records: Records, tables: Tables) -> Words:
    """What each customer had too lately: a row of words a customer."""
    received = records.received
    again = [tables.again_after.get(content, 0) for content in received.content.words]
    since = np.array([records.at - seconds for seconds in again], dtype=np.int64)
    masks = words([tables.by_content.get(content, 0) for content in received.content.words], len(tables.offers))
    lately = np.flatnonzero(received.last > since.take(received.content.places))
    owner, content = _each_once(received.owner[lately], received.content.places[lately], len(again))
    refused = np.zeros((records.size, masks.shape[1]), dtype=np.uint64)
    for word in range(masks.shape[1]):
        np.add.at(refused[:, word], owner, masks[:, word].take(content))  # of different contents: as good as "or"
    return refused


def _each_once(owner: Ints, content: Places, contents: int) -> tuple[Ints, Ints]:
    """Each customer's content once, also where customers were merged."""
    cells = owner * contents + content
    if (cells[1:] <= cells[:-1]).any():
        cells = np.unique(cells)
        return cells // contents, cells % contents
    return owner, content.astype(np.int64)


def unpacked(mask: Words, count: int) -> Flags:
    """Words (m, w) as flags (m, count)."""
    as_bytes = np.ascontiguousarray(mask.astype("<u8")).view(np.uint8)
    return np.unpackbits(as_bytes, axis=1, count=count, bitorder="little").view(bool)


def arbitrated(scores: Scores, customers: int, offers: int) -> Ints:
    """The best allowed offer of each customer, ties by content and channel; SILENT if none is worth its cost."""
    best = np.zeros(customers, dtype=np.int64)
    chosen = np.full(customers, SILENT, dtype=np.int64)
    for bit in range(offers):
        rows, numbers = scores.of(bit)
        better = numbers > best.take(rows)
        best[rows[better]] = numbers[better]
        chosen[rows[better]] = bit
    return chosen


def _lost(tables: Tables, scores: Scores, allowed: Words, chosen: Ints) -> dict[str, Words]:
    """What was allowed and not said: outranked if worth its cost, or the same content as what is said."""
    count = len(tables.offers)
    said = words([*(1 << bit for bit in range(count)), 0], count).take(chosen, axis=0)
    same = words([*(tables.by_content[offer.content] for offer in tables.offers), 0], count).take(chosen, axis=0)
    worthless = np.zeros_like(allowed)
    for bit in range(count):
        rows, numbers = scores.of(bit)
        worthless[rows[numbers <= 0], bit // 64] |= np.uint64(1 << bit % 64)
    worthless &= ~same
    return {"outranked": allowed & ~said & ~worthless, "not_worth_its_cost": worthless}

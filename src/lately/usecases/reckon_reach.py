"""Whom would one content reach now, who not, for which reason, until when, and what wins over it?"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection
from django.utils.translation import gettext as _

from lately.decisioning.decide import SILENT, Decided, decide, unpacked
from lately.decisioning.expression import leaves
from lately.decisioning.moments import moves
from lately.decisioning.offers import NEVER_AGAIN
from lately.decisioning.records import Flags, Ints
from lately.interactions.mark import mark
from lately.lib.refusal import Refusal
from lately.profiles.sampling import some_of_them
from lately.usecases.pass_over import Setting, gather, set_up

DAY = 86_400
MOST = 3_000  # customers looked at; of a larger book every n-th
STEPS = (*range(1, 8), 14, 30, 60, 120, 240, 365)  # days ahead at which it is asked again
WHILE = 600  # seconds for which an answer is remembered, if nothing was recorded since
LOST = ("outranked", "not_worth_its_cost")
# Whoever it is not for is told apart first: of them no other reason matters.
FOR_OTHERS = (
    "deceased", "draft", "words_refused", "not_approved", "over", "outside_audience", "wrong_life_stage", "wrong_age",
    "wrong_role", "wrong_employer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Customers held back for one first reason until one moment (0: time alone does not change it)."""

    code: str
    until: int
    customers: Ints


@dataclass(frozen=True)
class Reach:
    """What became of one content at a moment, over `looked` of the `everybody` in the book; ids are internal.

    `said` by channel; `groups` of those it is held back from; `winners` are those who may hear it and get something
    else, by that content; `instead_of` are contents that this one wins over, with how many.
    """

    at: int
    looked: int
    everybody: int
    said: Mapping[str, Ints]
    groups: Sequence[Group]
    winners: Mapping[str, Ints]
    instead_of: Mapping[str, int] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """The same as data, to be kept."""
        return {
            "at": self.at,
            "looked": self.looked,
            "everybody": self.everybody,
            "said": {channel: ids.tolist() for channel, ids in self.said.items()},
            "groups": [[one.code, one.until, one.customers.tolist()] for one in self.groups],
            "winners": {name: ids.tolist() for name, ids in self.winners.items()},
            "instead_of": dict(self.instead_of),
        }

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Reach:
        """Read what `body` told."""
        numbers = {name: body[name] for name in ("at", "looked", "everybody", "instead_of")}
        return cls(
            **numbers,
            said={channel: np.array(ids, np.int64) for channel, ids in body["said"].items()},
            groups=[Group(code, until, np.array(ids, np.int64)) for code, until, ids in body["groups"]],
            winners={name: np.array(ids, np.int64) for name, ids in body["winners"].items()},
        )


def refuse_unknown(setting: Setting, content: str) -> None:
    """Raise Refusal, saying why, if there is no such content, or it cannot be said."""
    setting.refuse_aside(content)
    if content not in {one.key for one in setting.contents}:
        raise Refusal(
            _("There is no content %(content)r.") % {"content": content},
            _("It was not in the book at this moment, or it was taken off."),
            _("Choose one under Say."),
        )


def reckon_reach(*, content: str, at: int, now: int, rules_in: Path | None = None) -> Reach:
    """Reckon it, from memory if nothing was recorded since and it is about the same time. Raises Refusal for none."""
    soon = -(-now // WHILE) * WHILE
    moment = soon if at == now else at
    setting = set_up(at=moment, now=soon, rules_in=rules_in)
    refuse_unknown(setting, content)
    unchanged = (str(connection.settings_dict["NAME"]), *mark(), *setting.versions.values())
    alone = set_up(at=moment, now=soon, known=setting.known, only=[content], rules_in=rules_in)
    return _reckoned(content, moment, unchanged, _Kept(setting, alone))


@dataclass(frozen=True)
class _Kept:
    """The setting with all contents, and with this one alone; left out of the memory's key, which has versions."""

    setting: Setting
    alone: Setting

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=8)
def _reckoned(content: str, at: int, unchanged: tuple[object, ...], kept: _Kept) -> Reach:
    del unchanged
    setting = kept.setting
    some, everybody = some_of_them(most=MOST, known=setting.known)
    decided = decide(gather(setting, some), setting.tables)
    bits = [bit for bit, offer in enumerate(setting.tables.offers) if offer.content == content]
    looked = decided.records.size
    return Reach(
        at=at,
        looked=looked,
        everybody=looked if some is None else everybody,
        said=_said(decided, bits),
        groups=list(_held(kept, decided, bits)),
        winners=_winners(decided, bits),
        instead_of=_beaten(decided, bits),
    )


def _said(decided: Decided, bits: Sequence[int]) -> dict[str, Ints]:
    ids = np.array(decided.records.customers, dtype=np.int64)
    told = {decided.tables.offers[bit].channel: ids[decided.chosen == bit] for bit in bits}
    return {channel: found for channel, found in told.items() if len(found)}


def _open(decided: Decided, bits: Sequence[int]) -> Flags:
    allowed = unpacked(decided.allowed, len(decided.tables.offers))
    return np.logical_or.reduce(allowed[:, bits], axis=1, dtype=np.bool_)  # type: ignore[no-any-return]  # an array


def _winners(decided: Decided, bits: Sequence[int]) -> dict[str, Ints]:
    """Who may hear it and is told something else, by what; blank where nothing is worth its cost."""
    ids, offers = np.array(decided.records.customers, dtype=np.int64), decided.tables.offers
    lost = _open(decided, bits) & ~np.isin(decided.chosen, bits)
    found: dict[str, list[Ints]] = {}
    for bit in np.unique(decided.chosen[lost]).tolist():
        name = "" if bit == SILENT else offers[bit].content
        found.setdefault(name, []).append(ids[lost & (decided.chosen == bit)])
    return {name: np.sort(np.concatenate(parts)) for name, parts in found.items()}


def _beaten(decided: Decided, bits: Sequence[int]) -> dict[str, int]:
    """What those who are told it might have heard otherwise: contents that may be said to them as well."""
    offers = decided.tables.offers
    told = np.isin(decided.chosen, bits)
    allowed = unpacked(decided.refused["outranked"], len(offers))[told]
    found: dict[str, Flags] = {}
    for bit, offer in enumerate(offers):
        if bit not in bits:
            before = found.setdefault(offer.content, np.zeros(len(allowed), dtype=bool))
            np.logical_or(before, allowed[:, bit], out=before)
    counts = {name: int(flags.sum()) for name, flags in found.items()}
    return {name: count for name, count in sorted(counts.items(), key=lambda one: -one[1]) if count}


def _held(kept: _Kept, decided: Decided, bits: Sequence[int]) -> Iterator[Group]:
    """Those it is held back from by a rule, by their first reason on the channel that is nearest to being open."""
    ids = np.array(decided.records.customers, dtype=np.int64)
    closed = ~_open(decided, bits)
    codes, first = first_reasons(kept.setting, decided, bits)
    until = _until(kept, decided, bits, ids[closed])
    for place in np.unique(first[closed]).tolist():
        theirs = ids[closed & (first == place)]
        moments = np.array([until.get(one, 0) for one in theirs.tolist()], dtype=np.int64)
        for moment in np.unique(moments).tolist():
            yield Group(codes[place], moment, theirs[moments == moment])


def first_reasons(setting: Setting, decided: Decided, bits: Sequence[int]) -> tuple[list[str], Ints]:
    """The reasons there are, and for each customer the place of the first that holds all of these offers back.

    Of several channels the one counts that is nearest to being open.
    """
    codes = [code for code in decided.refused if code not in LOST]
    listed = dict.fromkeys([*FOR_OTHERS, *(rule.code for rule in setting.rules)])
    order = {code: place for place, code in enumerate(listed)}
    ranks = np.array([order.get(code, len(order) // 2) for code in codes], dtype=np.int64)
    best = np.full(decided.records.size, -1, dtype=np.int64)
    found = np.zeros(decided.records.size, dtype=np.int64)
    for bit in bits:
        refused = np.stack([_flags(decided, code, bit) for code in codes])
        ranked = np.where(refused, ranks[:, None], len(order) + 1)
        place, rank = ranked.argmin(axis=0), ranked.min(axis=0)
        nearer = rank > best
        best[nearer], found[nearer] = rank[nearer], place[nearer]
    return codes, found


def _flags(decided: Decided, code: str, bit: int) -> Flags:
    found: Flags = (decided.refused[code][:, bit // 64] >> np.uint64(bit % 64) & np.uint64(1)).astype(bool)
    return found


def _until(kept: _Kept, decided: Decided, bits: Sequence[int], closed: Ints) -> dict[int, int]:
    """For whom time alone opens it, and by when at the latest: the first of STEPS at which it is open."""
    ids, setting = np.array(decided.records.customers, dtype=np.int64), kept.setting
    stuck = np.ones(decided.records.size, dtype=bool)
    for bit in bits:
        against = [code for code in decided.refused if code not in LOST and not _may_pass(setting, code, bit)]
        stuck &= np.any([_flags(decided, code, bit) for code in against], axis=0)
    waiting = set(np.intersect1d(closed, ids[~stuck]).tolist())
    found: dict[int, int] = {}
    for days in STEPS:
        if not waiting:
            break
        moment = setting.at + days * DAY
        free = _free(replace(kept.alone, at=moment), sorted(waiting))
        found |= dict.fromkeys(free, moment)
        waiting -= free
    return found


def _free(later: Setting, customers: Sequence[int]) -> set[int]:
    decided = decide(gather(later, customers), later.tables)
    allowed = _open(decided, range(len(later.tables.offers)))
    return {one for place, one in enumerate(decided.records.customers) if allowed[place]}


def _may_pass(setting: Setting, code: str, bit: int) -> bool:
    """Whether time alone can lift a reason of this offer."""
    offer = setting.tables.offers[bit]
    if code == "unknown":
        return False
    if any(rule.cells and rule.code == code for rule in setting.rules):
        return bool(offer.attributes["again_after"] < NEVER_AGAIN * DAY)
    return any(
        moves(leaf.fact)
        for asked in setting.tables.asked
        if asked.rule.code == code and asked.bits >> bit & 1
        for leaf in leaves(asked.question)
        if leaf.comparison != "never"
    )

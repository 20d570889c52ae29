"""What do the mailings of a replay come to? Counts of homes, coupons and cents; nothing is estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lately.decisioning.decide import SILENT, Decided, unpacked
from lately.decisioning.records import Flags, Ints
from lately.measurement.replay.past import Events

OUTSIDE = "outside_audience"
MANY = 3  # more mails than this ...
DAYS = 30  # ... within so many days are too many


@dataclass(frozen=True, slots=True)
class Mailing:
    """One campaign as it went out: who was mailed, and who redeemed how many coupons; shape (m,).

    `start` and `end` in seconds since 1970 UTC, `end` the first moment after it; `kind` blank where it is for everybody.
    """

    key: str
    title: str
    kind: str
    start: int
    end: int
    mailed: Flags
    redeemed: Ints


@dataclass(frozen=True, slots=True)
class Group:
    """What some homes bought of a kind: how many homes, how many of them bought, and for how many cents in all."""

    homes: int
    buyers: int
    cents: int

    def as_json(self) -> dict[str, float | int | None]:
        """With dollars a home; None where there is no home."""
        each = round(self.cents / self.homes / 100, 2) if self.homes else None
        return {"homes": self.homes, "buyers": self.buyers, "dollars_per_home": each}


@dataclass(frozen=True, slots=True)
class Answer:
    """Who of the mailed would have got it: shape (m,)."""

    inside: Flags
    sent: Flags


def answer(mailing: Mailing, decided: Decided) -> Answer:
    """Who is inside the audience (everybody counted, mailed or not), and who of the mailed gets it by all rules."""
    outside = unpacked(decided.refused[OUTSIDE], len(decided.tables.offers)).any(axis=1) if mailing.kind else None
    inside = np.ones(decided.records.size, dtype=bool) if outside is None else ~outside
    return Answer(inside, mailing.mailed & (decided.chosen != SILENT))


def held_by_reason(mailing: Mailing, decided: Decided) -> dict[str, int]:
    """Why the mailed who do not get it do not, by letter: the first reason of each home, in the order of the rules."""
    offers = decided.tables.offers
    letter = next(bit for bit, offer in enumerate(offers) if offer.channel == "post")
    left = mailing.mailed & (decided.chosen == SILENT)
    found: dict[str, int] = {}
    for code, mask in decided.refused.items():
        here = left & unpacked(mask, len(offers))[:, letter]
        if here.any():
            found[code] = int(here.sum())
        left &= ~here
    return found


def kept(mailing: Mailing, chosen: Flags) -> dict[str, int]:
    """Mailings sent and spared, and coupons redeemed by homes that still get it."""
    sent = mailing.mailed & chosen
    return {
        "mailed": int(sent.sum()),
        "spared": int(mailing.mailed.sum() - sent.sum()),
        "redemptions_kept": int(mailing.redeemed[sent].sum()),
    }


def bought(spent: Mapping[int, int], homes: Flags) -> Group:
    """What these homes bought, from cents by home."""
    mine = [spent[home] for home in np.flatnonzero(homes).tolist() if home in spent]
    return Group(int(homes.sum()), len(mine), sum(mine))


def spent_within(lines: Events, cents: Ints, start: int, end: int) -> dict[int, int]:
    """Cents spent by each home from `start` until before `end`."""
    first, last = np.searchsorted(lines.at, [start, end])
    found: dict[int, int] = {}
    for owner, amount in zip(lines.owner[first:last].tolist(), cents[first:last].tolist(), strict=True):
        found[owner] = found.get(owner, 0) + amount
    return found

"""What do the mailings of a replay come to? Counts of homes, coupons and cents; nothing is estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lately.decisioning.decide import SILENT, Decided, unpacked
from lately.decisioning.records import Flags, Ints
from lately.measurement.replay.past import Events
from lately.measurement.replay.spoken import Spoken

OUTSIDE = "outside_audience"
LETTER = "post"
MANY = 3  # more mails than this ...
DAYS = 30  # ... within so many days are too many
SUMS = ("mailed", "spared", "redemptions_kept")


@dataclass(frozen=True, slots=True)
class Mailing:
    """One campaign as it went out: who was mailed, and who redeemed how many coupons; shape (m,).

    `start` and `end` in seconds since 1970 UTC, `end` the first moment after it; `kind` blank where it is for
    everybody.
    """

    key: str
    title: str
    day: str
    kind: str
    start: int
    end: int
    mailed: Flags
    redeemed: Ints


def told(mailing: Mailing, decided: Decided) -> dict[str, Any]:
    """The mailing by audience alone and by all rules: sent, spared, coupons kept, and why the others were held."""
    return {
        "campaign": mailing.key,
        "title": mailing.title,
        "start": mailing.day,
        "kind": mailing.kind or None,
        "mailed": int(mailing.mailed.sum()),
        "redemptions": int(mailing.redeemed.sum()),
        "by_audience": kept(mailing, inside(mailing, decided)),
        "by_all_rules": kept(mailing, decided.chosen != SILENT) | {"held": held_by_reason(mailing, decided)},
    }


def inside(mailing: Mailing, decided: Decided) -> Flags:
    """Who is inside the audience, mailed or not; everybody where the campaign is for everybody."""
    if not mailing.kind:
        return np.ones(decided.records.size, dtype=bool)
    outside = unpacked(decided.refused[OUTSIDE], len(decided.tables.offers))
    return np.asarray(~outside.any(axis=1))


def kept(mailing: Mailing, chosen: Flags) -> dict[str, Any]:
    """Mailings sent and spared, and coupons redeemed by homes that still get it."""
    sent = mailing.mailed & chosen
    return {
        "mailed": int(sent.sum()),
        "spared": int(mailing.mailed.sum() - sent.sum()),
        "redemptions_kept": int(mailing.redeemed[sent].sum()),
    }


def held_by_reason(mailing: Mailing, decided: Decided) -> dict[str, dict[str, int]]:
    """Why the mailed who do not get it do not, by letter: the first reason of each home, in the order of the rules.

    With the coupons that these homes redeemed.
    """
    offers = decided.tables.offers
    letter = next(bit for bit, offer in enumerate(offers) if offer.channel == LETTER)
    left = mailing.mailed & (decided.chosen == SILENT)
    found: dict[str, dict[str, int]] = {}
    for code, mask in decided.refused.items():
        here = left & unpacked(mask, len(offers))[:, letter]
        if here.any():
            found[code] = {"mailings": int(here.sum()), "redemptions": int(mailing.redeemed[here].sum())}
        left &= ~here
    return found


def bought(mailing: Mailing, within: Flags, lines: Events, cents: Ints) -> dict[str, dict[str, Any]]:
    """What homes inside and outside the audience bought of the kind while it ran, mailed and not mailed."""
    first, last = np.searchsorted(lines.at, [mailing.start, mailing.end])
    spent = np.bincount(lines.owner[first:last], weights=cents[first:last], minlength=len(within)).astype(np.int64)
    buyers = np.bincount(lines.owner[first:last], minlength=len(within)) > 0
    groups = {"inside": within, "outside": ~within}
    mails = {"mailed": mailing.mailed, "not_mailed": ~mailing.mailed}
    return {
        f"{side}_{mail}": _group(homes & some, spent, buyers)
        for side, homes in groups.items()
        for mail, some in mails.items()
    }


def _group(homes: Flags, spent: Ints, buyers: Flags) -> dict[str, Any]:
    count = int(homes.sum())
    each = round(int(spent[homes].sum()) / count / 100, 2) if count else None
    return {"homes": count, "buyers": int((homes & buyers).sum()), "dollars_per_home": each}


def crowded(at: int, before: Spoken, after: Spoken) -> dict[str, int]:
    """How many homes had more than three mails in the 30 days up to a moment, from the retailer and from us."""
    return {name: int((one.within(at, DAYS) > MANY).sum()) for name, one in (("before", before), ("after", after))}


def totals(campaigns: Sequence[Mapping[str, Any]], before: Spoken, after: Spoken) -> dict[str, Any]:
    """The sums of all campaigns, what was said in all, and who was ever crowded."""
    sums = {way: {name: sum(one[way][name] for one in campaigns) for name in SUMS} for way in _WAYS}
    return {
        "mailed": sum(one["mailed"] for one in campaigns),
        "redemptions": sum(one["redemptions"] for one in campaigns),
        **sums,
        "held": _held(campaigns),
        "said": after.by_class(),
        "homes_ever_mailed": {"before": before.homes(), "after": after.homes()},
        "ever_more_than_three_in_30_days": {
            "before": int(before.ever_more_than(MANY, DAYS).sum()),
            "after": int(after.ever_more_than(MANY, DAYS).sum()),
        },
    }


def _held(campaigns: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in campaigns:
        for code, counts in one["by_all_rules"]["held"].items():
            sums = found.setdefault(code, {"mailings": 0, "redemptions": 0})
            for name, count in counts.items():
                sums[name] += count
    return found


_WAYS = ("by_audience", "by_all_rules")

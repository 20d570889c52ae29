"""Play 2017 of the grocery book again, by our rules: whom would each campaign have reached, and what did they buy?

The ledger of the replay is what we would have said, not what the retailer sent: a pass over the gives of the shelf
every week, and each campaign at its start, in order, to those the retailer mailed. It is kept in memory; the book is
only read. Redemptions are those that happened; a home that no longer gets a mailing is taken to redeem nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext

from lately.accounts.selectors import organisation_said
from lately.books import grocery
from lately.books.grocery.campaigns import title
from lately.books.grocery.kinds import kind_of, kinds
from lately.books.grocery.published import Campaign, Published, published, start_of
from lately.decisioning.decide import Decided, decide
from lately.decisioning.facts_of.contacts import opening
from lately.decisioning.offers import WANTING
from lately.decisioning.records import Flags, Ints
from lately.decisioning.weights import weights_of
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.measurement.replay import figures
from lately.measurement.replay.figures import Mailing
from lately.measurement.replay.past import Events, Past
from lately.measurement.replay.spoken import Spoken
from lately.measurement.replay.words import sentences
from lately.profiles.models import Customer
from lately.profiles.selectors import customers_of
from lately.usecases.pass_over import gather, set_up

Progress = Callable[[str], None]
FIRST_PASS = dt.date(2016, 10, 3)  # six weeks before the first campaign
LAST_DAY = dt.date(2018, 1, 1)
EVERY = dt.timedelta(days=7)
PASS_HOUR, MAILED_HOUR = 6, 9
QUIET = 2  # a give waits while a home heard from us so often in 30 days: a stand-in for the slow clock
DAY = 86_400


@dataclass(frozen=True)
class Play:
    """What a replay is played on: `place` of a household in the pass, `spoken` by us, `theirs` by the retailer."""

    found: Published
    past: Past
    place: Mapping[int, int]
    shelf: Sequence[str]
    now: int
    spoken: Spoken
    theirs: Spoken


def replay(*, now: dt.datetime, progress: Progress) -> dict[str, Any]:
    """Play it and return the figures (docs/commands.md has the keys). Builds the book where there is none.

    Raises Refusal if the home holds another book, or the extra `grocery` is not installed.
    """
    _stand_on_grocery(now, progress)
    play = made_ready(now)
    told = [one for moment, campaign in _calendar(play.found) if (one := _turn(play, moment, campaign, progress))]
    sums = figures.totals(told, play.theirs, play.spoken)
    return {"book": "grocery", "campaigns": told, "totals": sums, "shows": sentences(told, sums)}


def _stand_on_grocery(now: dt.datetime, progress: Progress) -> None:
    ours = organisation_said(at=now)
    if ours is None and not Customer.objects.exists():
        grocery.build(now=now, progress=progress, with_gives=False)
    elif ours is None or ours.book != "grocery":
        another = gettext("This home holds another book: %(name)s (%(book)s).")
        raise Refusal(
            another % {"name": ours.name, "book": ours.book} if ours else gettext("This home holds another book."),
            gettext("A replay needs the grocery book, and one home is one organisation."),
            gettext("Run it as ./lately replay --book grocery: that plays in a place of its own."),
        )


def made_ready(now: dt.datetime) -> Play:
    """Read the published tables and the book, once, before anything is played."""
    found = published(kinds())
    setting = set_up(at=seconds(start_of(LAST_DAY)), now=seconds(now))
    base = gather(setting)
    ids = customers_of([("key", str(household)) for household in found.households])
    index = {customer: place for place, customer in enumerate(base.customers)}
    place = {household: index[int(customer or 0)] for household, customer in zip(found.households, ids, strict=True)}
    past = Past(
        base=base,
        purchases=_events(place, zip(found.baskets.household, found.baskets.at, strict=True)),
        replies=_events(place, ((one.household, seconds(start_of(one.day))) for one in found.redemptions)),
        facts={kind.fact: _lines(found, place, kind.name) for kind in kinds()},
    )
    shelf = [one.key for one in setting.contents if not any(wording.classed in WANTING for wording in one.wordings)]
    spoken, theirs = (Spoken(base.size, weights_of(setting.policy)) for _ in range(2))
    return Play(found, past, place, shelf, seconds(now), spoken, theirs)


def _events(place: Mapping[int, int], pairs: Iterable[tuple[int, int]]) -> Events:
    listed = np.array(sorted((at, place[household]) for household, at in pairs), dtype=np.int64).reshape(-1, 2)
    return Events(owner=listed[:, 1], at=listed[:, 0])


def _lines(found: Published, place: Mapping[int, int], kind: str) -> Events:
    lines = found.lines[kind]
    return Events(np.array([place[household] for household in lines.household.tolist()], dtype=np.int64), lines.at)


def _calendar(found: Published) -> list[tuple[dt.datetime, Campaign | None]]:
    """Every pass, in order: campaigns at the first moment of their first day, gives (None) every week."""
    starts: list[tuple[dt.datetime, Campaign | None]] = [
        (start_of(campaign.start), campaign) for campaign in found.campaigns.values()
    ]
    weeks = (LAST_DAY - FIRST_PASS) // EVERY + 1
    gives = [(start_of(FIRST_PASS + week * EVERY, PASS_HOUR), None) for week in range(weeks)]
    return sorted([*starts, *gives], key=lambda turn: (turn[0], turn[1].number if turn[1] else 0))


def _turn(play: Play, moment: dt.datetime, campaign: Campaign | None, progress: Progress) -> dict[str, Any] | None:
    """One pass; returns the figures of a campaign."""
    at = seconds(moment)
    setting = set_up(at=at, now=play.now, only=[campaign.key] if campaign else play.shelf)
    decided = decide(play.past.records(at, play.spoken), setting.tables)
    if campaign is None:
        _say(play.spoken, decided, play.spoken.within(at, figures.DAYS) < QUIET)
        return None
    mailing = _mailing(play, campaign)
    progress(f"{mailing.day}  campaign {campaign.number:2}: {mailing.mailed.sum():,} mailed by the retailer ...")
    _say(play.spoken, decided, mailing.mailed)
    _sent_by_them(play, mailing)
    crowd = figures.crowded(mailing.start + DAY, play.theirs, play.spoken)
    return figures.told(mailing, decided) | {
        "more_than_three_in_30_days": crowd,
        "bought": _bought(play, mailing, decided),
    }


def _say(spoken: Spoken, decided: Decided, whom: Flags) -> None:
    """Hand over what was decided for these customers, at the first open hour of its channel."""
    for bit, offer in enumerate(decided.tables.offers):
        owner: Ints = np.flatnonzero(whom & (decided.chosen == bit))
        if len(owner):
            at = opening(decided.records, offer.channel).values[owner]
            spoken.add(owner, at, channel=offer.channel, klass=offer.attributes["class"], content=offer.content)


def _sent_by_them(play: Play, mailing: Mailing) -> None:
    owner = np.flatnonzero(mailing.mailed)
    at = np.full(len(owner), mailing.start + MAILED_HOUR * 3600)
    play.theirs.add(owner, at, channel=figures.LETTER, klass="ask", content=mailing.key)


def _mailing(play: Play, campaign: Campaign) -> Mailing:
    size, kind = play.past.base.size, kind_of(campaign.shares)
    mailed = [play.place[household] for household, number in play.found.mailed if number == campaign.number]
    redeemed = [play.place[one.household] for one in play.found.redemptions if one.campaign == campaign.number]
    return Mailing(
        key=campaign.key,
        title=title(campaign.number),
        day=campaign.start.isoformat(),
        kind=kind.name if kind else "",
        start=seconds(start_of(campaign.start)),
        end=seconds(start_of(campaign.end + dt.timedelta(days=1))),
        mailed=np.bincount(mailed, minlength=size) > 0,
        redeemed=np.bincount(np.array(redeemed, np.int64), minlength=size),
    )


def _bought(play: Play, mailing: Mailing, decided: Decided) -> dict[str, Any] | None:
    if not mailing.kind:
        return None
    lines, cents = play.past.facts[f"bought.{mailing.kind}"], play.found.lines[mailing.kind].cents
    return figures.bought(mailing, figures.inside(mailing, decided), lines, cents)

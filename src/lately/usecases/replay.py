"""Play 2017 of the grocery book again, by our rules: whom would each campaign have reached, and what was it worth?

The ledger of the replay is what we would have said, not what the retailer sent: a pass over the gives of the shelf
every week, and each campaign at its start, in order, to those the retailer mailed. It is kept in memory; the book is
only read. Redemptions are those that happened; a home that no longer gets a mailing is taken to redeem nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lately.accounts.selectors import organisation_said
from lately.books import grocery
from lately.books.grocery.campaigns import title
from lately.books.grocery.kinds import kind_of, kinds
from lately.books.grocery.published import Campaign, Published, published, start_of
from lately.decisioning.decide import SILENT, Decided, decide
from lately.decisioning.facts_of.contacts import opening
from lately.decisioning.offers import WANTING
from lately.decisioning.records import Ints
from lately.decisioning.weights import weights_of
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.measurement.replay import figures
from lately.measurement.replay.figures import Mailing
from lately.measurement.replay.past import Events, Past
from lately.measurement.replay.spoken import Spoken
from lately.profiles.selectors import customers_of
from lately.usecases.pass_over import Setting, gather, set_up

Progress = Callable[[str], None]
FIRST_PASS = dt.date(2016, 10, 3)
LAST_DAY = dt.date(2018, 1, 1)
EVERY = dt.timedelta(days=7)
PASS_HOUR = 6
QUIET = 2  # a give waits for homes that heard from us so often in 30 days; stands in for the slow clock


@dataclass(frozen=True)
class _Play:
    """What a replay is played on. `spoken` is ours, `theirs` what the retailer sent; `place` is a household's."""

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
    play = _ready(now)
    for household, number in play.found.mailed:
        _note_theirs(play, household, play.found.campaigns[number])
    told = [told for moment, campaign in _calendar(play.found) if (told := _turn(play, moment, campaign, progress))]
    return {"campaigns": told, "totals": _totals(play, told)}


def _stand_on_grocery(now: dt.datetime, progress: Progress) -> None:
    ours = organisation_said(at=now)
    if ours is None:
        grocery.build(now=now, progress=progress, with_gives=False)
    elif ours.book != "grocery":
        raise Refusal(
            f"This home holds another book: {ours.name} ({ours.book}).",
            "A replay needs the grocery book, and one home is one organisation.",
            "Run it as ./lately replay --book grocery: that plays in a place of its own.",
        )


def _ready(now: dt.datetime) -> _Play:
    found = published(kinds())
    at = seconds(start_of(LAST_DAY))
    setting = set_up(at=at, now=seconds(now))
    base = gather(setting)
    ids = customers_of([("key", str(household)) for household in found.households])
    index = {customer: place for place, customer in enumerate(base.customers)}
    place = {household: index[int(customer or 0)] for household, customer in zip(found.households, ids, strict=True)}
    weights = weights_of(setting.policy)
    past = Past(
        base=base,
        purchases=_events(place, zip(found.baskets.household, found.baskets.at, strict=True)),
        replies=_events(place, sorted((one.household, seconds(start_of(one.day))) for one in found.redemptions)),
        facts={kind.fact: _lines(found, place, kind.name) for kind in kinds()},
    )
    shelf = [one.key for one in setting.contents if not any(wording.classed in WANTING for wording in one.wordings)]
    size = base.size
    return _Play(found, past, place, shelf, seconds(now), Spoken(size, weights), Spoken(size, weights))


def _events(place: Mapping[int, int], pairs: Any) -> Events:
    listed = sorted((at, place[household]) for household, at in pairs)
    moments = np.array(listed, dtype=np.int64).reshape(-1, 2)
    return Events(owner=moments[:, 1], at=moments[:, 0])


def _lines(found: Published, place: Mapping[int, int], kind: str) -> Events:
    lines = found.lines[kind]
    owner = np.array([place[household] for household in lines.household.tolist()], dtype=np.int64)
    return Events(owner=owner, at=lines.at)


def _note_theirs(play: _Play, household: int, campaign: Campaign) -> None:
    owner, at = np.array([play.place[household]]), np.array([seconds(start_of(campaign.start, 9))])
    play.theirs.add(owner, at, channel="post", klass="ask", content=campaign.key)


def _calendar(found: Published) -> list[tuple[dt.datetime, Campaign | None]]:
    """Every pass, in order: campaigns at the first moment of their first day, gives (None) every week."""
    starts = [(start_of(campaign.start), campaign) for campaign in found.campaigns.values()]
    weeks = (LAST_DAY - FIRST_PASS) // EVERY + 1
    gives = [(start_of(FIRST_PASS + week * EVERY, PASS_HOUR), None) for week in range(weeks)]
    return sorted([*starts, *gives], key=lambda turn: (turn[0], turn[1].number if turn[1] else 0))


def _turn(play: _Play, moment: dt.datetime, campaign: Campaign | None, progress: Progress) -> dict[str, Any] | None:
    at = seconds(moment)
    setting = set_up(at=at, now=play.now, only=[campaign.key] if campaign else play.shelf)
    decided = decide(play.past.records(at, play.spoken), setting.tables)
    if campaign is None:
        _say(play.spoken, decided, np.flatnonzero(play.spoken.within(at, figures.DAYS) < QUIET))
        return None
    mailing = _mailing(play, campaign)
    _say(play.spoken, decided, np.flatnonzero(mailing.mailed))
    progress(f"{campaign.start}  campaign {campaign.number}: {mailing.mailed.sum()} mailed by the retailer ...")
    return _told(play, setting, mailing, decided)


def _say(spoken: Spoken, decided: Decided, whom: Ints) -> None:
    """Hand over what was decided for these customers, at the first open hour of its channel."""
    for bit, offer in enumerate(decided.tables.offers):
        owner = whom[decided.chosen[whom] == bit]
        if len(owner):
            at = opening(decided.records, offer.channel).values[owner]
            spoken.add(owner, at, channel=offer.channel, klass=offer.attributes["class"], content=offer.content)


def _mailing(play: _Play, campaign: Campaign) -> Mailing:
    mailed = np.zeros(play.past.base.size, dtype=bool)
    mailed[[play.place[household] for household, number in play.found.mailed if number == campaign.number]] = True
    redeemed = np.zeros(play.past.base.size, dtype=np.int64)
    for one in play.found.redemptions:
        redeemed[play.place[one.household]] += one.campaign == campaign.number
    kind = kind_of(campaign.shares)
    return Mailing(
        key=campaign.key,
        title=title(campaign.number),
        kind=kind.name if kind else "",
        start=seconds(start_of(campaign.start)),
        end=seconds(start_of(campaign.end + dt.timedelta(days=1))),
        mailed=mailed,
        redeemed=redeemed,
    )


def _told(play: _Play, setting: Setting, mailing: Mailing, decided: Decided) -> dict[str, Any]:
    answer = figures.answer(mailing, decided)
    day_after = mailing.start + 86_400
    return {
        "campaign": mailing.key,
        "title": mailing.title,
        "start": dt.datetime.fromtimestamp(mailing.start, dt.UTC).isoformat(),
        "kind": mailing.kind or None,
        "mailed": int(mailing.mailed.sum()),
        "redemptions": int(mailing.redeemed.sum()),
        "by_audience": figures.kept(mailing, answer.inside),
        "by_all_rules": {**figures.kept(mailing, answer.sent), "held": figures.held_by_reason(mailing, decided)},
        "more_than_three_in_30_days": {
            "before": int((play.theirs.within(day_after, figures.DAYS) > figures.MANY).sum()),
            "after": int((play.spoken.within(day_after, figures.DAYS) > figures.MANY).sum()),
        },
    } | _bought(play, mailing, answer)
def _bought(play: _Play, mailing: Mailing, answer: figures.Answer) -> dict[str, Any]:
    if not mailing.kind:
        return {}
    lines = play.past.facts[f"bought.{mailing.kind}"]
    spent = figures.spent_within(lines, play.found.lines[mailing.kind].cents, mailing.start, mailing.end)
    groups = {
        "inside_mailed": answer.inside & mailing.mailed,
        "outside_mailed": ~answer.inside & mailing.mailed,
        "inside_not_mailed": answer.inside & ~mailing.mailed,
        "outside_not_mailed": ~answer.inside & ~mailing.mailed,
    }
    return {"bought": {name: figures.bought(spent, homes).as_json() for name, homes in groups.items()}}


def _totals(play: _Play, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    chosen = play.past.base.size and SILENT
    del chosen
    classes = {name: int((play.spoken.klass == place).sum()) for place, name in enumerate(("unread", "give", "ask"))}
    return {
        "mailed": sum(one["mailed"] for one in told),
        "redemptions": sum(one["redemptions"] for one in told),
        "by_audience": {name: sum(one["by_audience"][name] for one in told) for name in ("mailed", "spared", "redemptions_kept")},
        "by_all_rules": {name: sum(one["by_all_rules"][name] for one in told) for name in ("mailed", "spared", "redemptions_kept")},
        "said": classes,
        "ever_more_than_three_in_30_days": {
            "before": int(play.theirs.ever_more_than(figures.MANY, figures.DAYS).sum()),
            "after": int(play.spoken.ever_more_than(figures.MANY, figures.DAYS).sum()),
        },
    }

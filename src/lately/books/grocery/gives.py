"""Which gives stand in the ledger of a home? Made up: the retailer's record has none (invented.yaml has the rule)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lately.books.grocery.invented import Home, drawn, numbers, picked
from lately.books.grocery.published import start_of
from lately.decisioning.expression import leaves
from lately.decisioning.offers import Content, Wording
from lately.lib.moments import seconds

MONTHS = range(1, 13)
DAYS = 28
APART = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Give:
    """One give that a home is said to have got."""

    household: int
    content: Content
    wording: Wording
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the published data says of a home: its first basket, when it bought of each kind, when it was mailed."""

    first_basket: dt.datetime
    bought: Mapping[str, dt.datetime]
    mailed: Sequence[dt.datetime]


def gives_of(home: Home, known: Known, shelf: Sequence[Content]) -> Iterable[Give]:
    """Return the gives of one home, oldest first; most homes outside the share have none."""
    own, household = numbers(), home.household
    if drawn("gives", household) >= own["gives_share"]:
        return
    count = 1 + int(drawn("how many gives", household) * own["gives_most"])
    had: set[str] = set()
    for month in sorted(sorted(MONTHS, key=lambda month: drawn(f"month {month}", household))[:count]):
        day = dt.date(2017, month, 1 + int(drawn(f"day {month}", household) * DAYS))
        at = start_of(day, hour=own["gives_hour"])
        fitting = [content for content in shelf if content.key not in had and _fits(content, known, at)]
        said = _said(home, picked(f"give {month}", household, fitting), at) if fitting else None
        if said:
            had.add(said.content.key)
            yield said


def _fits(content: Content, known: Known, at: dt.datetime) -> bool:
    """Whether it may be said then: on its dates, to such a home, after the first basket, not on top of a mailing."""
    if content.occasion or any(wording.classed != "give" for wording in content.wordings):
        return False
    if at <= known.first_basket or any(abs(at - mailed) < APART for mailed in known.mailed):
        return False
    wanted = [leaf.fact for leaf in leaves(content.audience)] if content.audience else []
    has = all(fact in known.bought and known.bought[fact] <= at for fact in wanted)
    return has and content.valid_from <= seconds(at) < content.valid_to


def _said(home: Home, content: Content, at: dt.datetime) -> Give | None:
    """By e-mail where there is an address and a yes, else by letter where there is a yes, else not at all."""
    open_to = {name for name in ("email", "post") if home.may(name, content.purpose, at)}
    if not home.email:
        open_to.discard("email")
    wordings = sorted(content.wordings, key=lambda wording: wording.channel)
    found = next((wording for wording in wordings if wording.channel in open_to), None)
    return Give(home.household, content, found, at) if found else None

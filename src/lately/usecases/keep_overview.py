"""Count a large book once, so that pages need not: whom we neglect, whom we pestered, what went out."""

from __future__ import annotations

import datetime as dt
import time

from django.conf import settings

from lately.accounts.selectors import organisation
from lately.content.selectors import contents_known
from lately.interactions.known import known_at
from lately.interactions.mark import mark
from lately.interactions.size import is_large
from lately.lib.locks import held_if_free
from lately.lib.moments import at_seconds, seconds, zone_named
from lately.measurement.lives import terms_of
from lately.measurement.models import Overview
from lately.measurement.overview import Overlooked
from lately.measurement.overviews import keep, newest
from lately.measurement.rows import channels_known_since, everybody, people
from lately.plans.digest import living_plan
from lately.plans.reaches import anybody_waits
from lately.policies.selectors import policy_at
from lately.profiles.held import facts_held
from lately.profiles.interested import interests
from lately.profiles.search_index import due
from lately.usecases.reckon_weeks import reckon_weeks

PART = 5_000  # customers
SELDOM = 100  # times as long as it took, until it is done again
AT_LEAST = 60  # seconds


def keep_overview(*, at: int, now: dt.datetime) -> Overview:
    """Count everybody at the moment, and keep it as what pages show from now on."""
    began, stood = time.perf_counter(), mark()
    known, ours = known_at(at=at, now=seconds(now)), organisation(at=at_seconds(at))
    policy = policy_at(at=at, known=known)
    found = Overlooked(
        at=at,
        known_since=channels_known_since(at=at, known=known, policy=policy),
        terms=terms_of(policy),
        policy=policy,
        zone=zone_named(ours.zone),
        currency=ours.currency,
    )
    ids = everybody(at=at, known=known)
    for start in range(0, len(ids), PART):
        part = ids[start : start + PART]
        found.add(part, people(at=at, known=known, policy=policy, currency=ours.currency, chosen=part))
    weeks = reckon_weeks(
        at=at, zone=ours.zone, policy=policy, contents=contents_known(known=known, zone=ours.zone),
        plan=living_plan(at, policy),
    )  # fmt: skip
    found.interests = {name: sorted(values) for name, values in interests(known=known).items()}
    found.weeks = [week.numbers for week in weeks]
    return keep(found, facts_held(known=known), mark=stood, begun=now, took=lambda: time.perf_counter() - began)


def keep_overview_if_due(*, now: dt.datetime) -> bool:
    """The same at the present moment, if the book is large and changed since, and the last one is long enough ago.

    Returns whether it was made; never by two processes at once.
    """
    if not (is_large() and is_due(now)):
        return False
    with held_if_free(settings.HOME / "overview.lock") as ours:
        if ours:
            keep_overview(at=seconds(now), now=now)
    return ours


def is_behind(*, now: dt.datetime) -> bool:
    """Whether there is anything to do beside the pages: the search is behind, a content to be counted, the overview."""
    return due() > 0 or anybody_waits() or (is_large() and is_due(now))


def is_due(now: dt.datetime) -> bool:
    """Whether the overview that is shown is old, by how long it took, and the book is not as it was then."""
    there = newest()
    if there is None or there.finished_at is None:
        return True
    took = (there.finished_at - there.begun_at).total_seconds()
    waits = max(AT_LEAST, SELDOM * took)
    return (now - there.finished_at).total_seconds() > waits and list(mark()) != there.mark

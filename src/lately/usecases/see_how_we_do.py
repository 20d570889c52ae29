"""Do we give more than we ask, and what became of those whom we neglected?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lately.accounts.selectors import organisation
from lately.interactions.known import known_at
from lately.interactions.timeline import When
from lately.lib.moments import at_seconds, zone_named
from lately.measurement.audit.pestered import Pestered, pestered
from lately.measurement.lives import ASKS, Life, life_of, terms_of
from lately.measurement.neglect import neglect_of
from lately.measurement.neglect_words import Words
from lately.measurement.rows import channels_known_since, people
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, book_of
from lately.profiles.people import people as known_as
from lately.profiles.search import in_book
from lately.profiles.selectors import customers_of
from lately.usecases.find_unused_facts import find_unused_facts

MONTHS = 12
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Month:
    """What went out in one month: gives, asks (mixed and disguised ones too), and the rest."""

    first: dt.date
    gives: int
    asks: int
    other: int


def see_how_we_do(*, user: Reader, at: int, now: int, rules_in: Path | None = None) -> dict[str, Any]:
    """Return asks against gives by month, the shares of `neglected` with who left, whom we pestered, and what we asked in vain.

    Figures are about the whole book; the names are only of customers whom the reader may see.
    """
    known, ours = known_at(at=at, now=now), organisation(at=at_seconds(at))
    policy, zone = policy_at(at=at, known=known), zone_named(ours.zone)
    terms, since = terms_of(policy), channels_known_since(at=at, known=known, policy=policy)
    everybody = people(at=at, known=known, policy=policy, currency=ours.currency)
    lives = [life_of(person, at=at, terms=terms, zone=zone) for person in everybody]
    words = Words(at, min(since.values(), default=at), zone)
    found = neglect_of(lives, words, known_since=since, terms=terms, currency=ours.currency)
    felt = pestered(lives, policy, zone)
    months = list(_months(lives, at, zone))
    return {
        "neglect": found.told(),
        "months": months,
        "gives": sum(month.gives for month in months),
        "asks": sum(month.asks for month in months),
        "per_give": _per_give(months),
        "unused": find_unused_facts(at=at, now=now, rules_in=rules_in),
        "pestered": {"count": len(felt), "rows": _theirs(user, felt, When(at, known))},
    }


def _months(lives: Sequence[Life], at: int, zone: ZoneInfo) -> Iterator[Month]:
    """The last twelve months up to that of the moment, oldest first."""
    last = at_seconds(at).astimezone(zone).date().replace(day=1)
    firsts = [last]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - dt.timedelta(days=1)).replace(day=1))
    begin = dt.datetime.combine(firsts[-1], dt.time(), zone).timestamp()
    days: Counter[tuple[int, str]] = Counter()
    for life in lives:
        days.update((contact.at // 86_400, contact.classed) for contact in life.said if contact.at >= begin)
    counted: Counter[tuple[dt.date, str]] = Counter()
    for (day, classed), count in days.items():
        counted[at_seconds(day * 86_400 + 43_200).astimezone(zone).date().replace(day=1), _sort(classed)] += count
    for first in reversed(firsts):
        yield Month(first, counted[first, "give"], counted[first, "ask"], counted[first, "other"])


def _sort(classed: str) -> str:
    if classed in ASKS:
        return "ask"
    return "give" if classed == "give" else "other"


def _per_give(months: Sequence[Month]) -> str:
    """How asks and gives stand to each other, in a sentence."""
    gives, asks = sum(month.gives for month in months), sum(month.asks for month in months)
    if not gives:
        return "We wanted something and gave nothing." if asks else "Nothing went out that anybody has read."
    if not asks:
        return "We brought something and wanted nothing."
    if asks > gives:
        return f"For each time we brought something, we wanted something {asks / gives:.1f} times."
    return f"For each time we wanted something, we brought something {gives / asks:.1f} times."


def _theirs(user: Reader, felt: Sequence[Pestered], when: When) -> list[dict[str, Any]]:
    """The first of these customers whom the reader may see."""
    ids = customers_of([("", one.customer) for one in felt])
    mine = in_book([one for one in ids if one is not None], book_of(user))
    seen = [(one, customer) for one, customer in zip(felt, ids, strict=True) if customer in mine][:SHOWN]
    who = known_as([customer for _, customer in seen if customer], at=when.at, known=when.known)
    return [{"person": who[customer], "because": one.because} for one, customer in seen if customer]

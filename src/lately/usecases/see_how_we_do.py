"""Do we give more than we ask, and what became of those whom we neglected?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from lately.accounts.selectors import organisation
from lately.interactions.known import known_at
from lately.interactions.size import is_large
from lately.lib.moments import at_seconds, zone_named
from lately.measurement.audit.pestered import Pestered, pestered
from lately.measurement.lives import life_of, terms_of
from lately.measurement.months import Month, begin_of, days_of, months_of
from lately.measurement.neglect import neglect_of
from lately.measurement.neglect_words import Words
from lately.measurement.overview import NEGLECTED, PESTERED
from lately.measurement.overviews import newest, page
from lately.measurement.rows import channels_known_since, people
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, book_of
from lately.profiles.people import people as known_as
from lately.profiles.sampling import how_many
from lately.profiles.search import in_book
from lately.profiles.selectors import customers_of
from lately.usecases.find_unused_facts import find_unused_facts
from lately.usecases.recall_neglected import NOT_YET

SHOWN = 10


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a book came to: figures as `neglected` tells them, months, how many were pestered, and some of them."""

    neglect: dict[str, Any]
    months: list[Month]
    pestered: int
    felt: list[tuple[int, str]]
    counted_at: int | None = None


def see_how_we_do(*, user: Reader, at: int, now: int, rules_in: Path | None = None) -> dict[str, Any]:
    """Return asks against gives by month, whom we neglected and who left, whom we pestered, what we asked in vain.

    Figures are about the whole book, of a large one as they were `counted_at` last (None: just now); the names are only
    of customers whom the reader may see.
    """
    known, book = known_at(at=at, now=now), book_of(user)
    found = _kept(book, at, known) if is_large() else _counted(book, at, known)
    who = known_as([customer for customer, _ in found.felt], at=at, known=known)
    return {
        "neglect": found.neglect,
        "months": found.months,
        "gives": sum(month.gives for month in found.months),
        "asks": sum(month.asks for month in found.months),
        "per_give": _per_give(found.months),
        "unused": find_unused_facts(at=at, now=now, rules_in=rules_in),
        "pestered": {
            "count": found.pestered,
            "rows": [{"person": who[customer], "because": because} for customer, because in found.felt],
        },
        "counted_at": found.counted_at,
    }


def _counted(book: int | None, at: int, known: int) -> _Counted:
    ours, policy = organisation(at=at_seconds(at)), policy_at(at=at, known=known)
    terms, zone = terms_of(policy), zone_named(ours.zone)
    since = channels_known_since(at=at, known=known, policy=policy)
    everybody = people(at=at, known=known, policy=policy, currency=ours.currency)
    lives = [life_of(person, at=at, terms=terms, zone=zone) for person in everybody]
    words = Words(at, min(since.values(), default=at), zone)
    found = neglect_of(lives, words, known_since=since, terms=terms, currency=ours.currency)
    months = list(months_of(days_of(lives, begin_of(at, zone)), at, zone))
    felt = pestered(lives, policy, zone)
    return _Counted(found.told(), months, len(felt), _theirs(felt, book))


def _kept(book: int | None, at: int, known: int) -> _Counted:
    """What was counted last; nothing but a note if nothing was yet."""
    there = newest()
    if there is None:
        months = list(months_of(Counter(), at, zone_named(organisation(at=at_seconds(at)).zone)))
        return _Counted({"customers": how_many(known=known), "lists": {}, "note": gettext(NOT_YET)}, months, 0, [])
    figures = there.figures
    neglect = {
        **{name: figures[name] for name in ("customers", "unknown", "never_contacted")},
        "lists": {name: _shares(figures, name) for name in NEGLECTED},
        "cared_for": _shares(figures, "cared_for"),
        "note": gettext(figures["note"]) if figures["note"] else "",
    }
    months = [Month(dt.date.fromisoformat(first), *counts) for first, *counts in figures["months"]]
    felt = [(customer, because) for _, customer, because, _ in page(there, PESTERED, after=-1, book=book, limit=SHOWN)]
    return _Counted(neglect, months, figures[PESTERED], felt, there.at)


def _shares(figures: dict[str, Any], name: str) -> dict[str, Any]:
    one = figures[name]
    return {
        "count": one["count"],
        "share": one["count"] / max(1, figures["customers"]),
        "left_share": one["left"] / one["buyers"] if one["buyers"] else None,
    }


def _per_give(months: Sequence[Month]) -> str:
    """How asks and gives stand to each other, in a sentence."""
    gives, asks = sum(month.gives for month in months), sum(month.asks for month in months)
    if not gives:
        nothing = gettext("Nothing went out that anybody has read.")
        return gettext("We wanted something and gave nothing.") if asks else nothing
    if not asks:
        return gettext("We brought something and wanted nothing.")
    if asks > gives:
        said = gettext("For each time we brought something, we wanted something %(times)s times.")
        return said % {"times": number_format(asks / gives, 1)}
    said = gettext("For each time we wanted something, we brought something %(times)s times.")
    return said % {"times": number_format(gives / asks, 1)}


def _theirs(felt: Sequence[Pestered], book: int | None) -> list[tuple[int, str]]:
    """The first of these customers whom the reader may see."""
    ids = customers_of([("", one.customer) for one in felt])
    mine = in_book([one for one in ids if one is not None], book)
    seen = [(customer, one.because) for one, customer in zip(felt, ids, strict=True) if customer in mine]
    return [(customer, because) for customer, because in seen if customer is not None][:SHOWN]

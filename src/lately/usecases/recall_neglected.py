"""Whom do we neglect, for a page that asks again every few seconds?

A small book is counted anew whenever it changed. A large one is counted by night and now and then (keep_overview.py);
a page shows what was found then, without those who have heard from us since.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.db import connection
from django.utils.translation import gettext, gettext_noop

from lately.interactions.mark import mark
from lately.interactions.size import is_large
from lately.lib.saying import again
from lately.measurement import overviews
from lately.measurement.models import Overview
from lately.measurement.neglect import Listed, Neglect
from lately.measurement.overview import NEGLECTED
from lately.profiles.search import in_book
from lately.profiles.selectors import customers_of
from lately.usecases.find_neglected import find_neglected

MINUTE = 60
PART = 500  # of a list, looked through at once
_DIGITS = 10  # of a place; what has as many is none of ours
NOT_YET = gettext_noop(
    "Whom you neglect is being counted for the first time. That takes some minutes in a book of this size."
)
ANOTHER_MOMENT = gettext_noop(
    "A book of this size is not counted for another moment while you wait; the lists are those of the last count. "
    "./lately neglected --at DAY counts it for another day."
)
Fit = Callable[[Sequence[int]], set[int]]
Row = tuple[int, Listed]


class Recalled(Protocol):
    """What pages ask of the lists; `counted_at` is when they were counted, None if just now."""

    @property
    def counted_at(self) -> int | None:
        """In seconds since 1970 UTC."""

    @property
    def note(self) -> str:
        """What everybody should know of the lists; blank if nothing."""

    def counts(self, book: int | None, customers: int) -> list[dict[str, Any]]:
        """Each list's name, count, share of the customers and (of everybody's) the share who left."""

    def cared_for(self) -> dict[str, Any]:
        """How many heard from us since they first bought, and the share of them who left."""

    def page(
        self, name: str, *, after: str, book: int | None, fit: Fit, limit: int, parts: int | None = None
    ) -> tuple[list[Row], str]:
        """Some of a list who fit, in its order, and where the next page begins.

        After so many `parts` of PART it ends, though they are fewer than asked for; the next page goes on from there.
        """

    def worst(self, *, book: int | None, limit: int) -> list[Row]:
        """The neglected of all lists by what is at risk."""


def recall(*, at: int, now: int) -> Recalled:
    """Return the lists at the moment, or for a large book those that were counted last."""
    if is_large():
        return _Kept(overviews.newest(), at, now)
    return _Live(recall_neglected(at=at, now=now))


def recall_neglected(*, at: int, now: int) -> Neglect:
    """Return what `find_neglected` finds, from memory if nothing changed since and the minute is the same.

    The moment of asking is taken as the end of its minute, so that what was just recorded counts.
    """
    soon = -(-now // MINUTE) * MINUTE
    database = str(connection.settings_dict["NAME"])
    return _found(soon if at == now else at, soon, (database, *mark()))


@functools.lru_cache(maxsize=2)
def _found(at: int, now: int, unchanged: tuple[object, ...]) -> Neglect:
    del unchanged
    return find_neglected(at=at, now=now)


@dataclass(frozen=True)
class _Live:
    found: Neglect
    counted_at: int | None = None

    @property
    def note(self) -> str:
        return gettext(self.found.note) if self.found.note else ""

    def counts(self, book: int | None, customers: int) -> list[dict[str, Any]]:
        return [self._count(name, book, customers) for name in NEGLECTED]

    def _count(self, name: str, book: int | None, customers: int) -> dict[str, Any]:
        one = self.found.lists[name]
        if book is None:
            return {"name": name, "count": one.count, "share": one.share, "left_share": one.left_share}
        mine = len(_of(one.customers, book))
        return {"name": name, "count": mine, "share": mine / max(1, customers), "left_share": None}

    def cared_for(self) -> dict[str, Any]:
        return {"count": self.found.cared_for.count, "left_share": self.found.cared_for.left_share}

    def page(
        self, name: str, *, after: str, book: int | None, fit: Fit, limit: int, parts: int | None = None
    ) -> tuple[list[Row], str]:
        del book  # fit knows it
        listed = self.found.lists[name].customers
        begin = _begin(listed, after)
        chosen: list[Row] = []
        starts = range(begin, len(listed), PART)
        end = len(listed) if parts is None else begin + parts * PART
        for start in starts[:parts]:
            part = listed[start : start + PART]
            ids = customers_of([("", each.customer) for each in part])
            fitting = fit([customer for customer in ids if customer is not None])
            chosen += [
                (one, _again(each)) for one, each in zip(ids, part, strict=True) if one is not None and one in fitting
            ]
            if len(chosen) > limit:
                break
        if len(chosen) > limit:
            return chosen[:limit], _told(listed, chosen[limit - 1][1].customer)
        return chosen, _told(listed, listed[end - 1].customer) if end < len(listed) else ""

    def worst(self, *, book: int | None, limit: int) -> list[Row]:
        listed = {each.customer: each for one in self.found.lists.values() for each in one.customers}
        ordered = sorted(listed.values(), key=lambda each: -sum(map(float, each.worth_at_risk.values())))
        return _of(ordered[:limit] if book is None else ordered, book)[:limit]


def _told(listed: Sequence[Listed], last: str) -> str:
    """Where a page ended: at the how manieth of the list, and who that was."""
    return f"{next(place for place, each in enumerate(listed) if each.customer == last)}|{last}"


def _begin(listed: Sequence[Listed], after: str) -> int:
    """The place after whoever was seen last; if they are on the list no more, who was next has taken their place."""
    place, _, last = after.partition("|")
    there = next((place + 1 for place, each in enumerate(listed) if each.customer == last), None)
    if there is not None:
        return there
    return min(int(place), len(listed)) if place.isdecimal() and len(place) < _DIGITS else 0


def _of(listed: Sequence[Listed], book: int | None) -> list[Row]:
    ids = customers_of([("", each.customer) for each in listed])
    mine = in_book([each for each in ids if each is not None], book)
    return [(one, _again(each)) for one, each in zip(ids, listed, strict=True) if one is not None and one in mine]


def _again(one: Listed) -> Listed:
    """The same for whoever reads it now: it may have been found for a reader of another language."""
    return replace(one, because=again(one.because))


@dataclass(frozen=True)
class _Kept:
    overview: Overview | None
    at: int
    now: int

    @property
    def counted_at(self) -> int | None:
        return self.overview.at if self.overview else None

    @property
    def note(self) -> str:
        if self.overview is None:
            return gettext(NOT_YET)
        said = str(self._figures["note"])
        if said:
            return gettext(said)
        return "" if self.at >= self.overview.at else gettext(ANOTHER_MOMENT)

    @property
    def _figures(self) -> dict[str, Any]:
        return self.overview.figures if self.overview else {}

    def counts(self, book: int | None, customers: int) -> list[dict[str, Any]]:
        mine = overviews.counts_of(self.overview, book) if self.overview and book is not None else None
        return [self._count(name, mine, customers) for name in NEGLECTED]

    def _count(self, name: str, mine: dict[str, int] | None, customers: int) -> dict[str, Any]:
        found = self._figures.get(name, {"count": 0, "buyers": 0, "left": 0})
        if mine is not None:
            count = mine.get(name, 0)
            return {"name": name, "count": count, "share": count / max(1, customers), "left_share": None}
        share = found["count"] / max(1, self._figures.get("customers", 0))
        return {"name": name, "count": found["count"], "share": share, "left_share": _left(found)}

    def cared_for(self) -> dict[str, Any]:
        found = self._figures.get("cared_for", {"count": 0, "buyers": 0, "left": 0})
        return {"count": found["count"], "left_share": _left(found)}

    def page(
        self, name: str, *, after: str, book: int | None, fit: Fit, limit: int, parts: int | None = None
    ) -> tuple[list[Row], str]:
        chosen: list[tuple[int, Row]] = []
        place = int(after) if after.isdecimal() and len(after) < _DIGITS else -1
        size, rest, left = limit + 1, "", parts
        while self.overview and len(chosen) <= limit:
            if left == 0:
                rest = str(place)
                break
            lines = overviews.page(self.overview, name, after=place, book=book, limit=size)
            fitting = fit([customer for _, customer, _, _ in lines])
            chosen += [
                (number, _row(customer, because, worth))
                for number, customer, because, worth in lines
                if customer in fitting
            ]
            if len(lines) < size:
                break
            place, size, left = lines[-1][0], PART, None if left is None else left - 1
        rows = [row for _, row in chosen[:limit]]
        return rows, str(chosen[limit - 1][0]) if len(chosen) > limit else rest

    def worst(self, *, book: int | None, limit: int) -> list[Row]:
        return [_row(*told) for told in overviews.worst(self.overview, book=book, limit=limit)] if self.overview else []


def _row(customer: int, because: str, worth: dict[str, str]) -> Row:
    return customer, Listed("", because, worth)


def _left(found: dict[str, int]) -> float | None:
    return round(found["left"] / found["buyers"], 4) if found["buyers"] else None

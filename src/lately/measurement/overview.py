"""What does a large book come to: whom we neglect, whom we pestered, what went out? Some customers at a time.

`figures` of an overview holds `customers`, `never_contacted`, `unknown`, `note`, how many were `pestered`, by list its
`count`, `buyers` and `left` (and the same of those who were `cared_for`), and `months`: first day, gives, asks, other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from lately.decisioning.policy import Policy
from lately.measurement.audit.pestered import pestered
from lately.measurement.lives import Life, Terms, life_of
from lately.measurement.months import Days, begin_of, days_of, months_of
from lately.measurement.neglect import NO_CHANNEL, chosen_for, is_known, money, reasons
from lately.measurement.neglect_words import Words
from lately.measurement.records import Person

NEGLECTED = ("silent_since_purchase", "silent_longest", "only_asked")
PESTERED = "pestered"


class Line(NamedTuple):
    """One customer of a list; the greatest `order`, then the least `key`, comes first."""

    order: float
    key: str
    customer: int
    because: str
    worth: dict[str, str]
    weight: int


@dataclass(slots=True)
class Overlooked:
    """What has been gathered so far; `lines` by list, in no order."""

    at: int
    known_since: Mapping[str, int]
    terms: Terms
    policy: Policy
    zone: ZoneInfo
    currency: str
    lines: dict[str, list[Line]] = field(default_factory=lambda: {name: [] for name in (*NEGLECTED, PESTERED)})
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    days: Days = field(default_factory=Counter)
    weeks: list[dict[str, int]] = field(default_factory=list)
    interests: dict[str, list[str]] = field(default_factory=dict)

    def add(self, ids: Sequence[int], people: Sequence[Person]) -> None:
        """Take some customers in; nobody is taken in twice."""
        lives = [life_of(person, at=self.at, terms=self.terms, zone=self.zone) for person in people]
        number = {life.key: customer for life, customer in zip(lives, ids, strict=True)}
        words = Words(self.at, min(self.known_since.values(), default=self.at), self.zone)
        for name, chosen in chosen_for(lives, words, known_since=self.known_since, terms=self.terms).items():
            because = reasons(words)[name]
            self._count(name, chosen)
            self.lines[name] += [self._line(life, number[life.key], because(life)) for life in chosen]
        self._count("cared_for", [life for life in lives if life.cared_for])
        known = [life for life in lives if is_known(life, self.known_since)]
        self.counts["all", "customers"] += len(lives)
        self.counts["all", "unknown"] += len(lives) - len(known)
        self.counts["all", "never_contacted"] += sum(not life.said for life in known)
        self.days.update(days_of(lives, begin_of(self.at, self.zone)))
        felt = pestered(lives, self.policy, self.zone)
        self.lines[PESTERED] += [Line(one.over, one.customer, number[one.customer], one.because, {}, 0) for one in felt]

    @property
    def figures(self) -> dict[str, Any]:
        """What an overview keeps beside its lines."""
        names = (*NEGLECTED, "cared_for")
        months = months_of(self.days, self.at, self.zone)
        return {
            **{name: self.counts["all", name] for name in ("customers", "unknown", "never_contacted")},
            **{name: {each: self.counts[name, each] for each in ("count", "buyers", "left")} for name in names},
            "months": [[month.first.isoformat(), month.gives, month.asks, month.other] for month in months],
            PESTERED: len(self.lines[PESTERED]),
            "interests": self.interests,
            "note": "" if self.known_since else NO_CHANNEL,
        }

    def _count(self, name: str, chosen: Sequence[Life]) -> None:
        self.counts[name, "count"] += len(chosen)
        self.counts[name, "buyers"] += sum(life.left is not None for life in chosen)
        self.counts[name, "left"] += sum(bool(life.left) for life in chosen)

    def _line(self, life: Life, customer: int, because: str) -> Line:
        worth = money(life.at_risk)
        weight = round(sum(map(float, worth.values())) * 100)
        return Line(life.at_risk.get(self.currency, 0), life.key, customer, because, worth, weight)

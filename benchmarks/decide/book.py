"""What is on record of a hundred thousand customers? Seeded, invented, with the shares a real book has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.decide.contents import COUNTRIES, KINDS, PLANS, PRODUCTS, PURPOSES, ROLES, SECTORS, TOPICS, ZONE
from lately.decisioning.contacts import CLASSES, Kept, contacts_of
from lately.decisioning.hours import Calendar
from lately.decisioning.offers import Content
from lately.decisioning.policy import Policy
from lately.decisioning.records import NEVER, Consents, History, Named, Promises, Received, Records, Stated

AT = int(dt.datetime(2026, 11, 16, 10, tzinfo=dt.UTC).timestamp())
DAY = 86_400
ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "Europe/Paris", "Europe/Amsterdam", "Asia/Tokyo")
Ints = NDArray[np.int64]


class Book:
    """Draws one customer column after the other from one seeded generator."""

    def __init__(self, customers: int, contents: Sequence[Content], seed: int) -> None:
        self.size = customers
        self.contents = contents
        self.dice = np.random.default_rng(seed)

    def records(self) -> Records:
        """Everything the pass may know, as the rooms gather it."""
        return Records(
            customers=list(range(1, self.size + 1)),
            at=AT,
            known=AT,
            policy=Policy({}),
            calendar=Calendar(ZONE, "GB"),
            kept=self._kept(),
            facts=self._facts(),
            consents=self._consents(),
            promises=self._promises(),
            received=self._received(),
            history=self._history(),
            reach={"email": self._share(0.92), "phone": self._share(0.75), "postal_address": self._share(0.6)},
            owned=self._share(0.15),
            known_since=AT - 800 * DAY,
        )

    def _share(self, share: float) -> NDArray[np.bool_]:
        return self.dice.random(self.size) < share

    def _some(self, share: float) -> Ints:
        """Places of a share of the customers."""
        return np.flatnonzero(self._share(share))

    def _rows(self, shares: Sequence[float]) -> Ints:
        """Places, each 0, 1, 2, ... times with these shares."""
        return np.repeat(np.arange(self.size), self.dice.choice(len(shares), size=self.size, p=shares))

    def _ago(self, count: int, least: float, most: float) -> Ints:
        """Moments so many days ago."""
        return AT - (self.dice.uniform(least, most, count) * DAY).astype(np.int64)

    def _words(self, words: Sequence[str], count: int, shares: Sequence[float] | None = None) -> Named:
        return Named(self.dice.choice(len(words), size=count, p=shares).astype(np.uint8), tuple(words))

    def _maybe(self, share: float, moments: Ints) -> Ints:
        return np.where(self.dice.random(len(moments)) < share, moments, NEVER)

    def _kept(self) -> Kept:
        size, dice = self.size, self.dice
        eager = dice.gamma(0.9, 2.2, size)
        owner = np.repeat(np.arange(size), dice.poisson(eager))
        booked = self._some(0.03)
        at = np.concatenate([self._ago(len(owner), 0, 30), AT + dice.integers(1, 9 * DAY, len(booked))])
        owner = np.concatenate([owner, booked])
        klass = dice.choice(len(CLASSES), size=len(owner), p=[0.02, 0.45, 0.25, 0.1, 0.03, 0.05, 0.1])
        contacts = contacts_of(
            owner=owner,
            at=at,
            weight=dice.choice([1, 2], size=len(owner), p=[0.85, 0.15]),
            given=np.isin(klass, [CLASSES.index("give")]) * 1000 + np.isin(klass, [CLASSES.index("mixed")]) * 500,
            asked=np.isin(klass, [CLASSES.index("ask")]) * 1000 + np.isin(klass, [CLASSES.index("mixed")]) * 500,
            klass=klass,
        )
        last = self._maybe(0.85, self._ago(size, 30, 500))
        done = contacts.at <= AT
        np.maximum.at(last, contacts.owner[done], contacts.at[done])
        return Kept(
            last_contact=last,
            last_give=self._maybe(0.7, last - DAY),
            last_ask=self._maybe(0.5, last - 2 * DAY),
            last_deed=self._maybe(0.3, last),
            given=dice.integers(0, 4000, size),
            asked=dice.integers(0, 2500, size),
            contacts=contacts,
        )

    def _facts(self) -> dict[str, Stated]:
        home = self.dice.choice(len(COUNTRIES), size=self.size, p=[0.45, 0.2, 0.15, 0.08, 0.08, 0.04])
        moved = np.where(self._share(0.03), self.dice.integers(0, len(ZONES), self.size), home)
        return {
            "country": self._text(0.9, COUNTRIES, home),
            "zone": self._text(0.85, ZONES, moved),
            "mailing_hour": self._number(0.12, 7, 20),
            "wish_days": self._number(0.08, 3, 60),
            "preferred_channel": self._text(0.35, ("email", "sms", "phone", "post")),
            "birth_date": self._day(0.6, 18 * 365, 85 * 365),
            "child_birth_date": self._day(0, 0, 17 * 365, [0.72, 0.12, 0.12, 0.04]),
            "has_children": self._flag(0.25, 0.6),
            "role": self._text(0.55, tuple(role.title() for role in ROLES)),
            "employer_sector": self._text(0.4, SECTORS),
            "employer_size": self._number(0.3, 1, 400),
            "likes": self._texts([0.55, 0.2, 0.15, 0.1], TOPICS),
            "dislikes": self._texts([0.86, 0.1, 0.04], TOPICS),
            "owns": self._texts([0.35, 0.4, 0.25], PRODUCTS),
            "renewal_date": self._day(0.3, -400, 30),
            "plan": self._text(0.5, PLANS),
            "deceased": self._flag(0.003, 1),
            **{f"bought.{kind}": self._flag(0.2, 1) for kind in KINDS},
        }

    def _stated(self, owner: Ints, values: Named | Ints) -> Stated:
        return Stated(owner, values, self._ago(len(owner), 1, 700))

    def _text(self, share: float, words: Sequence[str], places: Ints | None = None) -> Stated:
        owner = self._some(share)
        drawn = self.dice.integers(0, len(words), self.size) if places is None else places
        return self._stated(owner, Named(drawn[owner].astype(np.uint8), tuple(words)))

    def _texts(self, shares: Sequence[float], words: Sequence[str]) -> Stated:
        owner = self._rows(shares)
        return self._stated(owner, self._words(words, len(owner)))

    def _number(self, share: float, least: int, most: int) -> Stated:
        owner = self._some(share)
        return self._stated(owner, self.dice.integers(least, most + 1, len(owner)))

    def _flag(self, share: float, yes: float) -> Stated:
        owner = self._some(share)
        return self._stated(owner, (self.dice.random(len(owner)) < yes).astype(np.int64))

    def _day(self, share: float, youngest: int, oldest: int, shares: Sequence[float] | None = None) -> Stated:
        owner = self._some(share) if shares is None else self._rows(shares)
        return self._stated(owner, AT // DAY - self.dice.integers(youngest, oldest, len(owner)))

    def _consents(self) -> Consents:
        """A word on everything for most, on one channel or purpose for some; some took it back, some of it ran out."""
        owner = self._rows([0.27, 0.42, 0.23, 0.08])
        count = len(owner)
        since = np.sort(self._ago(count, 1, 900))
        ends = np.where(self.dice.random(count) < 0.12, since + 400 * DAY, NEVER)
        whose = self.dice.permutation(owner)
        return Consents(
            owner=whose,
            voice=whose,
            channel=self._words(("", "email", "sms", "phone"), count, [0.5, 0.28, 0.17, 0.05]),
            purpose=self._words(("", *dict.fromkeys(PURPOSES)), count, [0.68, *[0.04] * 8]),
            state=self._words(("granted", "withdrawn", "objected"), count, [0.84, 0.1, 0.06]),
            since=since,
            expires=ends,
        )

    def _promises(self) -> Promises:
        owner = self._some(0.05)
        return Promises(
            owner=owner,
            due=AT + self.dice.integers(-30 * DAY, 60 * DAY, len(owner)),
            refrains=self._words(("", "ask", "all"), len(owner), [0.7, 0.25, 0.05]),
        )

    def _received(self) -> Received:
        keys = tuple(content.key for content in self.contents)
        owner = np.repeat(np.arange(self.size), self.dice.poisson(4.0, self.size))
        cells = np.unique(owner * len(keys) + self.dice.integers(0, len(keys), len(owner)))
        return Received(
            cells // len(keys), Named((cells % len(keys)).astype(np.uint8), keys), self._ago(len(cells), 0, 400)
        )

    def _history(self) -> History:
        size = self.size
        last = self._maybe(0.8, self._ago(size, 0, 600))
        first = np.where(last == NEVER, NEVER, last - self.dice.integers(0, 900, size) * DAY)
        complained = self._maybe(0.05, self._ago(size, 0, 300))
        heard = np.maximum(np.maximum(last, complained), self._maybe(0.3, self._ago(size, 0, 200)))
        return History(
            first_purchase=first,
            last_purchase=last,
            purchases=np.where(last == NEVER, 0, np.where(first == last, 1, self.dice.integers(2, 30, size))),
            last_inbound=heard,
            last_complaint=complained,
            last_message=np.full(size, NEVER),  # nobody waits for an answer: the others have no such rule
            last_answer=np.full(size, NEVER),
            open_complaint=(complained != NEVER) & self._share(0.3),
            untold_deeds=self.dice.choice([0, 1, 2], size=size, p=[0.85, 0.12, 0.03]),
            untold_answers=self.dice.choice([0, 1], size=size, p=[0.95, 0.05]),
        )

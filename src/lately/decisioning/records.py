"""What is on record of the customers of one pass? Plain arrays, gathered by the rooms, at one moment.

Everywhere `owner` is the index 0..m-1 of the customer in the pass; moments are seconds since 1970 UTC,
NEVER where there was none. Rows later than the moment, or not yet known then, are not in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lately.decisioning.contacts import Kept
from lately.decisioning.hours import Calendar
from lately.decisioning.policy import Policy

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Places = NDArray[np.unsignedinteger[Any]]
NEVER = -1
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Named:
    """A column of text: row i says `words[places[i]]`. A word is looked at once, however many rows say it.

    `places` are the smallest unsigned integers that do.
    """

    places: Places
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, rows: NDArray[Any]) -> Named:
        return Named(self.places[rows], self.words)

    def says(self, *words: str) -> Flags:
        """Which rows say one of these words."""
        found = np.zeros(len(self.places), dtype=bool)
        for place, word in enumerate(self.words):
            if word in words:
                found |= self.places == place
        return found

    def at(self, row: int) -> str:
        """What one row says."""
        return self.words[int(self.places[row])]

    def tolist(self) -> list[str]:
        """What every row says."""
        return [self.words[place] for place in self.places.tolist()]


def named(values: Iterable[str]) -> Named:
    """Number the words of a column of text."""
    places: dict[str, int] = {}
    found = [places.setdefault(value, len(places)) for value in values]
    return Named(np.array(found, dtype=np.min_scalar_type(len(places))), tuple(places))


@dataclass(frozen=True, slots=True)
class Stated:
    """All rows of one stored fact that hold at the moment: single facts have one row a customer, the newest.

    `values` are words, or whole numbers: flags as 0 and 1, numbers, days since 1970. `unread` rows say what the fact
    cannot be (they came around the import), and are left out: the fact is unknown there.
    """

    owner: Ints
    values: Named | Ints
    since: Ints
    unread: int = 0

    @classmethod
    def of(cls, kind: str, owner: Ints, values: Sequence[str | int | bool], since: Ints, *, unread: int = 0) -> Stated:
        """Bring values as they are stored (days as ISO text) to this form; `kind` is the fact's type in facts.yaml."""
        if kind == "text":
            return cls(owner, named(map(str, values)), since, unread)
        if kind == "day":
            days = np.array([str(day)[:10] for day in values], "datetime64[D]").astype(np.int64)
            return cls(owner, days, since, unread)
        return cls(owner, np.array(values, dtype=np.int64), since, unread)


@dataclass(frozen=True, slots=True)
class Consents:
    """What customers said of channels and purposes, oldest first; blank means all; `expires` may be NEVER.

    `voice` is the record that spoke: the owner's place, or, of a record merged into theirs, a place of its own after
    everybody's. A customer with several voices is held to the strictest.
    """

    owner: Ints
    voice: Ints
    channel: Named
    purpose: Named
    state: Named
    since: Ints
    expires: Ints


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises not yet kept; `refrains` is blank, a class, or 'all'."""

    owner: Ints
    due: Ints
    refrains: Named


@dataclass(frozen=True, slots=True)
class Received:
    """When a customer last had (or will have, if reserved) a content, by any channel."""

    owner: Ints
    content: Named
    last: Ints


@dataclass(frozen=True, slots=True)
class History:
    """Per customer, shape (m,): purchases, what they said, what was done and not told.

    `last_message` is when they last wrote of their own accord, `last_answer` when one of us last spoke to them.
    """

    first_purchase: Ints
    last_purchase: Ints
    purchases: Ints
    last_inbound: Ints
    last_complaint: Ints
    last_message: Ints
    last_answer: Ints
    open_complaint: Flags
    untold_deeds: Ints
    untold_answers: Ints


def _nothing() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Standing:
    """What claims ask, per customer, shape (m,); empty where nobody asked, NEVER where it is not known.

    `place`: of a thousand customers who ever bought, how many bought for more in the 365 days before the moment.
    `away`: tenths of their own rhythm since they last bought. `word`: when they last told us something.
    `greets`: by part of a name, whether it is known.
    """

    place: Ints = field(default_factory=_nothing)
    away: Ints = field(default_factory=_nothing)
    word: Ints = field(default_factory=_nothing)
    greets: Mapping[str, Flags] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Records:
    """Everything a pass may know."""

    customers: Sequence[int]
    at: int
    known: int
    policy: Policy
    calendar: Calendar
    kept: Kept
    facts: Mapping[str, Stated]
    consents: Consents
    promises: Promises
    received: Received
    history: History
    reach: Mapping[str, Flags]
    owned: Flags
    known_since: int
    standing: Standing = field(default_factory=Standing)
    memo: dict[tuple[str, ...], Any] = field(default_factory=dict, compare=False)

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.customers)

    @property
    def everybody(self) -> Flags:
        """Yes for every customer: one array for all facts that are known of everybody."""
        return self.once("everybody", work=lambda: np.ones(self.size, dtype=bool))

    def once(self, *key: str, work: Callable[[], Made]) -> Made:
        """What `work` makes, made once in a pass."""
        if key not in self.memo:
            self.memo[key] = work()
        found: Made = self.memo[key]
        return found

"""What have we said so far in a replay? A ledger in memory, added up as the real one is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lately.decisioning import balance
from lately.decisioning.contacts import ASKING, CLASSES, DAY, GIVE, NEVER, Ints, Kept, contacts_of
from lately.decisioning.records import Flags, Received, named
from lately.decisioning.weights import Weights, worth

_NONE = np.zeros(0, np.int64)


@dataclass(slots=True)
class Spoken:
    """Contacts out, in the order in which they were decided. `owner` is a place in the pass, 0 to `size` - 1.

    Moments are seconds since 1970 UTC and may lie after the pass in which they were decided, as reservations do.
    """

    size: int
    weights: Weights
    owner: Ints = field(default_factory=_NONE.copy)
    at: Ints = field(default_factory=_NONE.copy)
    channel: Ints = field(default_factory=_NONE.copy)
    klass: Ints = field(default_factory=_NONE.copy)
    content: list[str] = field(default_factory=list)

    def add(self, owner: Ints, at: Ints, *, channel: str, klass: str, content: str) -> None:
        """Write down that these customers were told this content at these moments."""
        self.owner, self.at = np.append(self.owner, owner), np.append(self.at, at)
        self.channel = np.append(self.channel, np.full(len(owner), self.weights.channels.index(channel)))
        self.klass = np.append(self.klass, np.full(len(owner), CLASSES.index(klass)))
        self.content += [content] * len(owner)

    def kept(self, at: int) -> Kept:
        """What is known of everybody's ledger at a moment; what lies after it is reserved."""
        none = np.zeros(len(self.owner), np.int64)
        given, asked = worth(self.weights, self.klass, none - 1, none, none)
        recent = self.at > at - self.weights.horizon
        done = self.at <= at
        return Kept(
            last_contact=self._last(done),
            last_give=self._last(done & (self.klass == GIVE)),
            last_ask=self._last(done & np.isin(self.klass, ASKING)),
            last_deed=np.full(self.size, NEVER, dtype=np.int64),
            given=self._balance(given, done, at),
            asked=self._balance(asked, done, at),
            contacts=contacts_of(
                owner=self.owner[recent],
                at=self.at[recent],
                weight=self.weights.pressure[self.channel, self.klass][recent],
                given=given[recent],
                asked=asked[recent],
                klass=self.klass[recent],
            ),
        )

    def _last(self, chosen: Flags) -> Ints:
        found = np.full(self.size, NEVER, dtype=np.int64)
        np.maximum.at(found, self.owner[chosen], self.at[chosen])
        return found

    def _balance(self, thousandths: Ints, done: Flags, at: int) -> Ints:
        """What was given or asked, decayed to the moment; each customer's epoch is that of their last such contact."""
        half_life, counts = self.weights.half_life, done & (thousandths > 0)
        day = self.at // DAY
        last = np.zeros(self.size, dtype=np.int64)
        np.maximum.at(last, self.owner[counts], day[counts])
        epoch, total = balance.epoch_of(last, half_life), np.zeros(self.size, dtype=np.int64)
        owner = self.owner[counts]
        np.add.at(total, owner, balance.added(thousandths[counts], day[counts], epoch[owner], half_life))
        return balance.read(total, epoch, at // DAY, half_life)

    def received(self) -> Received:
        """Who has had which content, and when last; what is still under way counts."""
        return Received(self.owner, named(self.content), self.at)

    def homes(self) -> int:
        """How many customers were told anything at all."""
        return len(np.unique(self.owner))

    def by_class(self) -> dict[str, int]:
        """How many contacts there were of each class."""
        counts = np.bincount(self.klass, minlength=len(CLASSES)).tolist()
        return {name: count for name, count in zip(CLASSES, counts, strict=True) if count}

    def within(self, at: int, days: int) -> Ints:
        """How many contacts each customer had in the days up to a moment, int64 [size]."""
        lately = (self.at <= at) & (self.at > at - days * DAY)
        return np.bincount(self.owner[lately], minlength=self.size)

    def ever_more_than(self, most: int, days: int) -> Flags:
        """Whether each customer ever had more contacts than `most` in any window of so many days, bool [size]."""
        order = np.lexsort((self.at, self.owner))
        owner, at = self.owner[order], self.at[order]
        found = np.zeros(self.size, dtype=bool)
        first, last = slice(None, max(0, len(at) - most)), slice(most, None)
        crowded = (owner[first] == owner[last]) & (at[last] - at[first] < days * DAY)
        found[owner[last][crowded]] = True
        return found

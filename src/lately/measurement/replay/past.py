"""What was on record at a moment of the past? The rows of a book that was gathered once, cut to that moment.

A pass over the database costs a second; a replay makes about ninety of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lately.decisioning.records import NEVER, Consents, History, Ints, Records, Standing, Stated
from lately.measurement.replay.spoken import Spoken


@dataclass(frozen=True, slots=True)
class Events:
    """Something that happened to customers, oldest first: places in the pass and moments, int64 [k]."""

    owner: Ints
    at: Ints

    def until(self, at: int) -> Events:
        """Those that had happened by the moment."""
        count = int(np.searchsorted(self.at, at, side="right"))
        return Events(self.owner[:count], self.at[:count])

    def last(self, size: int) -> Ints:
        """When it last happened to each customer, NEVER where it did not; int64 [size]."""
        found = np.full(size, NEVER, dtype=np.int64)
        found[self.owner] = self.at
        return found

    def first(self, size: int) -> Ints:
        """When it first happened to each customer, NEVER where it did not; int64 [size]."""
        found = np.full(size, NEVER, dtype=np.int64)
        found[self.owner[::-1]] = self.at[::-1]
        return found


@dataclass(frozen=True, slots=True)
class Past:
    """A book in memory. `base` was gathered after the last event; `facts` are the dated yes-facts by name."""

    base: Records
    purchases: Events
    replies: Events
    facts: Mapping[str, Events]

    def records(self, at: int, spoken: Spoken) -> Records:
        """What was on record at the moment, had we said what was `spoken` and nothing else."""
        return dataclasses.replace(
            self.base,
            at=at,
            kept=spoken.kept(at),
            received=spoken.received(),
            facts={**self.base.facts, **self._facts(at)},
            consents=_until(self.base.consents, at),
            history=self._history(at),
            # Nobody is called most valuable or missed in a replay: it is unknown. Names do not change.
            standing=Standing(greets=self.base.standing.greets),
            memo={},
        )

    def _facts(self, at: int) -> dict[str, Stated]:
        last = {name: events.until(at).last(self.base.size) for name, events in self.facts.items()}
        owners = {name: np.flatnonzero(moments != NEVER) for name, moments in last.items()}
        return {
            name: Stated(owner=owner, values=np.ones(len(owner), dtype=np.int64), since=last[name][owner])
            for name, owner in owners.items()
        }

    def _history(self, at: int) -> History:
        size, purchases = self.base.size, self.purchases.until(at)
        bought = purchases.last(size)
        return dataclasses.replace(
            self.base.history,
            first_purchase=purchases.first(size),
            last_purchase=bought,
            purchases=np.bincount(purchases.owner, minlength=size),
            last_inbound=np.maximum(bought, self.replies.until(at).last(size)),
        )


def _until(said: Consents, at: int) -> Consents:
    by_then = said.since <= at
    names = [column.name for column in dataclasses.fields(said)]
    return Consents(**{name: getattr(said, name)[by_then] for name in names})

"""How much did a customer feel of us within n days, and would one more be too much?

A window is the last n x 24 hours of elapsed time, (t - n days, t]. A contact at t lies in the windows that end at
t or less than n days later. Their weight only grows where a contact comes in, so it is enough to look at the window
that ends at t and at those that end at a later contact.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lately.decisioning.contacts import DAY, NEVER, Contacts, Ints, keys

_SO_FAR = 1 << 60


def used(contacts: Contacts, at: Ints, days: int) -> Ints:
    """Return the weight of the heaviest window of `days` x 24 hours that contains at[i] for customer i, int64 [m].

    `at` is seconds since 1970 UTC, int64 [m], one moment for each owner 0 to m-1; where it is NEVER, nothing is
    used. Exact, for histories over budget too and for reservations after the moment.
    """
    return Around(contacts, at).heaviest(days)


@dataclass(frozen=True)
class Around:
    """Contacts around one moment `at` of each customer 0 to m-1, seconds since 1970 UTC, int64 [m]."""

    contacts: Contacts
    at: Ints

    @functools.cached_property
    def ahead(self) -> Ints:
        """How many seconds each contact lies after its owner's moment, below zero before it, int64 [k].

        Where the moment is NEVER, every contact lies too far off to count.
        """
        moment = self.at.take(self.contacts.owner)
        if (self.at == NEVER).any():
            return np.where(moment == NEVER, _SO_FAR, self.contacts.at - moment)
        return self.contacts.at - moment

    @functools.cached_property
    def booked(self) -> npt.NDArray[np.bool_]:
        """Which customers have a contact after their moment, bool [m]."""
        found = np.zeros(len(self.at), bool)
        found[self.contacts.owner[np.flatnonzero(self.ahead > 0)]] = True
        return found

    @functools.cached_property
    def _of_booked(self) -> tuple[Contacts, Ints]:
        """All contacts of those who have one after their moment: they are few."""
        theirs = self.contacts.of(np.flatnonzero(self.booked))
        return self.contacts.where(theirs), self.ahead[theirs]

    def nearest(self, without: int) -> Ints:
        """Return how many seconds the nearest contact lies off, before or after; `without` where there is none [m]."""
        found = np.full(len(self.at), without, dtype=np.int64)
        np.minimum.at(found, self.contacts.owner, np.abs(self.ahead))
        return found

    def heaviest(self, days: int) -> Ints:
        """Return the weight of each customer's heaviest window of `days` that contains their moment, int64 [m]."""
        length = days * DAY
        before = (self.ahead <= 0) & (self.ahead > -length)
        found = self.contacts.sums(self.contacts.weight, before, len(self.at))
        contacts, ahead = self._of_booked
        later = np.flatnonzero((ahead > 0) & (ahead < length))
        owner = contacts.owner[later]
        np.maximum.at(found, owner, _ending(contacts, owner, contacts.at[later], length))
        return found


def fits(used: Ints, weight: Ints | int, budget: int) -> npt.NDArray[np.bool_]:
    """Return whether a contact of `weight` leaves the windows that `used` speaks of within the budget, bool [m]."""
    found: npt.NDArray[np.bool_] = used + weight <= budget
    return found


def worst(contacts: Contacts, customers: int, days: int) -> Ints:
    """Return the weight of the heaviest window anywhere in the history of each of m customers, int64 [m].

    A customer whose worst window is over budget was pestered.
    """
    found = np.zeros(customers, np.int64)
    np.maximum.at(found, contacts.owner, _ending(contacts, contacts.owner, contacts.at, days * DAY))
    return found


def _ending(contacts: Contacts, owner: Ints, end: Ints, length: int) -> Ints:
    """The weight of each owner's window of `length` seconds that ends at `end`, int64 [k]."""
    after = np.searchsorted(contacts.keys, keys(owner, end), side="right")
    before = np.searchsorted(contacts.keys, keys(owner, end - length), side="right")
    found: Ints = contacts.running[after] - contacts.running[before]
    return found

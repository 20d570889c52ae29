"""How much did a customer feel of us within n days, and would one more be too much?

A window is the last n x 24 hours of elapsed time, (t - n days, t]. A contact at t lies in the windows that end at
t or less than n days later. Their weight only grows where a contact comes in, so it is enough to look at the window
that ends at t and at those that end at a later contact.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lately.decisioning.contacts import DAY, NEVER, Contacts, Ints, keys

_SO_FAR = 1 << 60


def used(contacts: Contacts, at: Ints, days: int) -> Ints:
    """Return the weight of the heaviest window of `days` x 24 hours that contains at[i] for customer i, int64 [m].

    `at` is seconds since 1970 UTC, int64 [m], one moment for each owner 0 to m-1; where it is NEVER, nothing is
    used. Exact, for histories over budget too and for reservations after the moment.
    """
    return heaviest(contacts, ahead(contacts, at), len(at), days)


def ahead(contacts: Contacts, at: Ints) -> Ints:
    """Return how many seconds each contact lies after its owner's moment at[i], below zero before it, int64 [k].

    Where the moment is NEVER, every contact lies too far off to count.
    """
    moment = at.take(contacts.owner)
    return np.where(moment == NEVER, _SO_FAR, contacts.at - moment)


def heaviest(contacts: Contacts, ahead: Ints, customers: int, days: int) -> Ints:
    """Return the same as `used` for m customers, from how far each contact lies ahead of its owner's moment."""
    length, found = days * DAY, np.zeros(customers, np.int64)
    before = np.flatnonzero((ahead <= 0) & (ahead > -length))
    np.add.at(found, contacts.owner[before], contacts.weight[before])
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

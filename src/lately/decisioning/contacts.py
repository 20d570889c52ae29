"""What did a customer hear from us lately, as numbers that one customer and ten million share?"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

CLASSES = ("unread", "give", "ask", "mixed", "disguised", "feedback", "service")
GIVE = CLASSES.index("give")
ASKING = tuple(CLASSES.index(name) for name in ("ask", "mixed", "disguised"))
NEVER = -1
COLUMNS = ("owner", "at", "weight", "given", "asked", "klass")
DAY = 86_400

FEW = 3  # one in so many rows: with fewer chosen it is quicker to go through those alone
_SPAN = 1 << 34  # moments of about 1700 to 2242 fit, so that owner and moment make one sortable number
_ZERO = 1 << 33


def keys(owner: Ints | int, at: Ints) -> Ints:
    """One sortable number for owner and moment (seconds since 1970); moments out of reach are cut to the nearest."""
    found: Ints = owner * np.int64(_SPAN) + np.clip(at + _ZERO, 0, _SPAN - 1)
    return found


@dataclass(frozen=True)
class Contacts:
    """Contacts that count as pressure: out, done or reserved, not asked for, not voided. Arrays are int64 [k].

    `owner` is the customer's place in the pass (0 to m-1), `at` seconds since 1970 UTC (a reservation may lie in
    the future), `weight` the pressure, `given` and `asked` thousandths of a give and of an ask, `klass` a place in
    CLASSES. Sorted by owner and moment; make them with `contacts_of`, which sees to it.
    """

    owner: Ints
    at: Ints
    weight: Ints
    given: Ints
    asked: Ints
    klass: Ints

    def __len__(self) -> int:
        return len(self.owner)

    @functools.cached_property
    def keys(self) -> Ints:
        """Owner and moment as one sorted number each [k]."""
        return keys(self.owner, self.at)

    @functools.cached_property
    def running(self) -> Ints:
        """The sums of the weights before each contact, and after the last [k + 1]."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.weight)])

    @functools.cached_property
    def ends(self) -> Ints:
        """How many contacts there are up to the last of each owner [owners]; an owner without any has none of them."""
        return np.cumsum(np.bincount(self.owner))

    def sums(self, values: npt.NDArray[Any], chosen: npt.NDArray[np.bool_], customers: int) -> Ints:
        """Return the sum of the values [k] over the chosen contacts of each of m customers [m]."""
        found = np.zeros(customers, np.int64)
        if np.count_nonzero(chosen) * FEW < len(values):
            rows = np.flatnonzero(chosen)
            np.add.at(found, self.owner.take(rows), values.take(rows))
            return found
        before = np.zeros(len(values) + 1, np.int64)
        np.cumsum(values * chosen, out=before[1:])
        up_to = before.take(self.ends)
        found[: len(up_to)] = up_to
        found[1 : len(up_to)] -= up_to[:-1]
        return found

    def of(self, customers: Ints) -> Ints:
        """Return the places of the contacts of some customers, in order, each of whom has one."""
        first = np.where(customers > 0, self.ends.take(customers - 1), 0) if len(customers) else customers
        counts = self.ends.take(customers) - first
        return np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())

    def where(self, chosen: npt.NDArray[Any]) -> Contacts:
        """Return the chosen contacts [k], by a flag each or by their places; they stay sorted."""
        return Contacts(*(getattr(self, name)[chosen] for name in COLUMNS))


def contacts_of(*, owner: Ints, at: Ints, weight: Ints, given: Ints, asked: Ints, klass: Ints) -> Contacts:
    """Return contacts in their one order (all six columns), so that equal histories give equal arrays."""
    columns = (owner, at, weight, given, asked, klass)
    order = np.lexsort(columns[::-1])
    return Contacts(*(np.asarray(column, np.int64)[order] for column in columns))


def joined(parts: Sequence[Contacts]) -> Contacts:
    """Return the contacts of all parts, in their one order."""
    return contacts_of(
        **{name: np.concatenate([np.zeros(0, np.int64), *(getattr(part, name) for part in parts)]) for name in COLUMNS}
    )


def no_contacts() -> Contacts:
    """Return a history in which nothing was said."""
    return Contacts(*(np.zeros(0, np.int64) for _ in COLUMNS))


@dataclass(frozen=True)
class Kept:
    """What is known of m customers' ledgers at one moment. Arrays are int64 [m]; NEVER (-1) where it never happened.

    `last_contact`: the last contact out that was done, of any kind, a person's too; reservations are not.
    `last_give`: the last of class give, or that told a deed. `last_ask`: ask, mixed or disguised.
    `last_deed`: the last deed done for them, told or not. All in seconds since 1970 UTC.
    `given`, `asked`: the decayed balance at the moment, in thousandths.
    `contacts`: those of the longest window a policy looks at, and all that is reserved later.
    """

    last_contact: Ints
    last_give: Ints
    last_ask: Ints
    last_deed: Ints
    given: Ints
    asked: Ints
    contacts: Contacts

    def __len__(self) -> int:
        return len(self.last_contact)

"""What is on record of the customers of one pass? Plain arrays, gathered by the rooms, at one moment.

Everywhere `owner` is the index 0..m-1 of the customer in the pass; moments are seconds since 1970 UTC,
NEVER where there was none. Rows later than the moment, or not yet known then, are not in here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lately.decisioning.contacts import Kept
from lately.decisioning.hours import Calendar
from lately.decisioning.policy import Policy

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.str_]
NEVER = -1


@dataclass(frozen=True, slots=True)
class Stated:
    """All rows of one stored fact that hold at the moment: single facts have one row a customer, the newest."""

    owner: Ints
    values: Sequence[str | int | bool]
    since: Ints


@dataclass(frozen=True, slots=True)
class Consents:
    """What customers said of channels and purposes, oldest first; blank means all; `expires` may be NEVER."""

    owner: Ints
    channel: Texts
    purpose: Texts
    state: Texts
    since: Ints
    expires: Ints


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises not yet kept; `refrains` is blank, a class, or 'all'."""

    owner: Ints
    due: Ints
    refrains: Texts


@dataclass(frozen=True, slots=True)
class Received:
    """When a customer last had (or will have, if reserved) a content, by any channel."""

    owner: Ints
    content: Texts
    last: Ints


@dataclass(frozen=True, slots=True)
class History:
    """Per customer, shape (m,): purchases, what they said, what was done and not told."""

    first_purchase: Ints
    last_purchase: Ints
    purchases: Ints
    last_inbound: Ints
    last_complaint: Ints
    open_complaint: Flags
    untold_deeds: Ints
    untold_answers: Ints


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
    memo: dict[tuple[str, ...], Ints] = field(default_factory=dict, compare=False)

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.customers)

"""What is known of one customer, as plain rows? Whatever reads it (the book, a mailbox, a list) says it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Purchase = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact that took place.

    `at` in seconds since 1970 UTC; `direction` out or in; `classed` give, ask, mixed, disguised, feedback, service or
    "" (unread); `wanted` renewal, invoice, sale, favour or ""; `weight` as pressure, 0 if the customer asked for it;
    `human` whether a person wrote, answered, called or came.
    """

    at: int
    direction: str
    channel: str
    classed: str = ""
    wanted: str = ""
    weight: int = 0
    human: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One customer: how they are shown, (moment, minor units, currency) of each purchase, the contacts, in any order.

    `left_at` is when they said that they left, if they did.
    """

    key: str
    purchases: Sequence[Purchase] = ()
    contacts: Sequence[Contact] = ()
    left_at: int | None = None

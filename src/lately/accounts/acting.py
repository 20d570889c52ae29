"""Whom and what is this request or command about, for the record of who saw and changed what?

A door opens an act, does its one call and writes the act down (`accounts/activity.py`). What happens inside says, in
passing, of whom it is and what became otherwise; it need not know who asks, nor whether anybody writes it down.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Acting:
    """What was told so far: the customer (internal number), whether they were refused, what was changed, in words."""

    customer: int | None = None
    refused: bool = False
    what: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


_ACTING: ContextVar[Acting | None] = ContextVar("acting", default=None)


@contextlib.contextmanager
def acting() -> Iterator[Acting]:
    """Gather what is told within the block."""
    found = Acting()
    token = _ACTING.set(found)
    try:
        yield found
    finally:
        _ACTING.reset(token)


def tell(
    what: str = "", *, customer: int | None = None, refused: bool = False, before: str = "", after: str = ""
) -> None:
    """Say of whom the act is, or what it changed: a few words, never a message's text or a secret."""
    act = _ACTING.get()
    if act is None:
        return
    act.refused |= refused
    if customer is not None:
        act.customer = customer
    for kept, said in ((act.what, what), (act.before, before), (act.after, after)):
        if said:
            kept.append(said)

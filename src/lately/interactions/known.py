"""By which moment must a row have been recorded, to count for a decision at another moment?"""

from __future__ import annotations

from lately.lib.sql import rows, seconds_of


def known_at(*, at: int, now: int) -> int:
    """Return `known` for a decision at `at` (seconds since 1970 UTC): what was on record then.

    For an `at` before the book's first row was recorded (a demo, a replay, imported history) it is the moment of
    asking, `now` (DESIGN.md 4.1).
    """
    ((first,),) = rows(f"SELECT {seconds_of('min(c.recorded_at)')} FROM profiles_customer c", {})  # noqa: S608 - no value stands in the text
    return now if first is None or at < first else at

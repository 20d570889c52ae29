"""Is the book so large that it is not counted through while somebody waits?"""

from __future__ import annotations

from lately.lib.looking import once
from lately.lib.sql import rows

LARGE = 25_000  # rows of the ledger: a third of a second


def is_large() -> bool:
    """Whether more was ever written into the ledger than can be read for one page."""
    ((last,),) = once("newest interaction", lambda: rows("SELECT max(id) FROM interactions_interaction", {}))
    return (last or 0) > LARGE

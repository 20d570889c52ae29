"""Who works while nobody waits for an answer? One thread of this server: what was brought in, the search, figures.

It lasts as long as there is something to do. If the server dies, the next start, or the next look at the page, wakes
another one, which goes on where it stopped. Of several servers' threads one works, and the others go home.
"""

from __future__ import annotations

import threading

from django.db import connection, transaction

from lately.lib.clock import now
from lately.usecases.catch_up_with_search import catch_up_with_search
from lately.usecases.keep_overview import is_behind, keep_overview_if_due
from lately.usecases.work_off_uploads import work_off_uploads

_turn = threading.Lock()
_state: dict[str, bool] = {"working": False, "again": False}


def wake() -> None:
    """See to it that somebody works, once what this request wrote can be seen."""
    transaction.on_commit(_start)


def wake_if_behind() -> None:
    """The same where a page shows that the search or the figures of a large book are behind."""
    if is_behind(now=now()):
        wake()


def _start() -> None:
    with _turn:
        _state["again"] = True
        if _state["working"]:
            return
        _state["working"] = True
    threading.Thread(target=_work, name="uploads", daemon=True).start()


def _work() -> None:
    try:
        while _more():
            work_off_uploads(clock=now)
            catch_up_with_search(progress=_silent)
            keep_overview_if_due(now=now())
    finally:
        with _turn:
            _state["working"] = False
        connection.close()


def _silent(doing: str, done: int, of: int | None) -> None:
    """The page asks how many are left."""


def _more() -> bool:
    with _turn:
        again, _state["again"] = _state["again"], False
        _state["working"] = again
    return again

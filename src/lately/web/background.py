"""Who works while nobody waits for an answer? A process of its own: on what was brought in, the search, figures.

A thread of the server starts it and waits for it, so that pages are answered meanwhile. It lasts as long as there is
something to do. If it or the server dies, the next start, or the next look at the page, starts another one, which goes
on where it stopped. Of several servers' processes one works, and the others go home.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading

from django.conf import settings
from django.db import connection, transaction

from lately.lib.clock import now
from lately.usecases.catch_up_with_search import catch_up_with_search
from lately.usecases.find_duplicates import find_duplicates_if_due, is_search_due
from lately.usecases.keep_overview import is_behind, keep_overview_if_due
from lately.usecases.keep_reaches import is_waited_for, keep_reaches
from lately.usecases.work_off_uploads import anything_to_work_off, work_off_uploads
from lately.web.language import our_language

_LOG = logging.getLogger(__name__)
_turn = threading.Lock()
_state: dict[str, bool] = {"working": False, "again": False}


def wake() -> None:
    """See to it that somebody works, once what this request wrote can be seen."""
    transaction.on_commit(_start)


def wake_if_behind() -> None:
    """The same where a page shows that the search or the figures of a large book are behind."""
    if is_behind(now=now()):
        wake()


def work() -> None:
    """Do what there is to do, and return."""
    with our_language():
        work_off_uploads(clock=now)
    catch_up_with_search(progress=_silent)
    find_duplicates_if_due(now=now())
    keep_reaches(now=now(), rules_in=settings.HOME / "rules")
    keep_overview_if_due(now=now())


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
            if _anything_to_do():
                connection.close()
                _work_apart() if settings.WORK_APART else work()
    finally:
        with _turn:
            _state["working"] = False
        connection.close()


def _anything_to_do() -> bool:
    moment = now()
    due = anything_to_work_off, is_behind, is_search_due
    return any(each(now=moment) for each in due) or is_waited_for()


def _work_apart() -> None:
    """Have another process work, and wait for it; Ctrl-C is for this one only."""
    said = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "lately.web.apart"]
    # Its input stays open for as long as this process lives, and so does it.
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=said, start_new_session=True) as process:  # noqa: S603 - our own
        ended = process.wait()
    if ended:
        _LOG.error("The process that works off uploads ended with %s", ended)


def _silent(doing: str, done: int, of: int | None) -> None:
    """The page asks how many are left."""


def _more() -> bool:
    with _turn:
        again, _state["again"] = _state["again"], False
        _state["working"] = again
    return again

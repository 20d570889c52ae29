"""Count whom contents would reach, for whoever waits for it, where a book is too large to do so in a page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.plans import reaches
from lately.usecases.pass_over import set_up
from lately.usecases.reckon_reach import Reach, reckon_reach

DAY = 86_400


def keep_reaches(*, now: dt.datetime, rules_in: Path | None = None) -> int:
    """Count what is waited for, one content after the other; returns how many were counted."""
    moment, count = seconds(now), 0
    for content in reaches.waited_for():
        # What changes while it is counted makes these no longer the versions of the book: it is counted once more then.
        versions = set_up(at=moment, now=moment, rules_in=rules_in).versions
        try:
            reach = reckon_reach(content=content, at=moment, now=moment, rules_in=rules_in)
        except Refusal:  # it was taken off since, or set aside; whoever asks again is told so
            reaches.forget(content)
            continue
        reaches.keep(content, at=moment, versions=versions, body=reach.body)
        count += 1
    return count


def is_waited_for() -> bool:
    """Whether somebody waits for such a count."""
    return bool(reaches.waited_for())


def recall_reach(*, content: str, versions: dict[str, str], at: int, now: dt.datetime) -> Reach | None:
    """Return what was counted last with the same rules, numbers and contents; None if it is being counted.

    One that is older than a day is shown, and counted anew meanwhile.
    """
    there = reaches.kept(content)
    right = there is not None and there.body is not None and there.versions == versions
    body = there.body if there is not None and right else None
    old = body is None or abs(at - int(body["at"])) > DAY
    if old and not (there is not None and there.due):
        reaches.want(content, now=now)
    return Reach.of(body) if body is not None else None

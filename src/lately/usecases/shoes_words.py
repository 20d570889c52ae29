"""How is what a customer saw of us summed up, honestly, in a sentence or two?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lately.decisioning.phrases import counted

WANTING = frozenset({"ask", "mixed", "disguised", "feedback"})
_RECENT_DAYS = 31
_SORTS = {
    "wanted": ("wanted something", "wanted something"),
    "give": ("was for their own sake", "were for their own sake"),
    "service": ("was about work going on", "were about work going on"),
    "unread": ("nobody has read, so what it wanted is not known", "nobody has read, so what they wanted is not known"),
}
_ALL = {
    "wanted": ("and it wanted something", "all wanted something"),
    "give": ("for their own sake", "all for their own sake"),
    "service": ("about work going on", "all about work going on"),
    "unread": ("and nobody has read what it wanted", "and nobody has read what they wanted"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One contact that reached them: the class that counts, whether they asked for it, whether it was in writing."""

    classed: str
    asked_for: bool = False
    written: bool = True

    @property
    def sort(self) -> str:
        """What it was to them."""
        return "wanted" if self.classed in WANTING else self.classed or "unread"


def summary(
    seen: Sequence[Seen], *, helped: int | None, untold: int | None, at: int, zone: str, days: int
) -> list[str]:
    """Return the sentences: how much, what it wanted, when they were last helped, what they were never told.

    Moments in seconds since 1970 UTC; None is never.
    """
    ours = [one for one in seen if not one.asked_for]
    answers = len(seen) - len(ours)
    told = [_heard(ours, days, answered=bool(answers))]
    if answers:
        told.append(f"You answered them {_times(answers)}.")
    told.append(_helped(helped, at, zone))
    if untold is not None and (helped is None or untold > helped):
        day = _day(untold, at, zone)
        told.append(f"{day[0].upper()}{day[1:]} you did something for them and never told them.")
    return told


def _heard(ours: Sequence[Seen], days: int, *, answered: bool) -> str:
    if not ours:
        return f"In {days} days they heard nothing from you{' of your own accord' if answered else ''}."
    count = counted(len(ours), "message" if all(one.written for one in ours) else "contact")
    sorts = Counter(one.sort for one in ours)
    several = len(ours) > 1
    if len(sorts) == 1:
        return f"In {days} days: {count}, {_ALL[next(iter(sorts))][several]}."
    parts = [f"{sorts[sort]} {said[sorts[sort] > 1]}" for sort, said in _SORTS.items() if sorts[sort]]
    return f"In {days} days: {count}; {', '.join(parts[:-1])} and {parts[-1]}."


def _helped(helped: int | None, at: int, zone: str) -> str:
    if helped is None:
        return "As far as the book knows, you have never helped them for their own sake."
    return f"The last time you helped them was {_day(helped, at, zone)}."


def _day(moment: int, at: int, zone: str) -> str:
    """On 3 November; in May; in May 2024."""
    local, today = (dt.datetime.fromtimestamp(one, ZoneInfo(zone)) for one in (moment, at))
    if (today - local).days <= _RECENT_DAYS:
        return f"on {local.day} {local:%B}"
    return f"in {local:%B}" if local.year == today.year else f"in {local:%B %Y}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")

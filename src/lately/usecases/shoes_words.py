"""How is what a customer saw of us summed up, honestly, in a sentence or two?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, ngettext, ngettext_lazy, pgettext

WANTING = frozenset({"ask", "mixed", "disguised", "feedback"})
_RECENT_DAYS = 31
# Of several sorts, how many were of each; and of one sort, whether that was one or all of them.
_SORTS = {
    "wanted": ngettext_lazy("%(count)d wanted something", "%(count)d wanted something", "count"),
    "give": ngettext_lazy("%(count)d was for their own sake", "%(count)d were for their own sake", "count"),
    "service": ngettext_lazy("%(count)d was about work going on", "%(count)d were about work going on", "count"),
    "unread": ngettext_lazy(
        "%(count)d nobody has read, so what it wanted is not known",
        "%(count)d nobody has read, so what they wanted is not known",
        "count",
    ),
}
_ALL = {
    "wanted": ngettext_lazy(
        "In %(days)s days: %(contacts)s, and it wanted something.",
        "In %(days)s days: %(contacts)s, all wanted something.",
        "count",
    ),
    "give": ngettext_lazy(
        "In %(days)s days: %(contacts)s, for their own sake.",
        "In %(days)s days: %(contacts)s, all for their own sake.",
        "count",
    ),
    "service": ngettext_lazy(
        "In %(days)s days: %(contacts)s, about work going on.",
        "In %(days)s days: %(contacts)s, all about work going on.",
        "count",
    ),
    "unread": ngettext_lazy(
        "In %(days)s days: %(contacts)s, and nobody has read what it wanted.",
        "In %(days)s days: %(contacts)s, and nobody has read what they wanted.",
        "count",
    ),
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
        told.append(_answered(answers))
    told.append(_helped(helped, at, zone))
    if untold is not None and (helped is None or untold > helped):
        day = _day(untold, at, zone)
        said = gettext("%(when)s you did something for them and never told them.")
        told.append(said % {"when": f"{day[0].upper()}{day[1:]}"})
    return told


def _heard(ours: Sequence[Seen], days: int, *, answered: bool) -> str:
    if not ours:
        said = gettext("In %(days)s days they heard nothing from you.")
        if answered:
            said = gettext("In %(days)s days they heard nothing from you of your own accord.")
        return said % {"days": days}
    if all(one.written for one in ours):
        contacts = ngettext("%(count)d message", "%(count)d messages", len(ours)) % {"count": len(ours)}
    else:
        contacts = ngettext("%(count)d contact", "%(count)d contacts", len(ours)) % {"count": len(ours)}
    sorts = Counter(one.sort for one in ours)
    if len(sorts) == 1:
        return str(_ALL[next(iter(sorts))] % {"count": len(ours), "days": days, "contacts": contacts})
    parts = [str(said % {"count": sorts[sort]}) for sort, said in _SORTS.items() if sorts[sort]]
    told = {"days": days, "contacts": contacts, "parts": ", ".join(parts[:-1]), "last": parts[-1]}
    return gettext("In %(days)s days: %(contacts)s; %(parts)s and %(last)s.") % told


def _helped(helped: int | None, at: int, zone: str) -> str:
    if helped is None:
        return gettext("As far as the book knows, you have never helped them for their own sake.")
    return gettext("The last time you helped them was %(when)s.") % {"when": _day(helped, at, zone)}


def _day(moment: int, at: int, zone: str) -> str:
    """On 3 November; in May; in May 2024."""
    local, today = (dt.datetime.fromtimestamp(one, ZoneInfo(zone)) for one in (moment, at))
    if (today - local).days <= _RECENT_DAYS:
        day = formatted(local, pgettext("day, as in 16 November", "j F"))
        return gettext("on %(day)s") % {"day": day}
    month = "F" if local.year == today.year else pgettext("month, as in November 2026", "F Y")
    return gettext("in %(month)s") % {"month": formatted(local, month)}


def _answered(count: int) -> str:
    few = {1: gettext("You answered them once."), 2: gettext("You answered them twice.")}
    return few.get(count) or gettext("You answered them %(count)s times.") % {"count": count}

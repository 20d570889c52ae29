"""How are days, hours and stretches of time said, in the language of the page?"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, ngettext_lazy, pgettext

from lately.decisioning.phrases import days_in
from lately.lib.moments import at_seconds
from lately.usecases.stretches import days_ago

_AHEAD = {
    "day": ngettext_lazy("in %(n)d day", "in %(n)d days", "n"),
    "week": ngettext_lazy("in %(n)d week", "in %(n)d weeks", "n"),
    "month": ngettext_lazy("in %(n)d month", "in %(n)d months", "n"),
    "year": ngettext_lazy("in %(n)d year", "in %(n)d years", "n"),
}
_LATE = {
    "day": ngettext_lazy("%(n)d day late", "%(n)d days late", "n"),
    "week": ngettext_lazy("%(n)d week late", "%(n)d weeks late", "n"),
    "month": ngettext_lazy("%(n)d month late", "%(n)d months late", "n"),
    "year": ngettext_lazy("%(n)d year late", "%(n)d years late", "n"),
}
_SILENT = {
    "day": ngettext_lazy("not heard from us for %(n)d day", "not heard from us for %(n)d days", "n"),
    "week": ngettext_lazy("not heard from us for %(n)d week", "not heard from us for %(n)d weeks", "n"),
    "month": ngettext_lazy("not heard from us for %(n)d month", "not heard from us for %(n)d months", "n"),
    "year": ngettext_lazy("not heard from us for %(n)d year", "not heard from us for %(n)d years", "n"),
}
_DAY = 86_400


def local(moment: int | str, zone: str) -> dt.datetime:
    """A moment (seconds, or ISO) as it is there."""
    at = at_seconds(moment) if isinstance(moment, int) else dt.datetime.fromisoformat(moment)
    return at.astimezone(ZoneInfo(zone))


def day_words(day: dt.date) -> str:
    """16 November 2026."""
    return formatted(day, pgettext("day, as in 16 November 2026", "j F Y"))


def weekday_words(day: dt.date) -> str:
    """Thursday 26 November."""
    return formatted(day, pgettext("day to come, as in Thursday 26 November", "l j F"))


def month_words(day: dt.date) -> str:
    """November 2026."""
    return formatted(day, pgettext("month, as in November 2026", "F Y"))


def clock_words(moment: dt.datetime) -> str:
    """16 November, 08:00."""
    return formatted(moment, pgettext("day and time, as in 16 November, 08:00", "j F, H:i"))


def spoken_words(moment: dt.datetime) -> str:
    """Monday 16 November 2026, 08:00; no time at the first moment of a day."""
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return formatted(moment, pgettext("moment, as in Monday 16 November 2026", "l j F Y"))
    return formatted(moment, pgettext("moment, as in Monday 16 November 2026, 08:00", "l j F Y, H:i"))


def ago_words(moment: int, at: int) -> str:
    """How long before `at`: 3 weeks ago; today; in 2 days."""
    days = (at - moment) // _DAY if moment <= at else -((moment - at) // _DAY)
    if days >= 0:
        return days_ago(days)
    number, unit = days_in(-days)
    return str(_AHEAD[unit] % {"n": number})


def silent_words(heard: int | None, at: int) -> str:
    """How long they have not heard from us, to follow what they bought; None is never."""
    if heard is None:
        return gettext("never heard from us as far as we know")
    number, unit = days_in((at - heard) // _DAY)
    return str(_SILENT[unit] % {"n": number}) if number > 0 else gettext("heard from us today")


def late_words(due: int, at: int, zone: str) -> str:
    """How a promise stands, by the days of the calendar there: due today, 3 days late, due in 2 days."""
    days = (local(at, zone).date() - local(due, zone).date()).days
    number, unit = days_in(abs(days))
    if days < 0:
        return gettext("due %(when)s") % {"when": _AHEAD[unit] % {"n": number}}
    return str(_LATE[unit] % {"n": number}) if days else gettext("due today")

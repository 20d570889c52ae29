"""How is it said until when somebody does not get something?"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django import template
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, pgettext

from lately.lib.moments import at_seconds
from lately.web.reasons import change_words
from lately.web.when import day_words

register = template.Library()
_WEEK = 7 * 86_400


@register.simple_tag
def until_when(until: int, at: int, zone: str) -> str:
    """The day by which time opens it: until Thursday; until 30 November at the latest."""
    local = at_seconds(until).astimezone(ZoneInfo(zone))
    if until - at < _WEEK:
        return gettext("until %(day)s") % {"day": formatted(local, "l")}
    this_year = at_seconds(at).astimezone(ZoneInfo(zone)).year == local.year
    day = formatted(local, pgettext("day, as in 16 November", "j F")) if this_year else day_words(local)
    return gettext("until %(day)s at the latest") % {"day": day}


@register.simple_tag
def until_what(code: str, occasions: Sequence[str]) -> str:
    """What would have to happen, where time alone does not open it."""
    return change_words(code, occasions)


@register.filter
def day_of_month(moment: int, zone: str) -> str:
    """A moment as a short day: 16 Nov."""
    local = at_seconds(moment).astimezone(ZoneInfo(zone))
    return formatted(local, pgettext("day, as in 16 Nov", "j M"))

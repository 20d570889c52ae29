"""How is it said until when somebody does not get something?"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django import template

from lately.lib.moments import at_seconds
from lately.web.reasons import change_words

register = template.Library()
_WEEK = 7 * 86_400


@register.simple_tag
def until_when(until: int, at: int, zone: str) -> str:
    """The day by which time opens it: until Thursday; until 30 November at the latest."""
    local = at_seconds(until).astimezone(ZoneInfo(zone))
    if until - at < _WEEK:
        return f"until {local:%A}"
    year = "" if at_seconds(at).astimezone(ZoneInfo(zone)).year == local.year else f" {local.year}"
    return f"until {local.day} {local:%B}{year} at the latest"


@register.simple_tag
def until_what(code: str, occasions: Sequence[str]) -> str:
    """What would have to happen, where time alone does not open it."""
    return change_words(code, occasions)


@register.filter
def day_of_month(moment: int, zone: str) -> str:
    """A moment as a short day: 16 Nov."""
    local = at_seconds(moment).astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b}"

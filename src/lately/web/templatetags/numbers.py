"""How is it said what another number would change tonight?"""

from __future__ import annotations

from django import template

from lately.web.reasons import reason_words

register = template.Library()

_SORTS = {
    "asks": "Something that asks of them", "gives": "Something for them", "other": "Service and the rest",
    "silence": "Nothing",
}  # fmt: skip
_MOVES = {
    "silenced": "would hear nothing", "spoken_to": "would hear something", "otherwise": "would hear something else",
}  # fmt: skip
_SINCE = {
    "silenced": "What they hear as it stands would be held back: {reason}.",
    "spoken_to": "Until now it is held back: {reason}.",
    "otherwise": "What they hear as it stands would give way: {reason}.",
}


@register.filter
def sort_words(sort: str) -> str:
    """What somebody hears, in words."""
    return _SORTS[sort]


@register.filter
def move_words(move: str) -> str:
    """What would become of somebody."""
    return _MOVES[move]


@register.simple_tag
def move_because(move: str, code: str) -> str:
    """Why they would hear something else."""
    reason = reason_words(code) if code else "There is no such way to speak to them"
    return _SINCE[move].format(reason=reason[:1].lower() + reason[1:])

"""How is it said what another number would change tonight?"""

from __future__ import annotations

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lately.web.language import told
from lately.web.reasons import reason_words

register = template.Library()

_SORTS = {
    "asks": _("Something that asks of them"), "gives": _("Something for them"), "other": _("Service and the rest"),
    "silence": _("Nothing"),
}  # fmt: skip
_MOVES = {
    "silenced": _("would hear nothing"), "spoken_to": _("would hear something"),
    "otherwise": _("would hear something else"),
}  # fmt: skip
_SINCE = {
    "silenced": _("What they hear as it stands would be held back: {reason}."),
    "spoken_to": _("Until now it is held back: {reason}."),
    "otherwise": _("What they hear as it stands would give way: {reason}."),
}


@register.filter
def sort_words(sort: str) -> str:
    """What somebody hears, in words."""
    return told(_SORTS[sort])


@register.filter
def move_words(move: str) -> str:
    """What would become of somebody."""
    return told(_MOVES[move])


@register.simple_tag
def move_because(move: str, code: str) -> str:
    """Why they would hear something else."""
    reason = reason_words(code) if code else gettext("There is no such way to speak to them")
    return told(_SINCE[move]).format(reason=reason[:1].lower() + reason[1:])

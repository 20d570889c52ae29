"""How is it said how a text reads?"""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from lately.web.language import told

register = template.Library()

_NUMBERS = (
    "",  # nothing is not counted
    _("one"),
    _("two"),
    _("three"),
    _("four"),
    _("five"),
    _("six"),
    _("seven"),
    _("eight"),
    _("nine"),
    _("ten"),
)
_GROUPS = {
    "refuse": _("This must change before it goes out"),
    "hold": _("A person should look at this first"),
    "note": _("Worth knowing"),
}
_MARKS = {
    "refuse": _("must change"),
    "hold": _("look at this"),
    "note": _("worth knowing"),
    "claim": _("claims something of them"),
}


@register.filter
def reads(counts: Mapping[str, int]) -> str:
    """How a text reads, by how much was found of each severity: one thing must change, two to look at."""
    must, look, know = (counts.get(severity, 0) for severity in ("refuse", "hold", "note"))
    said = []
    if must:
        said += [ngettext("%(count)s thing must change", "%(count)s things must change", must) % _count(must)]
    if look:
        said += [gettext("%(count)s to look at") % _count(look)]
    said = said or [gettext("reads well")]
    if know:
        said += [gettext("%(count)s worth knowing") % _count(know)]
    return ", ".join(said)


@register.filter
def group(severity: str) -> str:
    """A severity as the heading of what was found."""
    return told(_GROUPS.get(severity, severity))


@register.filter
def mark(why: str) -> str:
    """What a marked stretch of a text is."""
    return told(_MARKS.get(why, why))


@register.filter
def gravest(counts: Mapping[str, int]) -> str:
    """The pill of the gravest severity found."""
    return "held" if counts.get("refuse") else "ask" if counts.get("hold") else "give"


@register.filter
def place(name: str) -> str:
    """A field as it stands in a wording; a claim as the question around what is said only then."""
    return f"{{% if {name} %}} {{% endif %}}" if name.startswith("claim.") else f"{{{{ {name} }}}}"


def _count(count: int) -> dict[str, str]:
    return {"count": told(_NUMBERS[count]) if count < len(_NUMBERS) else str(count)}

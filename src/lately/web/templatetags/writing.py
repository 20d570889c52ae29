"""How are the fields of a content said on its form?"""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_noop as _

from lately.web.language import told

register = template.Library()

_PURPOSES = {
    "sale": _("An offer to buy"), "renewal": _("A renewal"), "favour": _("A favour we ask"), "invoice": _("A bill"),
    "news": _("News, or something worth reading"), "thanks": _("Thanks"), "care": _("Looking after them"),
    "feedback": _("A question what they think"), "service": _("Service: something they wait for"),
    "legal": _("A legal notice, or a recall"),
}  # fmt: skip
_FIELDS = {
    "title": _("Title"), "purpose": _("Kind"), "benefit": _("What is in it for the customer"), "worth": _("Worth"),
    "again_after": _("Again after"), "because": _("Why now"), "valid_from": _("Not before"), "valid_to": _("Over from"),
    "tells": _("Tells of"), "topics": _("About"), "roles": _("Trades"), "sectors": _("Employers"),
    "children_from": _("Child from"), "children_to": _("Child to"), "ages_from": _("Age from"), "ages_to": _("Age to"),
}  # fmt: skip
_HOWS = {"is": _("is"), "not": _("is not"), "at_least": _("is at least"), "at_most": _("is at most")}


@register.filter
def purpose(name: str) -> str:
    """A purpose as people say it."""
    return told(_PURPOSES.get(name, name))


@register.filter
def field_name(name: str) -> str:
    """A field of the form by its label."""
    return told(_FIELDS.get(name, name.capitalize()))


@register.filter
def how(name: str) -> str:
    """A comparison in words."""
    return told(_HOWS.get(name, name))


@register.filter
def words_of(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


@register.filter
def braces(name: str) -> str:
    """A field as it stands in a wording."""
    return f"{{{{ {name} }}}}"

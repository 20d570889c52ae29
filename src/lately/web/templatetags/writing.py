"""How are the fields of a content said on its form?"""

from __future__ import annotations

from django import template

register = template.Library()

_PURPOSES = {
    "sale": "An offer to buy", "renewal": "A renewal", "favour": "A favour we ask", "invoice": "A bill",
    "news": "News, or something worth reading", "thanks": "Thanks", "care": "Looking after them",
    "feedback": "A question what they think", "service": "Service: something they wait for",
    "legal": "A legal notice, or a recall",
}  # fmt: skip
_FIELDS = {
    "title": "Title", "purpose": "Kind", "benefit": "What is in it for the customer", "worth": "Worth",
    "again_after": "Again after", "because": "Why now", "valid_from": "Not before", "valid_to": "Over from",
    "tells": "Tells of", "topics": "About", "roles": "Trades", "sectors": "Employers",
    "children_from": "Child from", "children_to": "Child to", "ages_from": "Age from", "ages_to": "Age to",
}  # fmt: skip
_HOWS = {"is": "is", "not": "is not", "at_least": "is at least", "at_most": "is at most"}


@register.filter
def purpose(name: str) -> str:
    """A purpose as people say it."""
    return _PURPOSES.get(name, name)


@register.filter
def field_name(name: str) -> str:
    """A field of the form by its label."""
    return _FIELDS.get(name, name.capitalize())


@register.filter
def how(name: str) -> str:
    """A comparison in words."""
    return _HOWS.get(name, name)


@register.filter
def words_of(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


@register.filter
def braces(name: str) -> str:
    """A field as it stands in a wording."""
    return f"{{{{ {name} }}}}"

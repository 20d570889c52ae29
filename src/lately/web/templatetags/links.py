"""How do links keep the moment that is looked at?"""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *parts: str, **query: str | int | None) -> str:
    """The address of a screen, with the moment of this page unless another `at` is given; empty values are left out."""
    moment = context.get("moment")
    asked = {"at": moment.text if moment else "", **query}
    kept = {key: value for key, value in asked.items() if value not in {None, ""}}
    address = reverse(f"web:{name}", args=parts)
    return f"{address}?{urlencode(kept)}" if kept else address

"""How do links keep the moment that is looked at?"""

from __future__ import annotations

import functools
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import get_script_prefix, reverse

from lately.web.lists import Sifting

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *parts: str, **query: str | int | None) -> str:
    """The address of a screen, with the moment of this page unless another `at` is given; empty values are left out."""
    moment = context.get("moment")
    asked = {"at": moment.text if moment else "", **query}
    kept = {key: value for key, value in asked.items() if value not in {None, ""}}
    address = _address(name, parts, get_script_prefix())
    return f"{address}?{urlencode(kept)}" if kept else address


@functools.lru_cache(maxsize=4096)
def _address(name: str, parts: tuple[str, ...], prefix: str) -> str:
    """Remembered: a list of forty people holds a hundred links."""
    del prefix
    return reverse(f"web:{name}", args=parts)


@register.simple_tag(takes_context=True)
def to_list(context: Context, sift: Sifting, screen: str = "", **query: str | int | None) -> str:
    """The address of a list (or of another `screen` about it) with all that was chosen of it."""
    address = to(context, screen or sift.screen, *sift.parts, **{**sift.query, **query})
    return address if screen else address + _section(sift)


@register.simple_tag(takes_context=True)
def to_all(context: Context, sift: Sifting) -> str:
    """The address of a list with nothing chosen of it."""
    return to(context, sift.screen, *sift.parts, **sift.beside) + _section(sift)


@register.simple_tag
def to_plain(sift: Sifting) -> str:
    """The bare address of a list, to which a form adds what is chosen."""
    return reverse(f"web:{sift.screen}", args=sift.parts) + _section(sift)


def _section(sift: Sifting) -> str:
    return f"#{sift.section}" if sift.section else ""

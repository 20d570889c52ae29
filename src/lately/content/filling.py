"""How does a wording read for one customer, filled from plain facts?"""

from __future__ import annotations

import re
from collections.abc import Mapping

FILLED_IN = ("customer.greeting", "sender.name", "deed.what", "answer.done", "answer.said", "promise.what")
_BLANK = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)*)\s*\}\}")


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Put facts where the wording names them; what is not known stays in [brackets], to be filled by a person."""

    def known(blank: re.Match[str]) -> str:
        name = blank.group(1)
        return facts.get(name, "").strip() or f"[{name.replace('.', ' ').replace('_', ' ')}]"

    return _BLANK.sub(known, text).strip()


def unfillable(text: str) -> list[str]:
    """Return what stands between double braces, in order, and is never filled."""
    return [name for found in re.findall(r"\{\{(.*?)\}\}", text, re.DOTALL) if (name := found.strip()) not in FILLED_IN]


def is_complete(text: str) -> bool:
    """Whether nothing in [brackets] is left to be filled."""
    return re.search(r"\[[^\]]+\]", text) is None

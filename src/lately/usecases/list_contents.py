"""What have we got to say?"""

from __future__ import annotations

from typing import Any

from lately.accounts.selectors import organisation
from lately.content.selectors import contents_known
from lately.lib.moments import at_seconds


def list_contents(*, now: int) -> list[dict[str, Any]]:
    """Return key and title of every content that counts now, by title."""
    known = contents_known(known=now, zone=organisation(at=at_seconds(now)).zone)
    return sorted(({"key": one.key, "title": one.title} for one in known), key=lambda one: one["title"].casefold())

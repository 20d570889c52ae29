"""What does every page know?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lately.accounts.selectors import organisation
from lately.lib.clock import now
from lately.web.doors import DOORS, door_of

MARKERS = {
    "invented": ("Invented book", "Every person, message and figure in it is made up."),
    "grocery": (
        "Published purchases, invented names",
        "Names, consents, channels and gives are made up by a fixed rule.",
    ),
}


def house(request: HttpRequest) -> dict[str, Any]:
    """Return `organisation`, `user` (None on public pages), `doors`, `door` (the current one) and `marker`."""
    ours = organisation(at=now())
    return {
        "organisation": ours,
        "user": getattr(request, "user", None),
        "doors": DOORS,
        "door": door_of(request.path_info),
        "marker": None if ours.book == "own" else MARKERS.get(ours.book, ("Demo book", "")),
    }

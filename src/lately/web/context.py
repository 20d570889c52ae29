"""What does every page know?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from lately.web.doors import DOORS, door_of
from lately.web.language import told, us

MARKERS = {
    "invented": (_("Invented book"), _("Every person, message and figure in it is made up.")),
    "grocery": (
        _("Published purchases, invented names"),
        _("Names, consents, channels and gives are made up by a fixed rule."),
    ),
}
A_DEMO = (_("Demo book"), "")


def house(request: HttpRequest) -> dict[str, Any]:
    """Return `organisation`, `user` (None on public pages), `doors`, `door` (the current one) and `marker`."""
    ours = us(request)
    return {
        "organisation": ours,
        "user": getattr(request, "user", None),
        "doors": DOORS,
        "door": door_of(request.path_info),
        "marker": None if ours.book == "own" else [told(text) for text in MARKERS.get(ours.book, A_DEMO)],
    }

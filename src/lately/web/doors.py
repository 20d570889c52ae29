"""Which five questions do the screens answer?"""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext_noop as _


@dataclasses.dataclass(frozen=True)
class Door:
    """One of the five entries of the navigation; `key` is the name of its URL and its view module."""

    key: str
    title: str
    path: str


DOORS = (
    Door("today", _("Today"), "/"),
    Door("people", _("People"), "/people/"),
    Door("say", _("Say"), "/say/"),
    Door("heard", _("Heard"), "/heard/"),
    Door("how_we_do", _("How we do"), "/how-we-do/"),
)

OF_A_CUSTOMER = ("/ledger/", "/in-their-shoes/", "/fact/", "/keep-fact/", "/write-down/", "/same-as/", "/put-beside/")


def door_of(path: str) -> Door | None:
    """Return the door that a path lies behind."""
    if path.startswith("/today/"):
        return DOORS[0]
    if path.startswith(OF_A_CUSTOMER):
        return DOORS[1]
    behind = [door for door in DOORS if path == door.path or (door.path != "/" and path.startswith(door.path))]
    return behind[0] if behind else None

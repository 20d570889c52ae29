"""Who we are, on a page: read it, and change it unless somebody else did meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.acting import tell
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.say_who_we_are import say_who_we_are, who_we_are

FIELDS = ("name", "zone", "country", "language", "currency", "postal_address", "senders")


class SaidMeanwhile(Refusal):
    """Somebody else changed who we are after the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else changed this while you had the page open."),
            _("What they saved stands beside each field that differs."),
            _("Look at both, and save again if yours should hold."),
        )


def see_settings(*, now: int) -> dict[str, Any]:
    """Return who we are now, with `version`; senders are one a line."""
    found = who_we_are(at=None, now=at_seconds(now))
    stands = {name: "\n".join(found[name]) if name == "senders" else str(found[name]) for name in FIELDS}
    version = hashlib.sha256(repr(sorted(stands.items())).encode()).hexdigest()[:16]
    return {"stands": stands, "version": version, "since": found["since"], "said": found["said"]}


def change_settings(*, typed: Mapping[str, str], seen: str, now: int) -> bool:
    """Change what was typed otherwise than it stands, from now on; returns whether anything was. Raises Refusal."""
    with write_transaction():
        found = see_settings(now=now)
        given = {name: typed[name].replace("\r\n", "\n").strip() for name in FIELDS if name in typed}
        changes = {name: value for name, value in given.items() if value != found["stands"][name]}
        if not changes:
            return False
        if seen != found["version"]:
            raise SaidMeanwhile
        told: dict[str, Any] = {name: value.split() if name == "senders" else value for name, value in changes.items()}
        say_who_we_are(changes=told, since=None, now=at_seconds(now))
    tell("changed who we are", before=_told(found["stands"], changes), after=_told(changes, changes))
    return True


def _told(values: Mapping[str, str], names: Mapping[str, str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {values[name]!r}" for name in names)

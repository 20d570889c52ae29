"""How do I say hello to somebody whom I look after from now on, in honest words?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lately.accounts.models import User
from lately.lib.moments import at_seconds, zone_named

MOST_PROMISES = 3


@dataclass(frozen=True, slots=True)
class Before:
    """Who looked after them until now, and what is true of that person: gone, going on a day, or neither is known."""

    name: str = ""
    gone: bool = False
    going: dt.date | None = None

    @classmethod
    def of(cls, user: User | None, *, at: int, zone: str) -> Before:
        """What can be said of a colleague."""
        if user is None:
            return cls()
        today = at_seconds(at).astimezone(zone_named(zone)).date()
        going = user.leaves_on if user.leaves_on and user.leaves_on >= today else None
        gone = not user.is_active or (user.leaves_on is not None and user.leaves_on < today)
        return cls(user.name, gone, None if gone else going)

    @property
    def first(self) -> str:
        """What customers who knew them call them."""
        return self.name.split()[0] if self.name else ""

    @property
    def sentence(self) -> str:
        """Why somebody else writes, no more than is known."""
        if not self.name:
            return "From now on I look after you"
        if self.gone:
            return f"{self.name} has moved on, and I look after you now"
        if self.going:
            return f"{self.name} leaves us on {self.going.day} {self.going:%B}, and I look after you from now on"
        return f"I look after you now, in place of {self.name}"


@dataclass(frozen=True, slots=True)
class Hello:
    """The draft: subject and text of a mail or letter, and what to mind in a call."""

    subject: str
    text: str
    to_mind: str


def draft_hello(
    before: Before,
    person: Mapping[str, Any],
    promises: Sequence[Mapping[str, Any]],
    *,
    signed: str,
    firm: str,
    zone: str,
) -> Hello:
    """Words for one customer: who looks after them now, what was promised and stands, and an ear; it wants nothing."""
    salutation = (person["greeted"].salutation or "Hello").rstrip(",")
    stands = _stands(before, promises, zone)
    text = "\n\n".join(
        part
        for part in (
            f"{salutation},",
            f"{before.sentence}. {stands}".rstrip(),
            "Is there anything you would like me to know, or to see to first? Just answer this; it comes to me.",
            f"{signed}\n{firm}",
        )
        if part
    )
    return Hello(f"{signed} looks after you now", text, _to_mind(before, promises))


def _stands(before: Before, promises: Sequence[Mapping[str, Any]], zone: str) -> str:
    """What was promised, as it was said; without a promise, that what was agreed stands."""
    if not promises:
        return f"What you and {before.first} agreed stands." if before.name else ""
    told = [f"“{one['what'].rstrip('.')}” by {_day(one['due'], zone)}" for one in promises[:MOST_PROMISES]]
    whose = {str(one["by"]) for one in promises[:MOST_PROMISES]}
    said = f"{before.first} promised you" if whose == {before.name} else "We promised you"
    return f"{said} {_listed(told)}. That stands, and I see to it."


def _to_mind(before: Before, promises: Sequence[Mapping[str, Any]]) -> str:
    owed = " Say that what was promised stands." if promises else ""
    why = f"{before.sentence}." if before.name else "You look after them from now on."
    return (
        f"Say who you are: “{why}”{owed} Then ask what they would like you to see to first, and ask for nothing else."
    )


def _day(moment: int, zone: str) -> str:
    local = at_seconds(moment).astimezone(zone_named(zone))
    return f"{local.day} {local:%B}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

"""What is made up for a home, and by which draw? The numbers stand in invented.yaml.

Every draw is a hash of the seed, what is drawn and the household's id, so that it is the same everywhere, in any order.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, TypeVar

import yaml

from lately.books.grocery.published import start_of

SOURCE = "invented for this book by a seeded rule (docs/grocery-book.md)"
Value = TypeVar("Value")
MAPLE_NUMBERS = 900


@dataclass(frozen=True, slots=True)
class Said:
    """What a home said of being written to; blank channel or purpose means all."""

    channel: str
    purpose: str
    state: str
    at: dt.datetime
    expires: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """What is made up for one household that the retailer had mailed."""

    household: int
    facts: Mapping[str, str | int]
    said: tuple[Said, ...]

    @property
    def email(self) -> str:
        """Its e-mail address, blank if it has none."""
        return str(self.facts.get("email", ""))

    @property
    def greeting(self) -> str:
        """What the holder of the card is called."""
        return str(self.facts["given_name"])

    def may(self, channel: str, purpose: str, at: dt.datetime) -> bool:
        """Whether the home agreed to this at that moment; the newest word counts, an objection is for good."""
        words = [one for one in self.said if one.at <= at]
        if any(one.state == "objected" for one in words):
            return False
        of_this = [one for one in words if (one.channel, one.purpose) == (channel, purpose)]
        newest = max(of_this, key=lambda one: one.at, default=None)
        fresh = newest is not None and (newest.expires is None or newest.expires > at)
        return fresh and newest is not None and newest.state == "granted"


@functools.cache
def numbers() -> dict[str, Any]:
    """The shares and lists of invented.yaml."""
    found: dict[str, Any] = yaml.safe_load(
        resources.files(__package__).joinpath("invented.yaml").read_text(encoding="utf-8")
    )
    return found


def drawn(what: str, household: int) -> float:
    """Return the draw of this for this household, from 0 up to 1."""
    text = f"{numbers()['seed']} {what} {household}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=7).digest(), "big") / 2**56


def picked(what: str, household: int, values: Sequence[Value]) -> Value:
    """Return one of the values by a draw."""
    return values[int(drawn(what, household) * len(values))]


def home_of(household: int) -> Home:
    """Return what is made up for a household."""
    facts = _facts(household)
    return Home(household, facts, tuple(one for one in _said(household) if one.channel != "email" or "email" in facts))


def marks(home: Home) -> list[str]:
    """Return the facts that say what was made up of this home."""
    named = {"given_name": "name", "postal_address": "address", "email": "email", "zone": "zone"}
    named |= {"mailing_hour": "mailing_hour", "preferred_channel": "preferred_channel"}
    found = {f"invented.{mark}" for name, mark in named.items() if name in home.facts}
    return sorted(found | ({"invented.consent"} if home.said else set()))


def _facts(household: int) -> dict[str, str | int]:
    own = numbers()
    zone = _by_share("zone", household, {name: share for name, (share, _) in own["zones"].items()})
    number = 1 + int(drawn("house number", household) * MAPLE_NUMBERS)
    street = picked("street", household, own["streets"])
    found: dict[str, str | int] = {
        "given_name": picked("given name", household, own["given_names"]),
        "family_name": picked("family name", household, own["family_names"]),
        "postal_address": f"{number} {street}, {own['zones'][zone][1]}",
        "zone": zone,
    }
    if drawn("email", household) < own["email_share"]:
        found["email"] = f"home-{household}@example.com"
    if drawn("mailing hour", household) < own["mailing_hour_share"]:
        found["mailing_hour"] = picked("which hour", household, own["mailing_hours"])
    preferred = _by_share("preferred channel", household, own["preferred_channels"])
    if preferred and (preferred != "email" or "email" in found):
        found["preferred_channel"] = preferred
    return found


def _by_share(what: str, household: int, shares: Mapping[str, float]) -> str:
    """The name in whose share the draw falls; blank beyond them all."""
    at = drawn(what, household)
    ends = itertools.accumulate(shares.values())
    return next((name for name, end in zip(shares, ends, strict=True) if at < end), "")


def _said(household: int) -> Iterable[Said]:
    own = numbers()
    case = _by_share("consent", household, own["consents"]) or "granted"
    granted = _day("granted", household, own["granted_from"], own["granted_days"])
    if case == "none":
        return []
    ends = granted + dt.timedelta(days=own["expires_after_days"]) if case == "expired" else None
    purposes = [purpose for purpose in own["purposes"] if case != "news_only" or purpose != "sale"]
    found = [Said("email", purpose, "granted", granted, ends) for purpose in purposes]
    found += [Said("post", purpose, "granted", granted) for purpose in purposes]
    told = _day("told", household, own["told_from"], own["told_days"])
    if case == "withdrawn":
        found.append(Said("email", "sale", "withdrawn", told))
    if case == "objected":
        found.append(Said("", "", "objected", told))
    return found


def _day(what: str, household: int, first: dt.date, days: int) -> dt.datetime:
    return start_of(first + dt.timedelta(days=int(drawn(what, household) * days)), hour=12)

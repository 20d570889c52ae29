"""Whom have we been neglecting, what is it worth, and how many of them have left?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from lately.lib.moments import at_seconds
from lately.lib.money import written
from lately.lib.saying import gettext, gettext_noop
from lately.measurement.lives import DAY, Life, Terms, life_of
from lately.measurement.neglect_words import Words
from lately.measurement.records import Person

Because = Callable[[Life], str]
NO_CHANNEL = gettext_noop(
    "Nothing is known of what you said to anybody, so nobody can be called neglected. "
    "Add your mail (./lately import mail) or your contacts (./lately import interactions)."
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One customer of a list, with the facts that put them there; worth as decimal text by currency."""

    customer: str
    because: str
    worth_at_risk: dict[str, str]


@dataclass(frozen=True, slots=True)
class Neglected:
    """One list: how many, their share of the book, the share of them that left, and who, by worth at risk."""

    count: int
    share: float
    left_share: float | None  # None: none of them ever bought
    customers: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Neglect:
    """The answer. `unknown` counts customers whose first purchase lies before everything we know."""

    at: int
    customers: int
    never_contacted: int
    unknown: int
    lists: dict[str, Neglected]
    cared_for: Neglected
    note: str

    def told(self) -> dict[str, Any]:
        """Return it as `./lately neglected --json` prints it."""
        return {
            "at": at_seconds(self.at).isoformat(),
            "customers": self.customers,
            "never_contacted": self.never_contacted,
            "unknown": self.unknown,
            "lists": {name: _told(found) for name, found in self.lists.items()},
            "cared_for": {key: value for key, value in _told(self.cared_for).items() if key != "customers"},
            "note": self.note,
        }


def neglect(
    people: Iterable[Person],
    *,
    at: int,
    known_since: Mapping[str, int],
    terms: Terms,
    zone: ZoneInfo,
    currency: str,
) -> Neglect:
    """Return who is neglected at `at` (seconds since 1970 UTC).

    `known_since` says for each channel we may speak on since when its history is known; before the first of them
    silence is unknown, never neglect. `currency` is the organisation's: worth in it orders the lists. Source: the
    post "What have I done for you lately?" (over 60 % had heard nothing since the sale, more than half of them left).
    """
    lives = [life_of(person, at=at, terms=terms, zone=zone) for person in people]
    words = Words(at=at, begun=min(known_since.values(), default=at), zone=zone)
    return neglect_of(lives, words, known_since=known_since, terms=terms, currency=currency)


def neglect_of(
    lives: Sequence[Life], words: Words, *, known_since: Mapping[str, int], terms: Terms, currency: str
) -> Neglect:
    """Return the same from lives that were made already, at the moment of the `words`."""
    known = [life for life in lives if is_known(life, known_since)]
    chosen = chosen_for(lives, words, known_since=known_since, terms=terms)

    def listed(chosen: Sequence[Life], because: Because) -> Neglected:
        return _listed(chosen, because, len(lives), currency)

    return Neglect(
        at=words.at,
        customers=len(lives),
        never_contacted=sum(not life.said for life in known),
        unknown=len(lives) - len(known),
        lists={name: listed(found, reasons(words)[name]) for name, found in chosen.items()},
        cared_for=listed([life for life in lives if life.cared_for], words.cared_for),
        note="" if known_since else gettext(NO_CHANNEL),
    )


def chosen_for(
    lives: Sequence[Life], words: Words, *, known_since: Mapping[str, int], terms: Terms
) -> dict[str, list[Life]]:
    """Return whose lives stand in which of the three lists, in no order."""
    at, begun = words.at, min(known_since.values(), default=words.at)
    return {
        "silent_since_purchase": [
            life for life in lives if is_known(life, known_since) and life.first is not None and not life.cared_for
        ],
        "silent_longest": [life for life in lives if is_silent_long(life, at=at, begun=begun, terms=terms)],
        "only_asked": [life for life in lives if life.only_asked],
    }


def reasons(words: Words) -> dict[str, Because]:
    """Return what puts a sentence to somebody's place in each of the three lists."""
    return {
        "silent_since_purchase": words.silent_since_purchase,
        "silent_longest": words.silent_longest,
        "only_asked": words.only_asked,
    }


def is_known(life: Life, known_since: Mapping[str, int]) -> bool:
    """Whether their silence can be judged: we heard of a contact, or everything since the first purchase is known."""
    begun = min(known_since.values(), default=None)
    if life.cared_for or begun is None:
        return life.cared_for
    return life.first is None or life.first >= begun


def is_silent_long(life: Life, *, at: int, begun: int, terms: Terms) -> bool:
    """Whether they have not heard from us for longer than so many of their own rhythms, and not just for days."""
    since = silent_since(life, begun)
    if since is None or life.rhythm is None:
        return False
    return at - since > max(terms.silent_rhythms * life.rhythm, terms.silent_days) * DAY


def silent_since(life: Life, begun: int) -> int | None:
    """Since when they have not heard from us; if never, since the first purchase, as far back as anything is known."""
    if life.last_said is not None:
        return life.last_said
    return None if life.first is None else max(life.first, begun)


def _listed(chosen: Sequence[Life], because: Because, customers: int, currency: str) -> Neglected:
    ordered = sorted(chosen, key=lambda life: (-life.at_risk.get(currency, 0), life.key))
    buyers = [life for life in chosen if life.left is not None]
    return Neglected(
        count=len(chosen),
        share=_share(len(chosen), customers) or 0.0,
        left_share=_share(sum(bool(life.left) for life in buyers), len(buyers)),
        customers=tuple(Listed(life.key, because(life), money(life.at_risk)) for life in ordered),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def money(sums: Mapping[str, int]) -> dict[str, str]:
    """Return minor units by currency as decimal text by currency."""
    return {currency: written(minor, currency) for currency, minor in sums.items()}


def _told(found: Neglected) -> dict[str, Any]:
    customers = [
        {"customer": each.customer, "because": each.because, "worth_at_risk": each.worth_at_risk}
        for each in found.customers
    ]
    return {"count": found.count, "share": found.share, "left_share": found.left_share, "customers": customers}

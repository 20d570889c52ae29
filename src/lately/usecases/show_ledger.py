"""What did we do for this customer, say to them and want of them, and how does that stand?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from lately.accounts.selectors import organisation
from lately.interactions.frames import kept
from lately.interactions.known import known_at
from lately.interactions.selectors import CONTACT, DEED, UNREAD, Entry, entries
from lately.lib.moments import at_seconds, seconds
from lately.policies.selectors import policy_at
from lately.profiles.frames import redirects
from lately.profiles.people import people
from lately.profiles.selectors import find_customer
from lately.usecases.stretches import days_ago

DAY = 86_400


@dataclass(frozen=True)
class Ledger:
    """One customer's ledger at a moment. `given` and `asked` are the decayed balance, in thousandths."""

    customer: str
    name: str
    at: int
    known: int
    zone: str
    entries: Sequence[Entry]
    given: int
    asked: int

    @property
    def balance(self) -> str:
        """The balance in words, never as a bare score."""
        past = [entry for entry in self.entries if seconds(entry.at) <= self.at]
        gives, asks = [entry for entry in past if entry.gives], [entry for entry in past if entry.asks]
        unread = sum(entry.classed == UNREAD for entry in past)
        often = {"asks": _often(len(asks)), "gives": _often(len(gives))}
        parts = [gettext("we wanted %(asks)s and gave %(gives)s") % often]
        parts += [gettext("last gave something %(ago)s") % {"ago": self._ago(gives[-1])}] if gives else []
        parts += [_unread(unread)] if unread else []
        return f"{', '.join(parts)}; {self._last_deed([entry for entry in past if entry.entry == DEED])}"

    @property
    def as_json(self) -> dict[str, Any]:
        """The documented form (docs/commands.md)."""
        return {
            "customer": self.customer,
            "at": at_seconds(self.at).isoformat(),
            "known": at_seconds(self.known).isoformat(),
            "balance": {"words": self.balance, "given_milli": self.given, "asked_milli": self.asked},
            "entries": [_as_json(entry) for entry in self.entries],
        }

    def _last_deed(self, deeds: Sequence[Entry]) -> str:
        if not deeds:
            return gettext("nothing that we know of was done for them")
        last = deeds[-1]
        told = gettext("told %(ago)s") % {"ago": self._ago_of(last.told)} if last.told else gettext("not told yet")
        said = gettext("the last thing done for them was “%(what)s” %(ago)s, %(told)s")
        return said % {"what": last.what, "ago": self._ago(last), "told": told}

    def _ago(self, entry: Entry) -> str:
        return self._ago_of(entry.at)

    def _ago_of(self, moment: dt.datetime) -> str:
        return days_ago((self.at - seconds(moment)) // DAY)


def show_ledger(*, customer: str, at: int, now: int) -> Ledger:
    """Return the ledger of a customer (key, address or number) at `at`, by what was known then (DESIGN.md 4.1).

    Moments are seconds since 1970 UTC. Raises Refusal if there is no such customer.
    """
    found = find_customer(customer)
    known = known_at(at=at, now=now)
    policy = policy_at(at=at, known=known)
    who = people([found], at=at, known=known)[found]
    merged = [each for each, into in redirects(known).items() if into == found]
    ids, ledger = kept([found], at=at, known=known, now=now, policy=policy)
    return Ledger(
        customer=who["who"],
        name=who["name"],
        at=at,
        known=known,
        zone=organisation(at=at_seconds(at)).zone,
        entries=entries([found, *merged], at=at, known=known),
        given=int(ledger.given[0]) if ids else 0,
        asked=int(ledger.asked[0]) if ids else 0,
    )


def _unread(count: int) -> str:
    said = ngettext(
        "one message was not read yet for what it wanted",
        "%(count)s messages were not read yet for what they wanted",
        count,
    )
    return said % {"count": count}


def _often(number: int) -> str:
    """How often we did something: nothing, something once, something 5 times."""
    if not number:
        return gettext("nothing")
    return gettext("something once") if number == 1 else gettext("something %(count)s times") % {"count": number}


def _as_json(entry: Entry) -> dict[str, Any]:
    """An entry without what says nothing of it; a deed always says whether it was told."""
    shared = {"at": entry.at.isoformat(), "entry": entry.entry, "what": entry.what}
    names = (
        "by",
        "source",
        "direction",
        "channel",
        "kind",
        "status",
        "wanted",
        "content",
        "tells",
        "refrains",
        "currency",
    )
    found: dict[str, Any] = {name: getattr(entry, name) for name in names if getattr(entry, name)}
    if entry.classed:
        found["class"] = entry.classed
    if entry.amount_minor is not None:
        found["amount_minor"] = entry.amount_minor
    if entry.entry != CONTACT:
        found["told" if entry.entry == DEED else "kept"] = entry.told.isoformat() if entry.told else None
    if entry.worth_milli is not None:
        found["worth_milli"] = entry.worth_milli
    if entry.due is not None:
        found["due"] = entry.due.isoformat()
    return shared | found

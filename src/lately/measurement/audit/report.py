"""What have you done for them lately? One page from contacts, purchases and mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lately.lib.moments import at_seconds
from lately.measurement.audit.pestered import Pestered
from lately.measurement.audit.sources import Read
from lately.measurement.lives import ASKS
from lately.measurement.neglect import Neglect, Neglected

LOST_GREETINGS = ("wrong", "empty", "unrendered", "generic", "formal")
FALSE_GREETINGS = frozenset(LOST_GREETINGS[:4])


@dataclass(frozen=True, slots=True)
class Greeting:
    """One false or empty greeting we used: to whom, when (seconds since 1970 UTC), the words, and its kind."""

    customer: str
    at: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One person to speak to today, why, and how not to begin."""

    customer: str
    name: str
    because: str
    say: str
    worth_at_risk: dict[str, str]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Everything the page says. Counts of messages count each message once for each customer it went to."""

    neglect: Neglect
    classes: Mapping[str, int]  # messages to customers, by class; "" is unread
    wanted: Mapping[str, int]  # the asks, by what was wanted
    pestered: Sequence[Pestered]
    salutations: Mapping[str, int]  # by kind; "" is none
    greetings: Sequence[Greeting]
    today: Sequence[Visit]
    me: Sequence[str]
    found_me: bool
    read: Sequence[Read]
    notes: Sequence[str]
    currency: str
    zone: str

    @property
    def asks(self) -> int:
        """Messages that wanted something."""
        return sum(count for classed, count in self.classes.items() if classed in ASKS)

    @property
    def gives(self) -> int:
        """Messages that were useful for their own sake."""
        return self.classes.get("give", 0)

    @property
    def unread(self) -> int:
        """Messages whose class the rules cannot tell."""
        return self.classes.get("", 0)

    @property
    def false_greetings(self) -> int:
        """Messages that greet by a wrong name, by none, by an unfilled field, or as anybody."""
        return sum(count for kind, count in self.salutations.items() if kind in FALSE_GREETINGS)

    def told(self) -> dict[str, Any]:
        """Return it as `./lately audit --json` prints it."""
        return self.neglect.told() | {
            "asks": self.asks,
            "gives": self.gives,
            "unread": self.unread,
            "classes": {classed or "unread": count for classed, count in sorted(self.classes.items())},
            "wanted": dict(sorted(self.wanted.items())),
            "pestered": self._pestered(),
            "salutations": self._salutations(),
            "today": [_visit(visit) for visit in self.today],
            "me": list(self.me),
            "read": [_read(read) for read in self.read],
            "notes": list(self.notes),
        }

    def _pestered(self) -> dict[str, Any]:
        count, customers = len(self.pestered), self.neglect.customers
        return {
            "count": count,
            "share": round(count / customers, 4) if customers else 0.0,
            "customers": [{"customer": each.customer, "because": each.because} for each in self.pestered],
        }

    def _salutations(self) -> dict[str, Any]:
        kinds = {kind: self.salutations.get(kind, 0) for kind in ("named", *LOST_GREETINGS)}
        examples = [
            {"customer": each.customer, "at": at_seconds(each.at).isoformat(), "text": each.text, "kind": each.kind}
            for each in self.greetings
        ]
        return kinds | {"none": self.salutations.get("", 0), "false": self.false_greetings, "examples": examples}


def lists_of(neglect: Neglect) -> list[tuple[str, Neglected]]:
    """The three lists with their titles, in the order of the page."""
    titles = {
        "silent_since_purchase": "Silent since their first purchase",
        "silent_longest": "Silent longest, by their own rhythm",
        "only_asked": "Heard from only when something was wanted",
    }
    return [(title, neglect.lists[name]) for name, title in titles.items()]


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "customer": visit.customer,
        "name": visit.name,
        "because": visit.because,
        "say": visit.say,
        "worth_at_risk": visit.worth_at_risk,
    }


def _read(read: Read) -> dict[str, Any]:
    rejected = [{"number": each.number, "what": each.what, "todo": each.todo} for each in read.rejected]
    return {"file": read.name, "kind": read.kind, "count": read.count, "rejected": rejected, "notes": read.notes}

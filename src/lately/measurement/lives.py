"""How has it gone between one customer and us, up to a moment?

All definitions of `neglected` (docs/commands.md) that concern one customer stand here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lately.decisioning.policy import Policy
from lately.decisioning.rhythm import rhythm
from lately.measurement.records import Contact, Person, Purchase

DAY = 86_400
AT_RISK_DAYS = 365
ASKS = frozenset({"ask", "mixed", "disguised"})


@dataclass(frozen=True, slots=True)
class Terms:
    """The organisation's numbers: when silence is neglect, when a customer has left."""

    silent_rhythms: float
    silent_days: float
    left_rhythms: float
    left_days: float


def terms_of(policy: Policy) -> Terms:
    """Return the terms of a policy (decisioning/policies.yaml)."""
    return Terms(
        silent_rhythms=policy["neglect.silent_rhythms"],
        silent_days=policy["neglect.silent_days"],
        left_rhythms=policy["left.rhythms"],
        left_days=policy["left.days"],
    )


@dataclass(frozen=True, slots=True)
class Life:
    """One customer up to the moment. Moments in seconds since 1970 UTC, None where it never happened."""

    key: str
    bought: int  # how many times
    first: int | None
    last: int | None
    rhythm: float | None  # days between purchase days, the median (decisioning/rhythm.py)
    said: tuple[Contact, ...]  # what went out to them, oldest first
    left: bool | None  # None: they never bought, so they can neither stay nor leave
    at_risk: dict[str, int]  # minor units by currency, bought in the 365 days up to the last purchase

    @property
    def last_said(self) -> int | None:
        """When they last heard from us."""
        return self.said[-1].at if self.said else None

    @property
    def cared_for(self) -> bool:
        """Whether they heard from us since (or at) their first purchase."""
        return self.first is not None and bool(self.said) and self.said[-1].at >= self.first

    @property
    def only_asked(self) -> bool:
        """Whether all they heard, service aside, wanted something; nothing of it is unread.

        Whoever was spoken to by one of us since the last of it, be it to answer them, has heard more than that.
        """
        asks = [contact.at for contact in self.said if contact.classed in ASKS]
        if not asks or {contact.classed for contact in self.said} - {"service"} - ASKS:
            return False
        return not any(
            contact.human and contact.classed not in ASKS and contact.at >= asks[-1] for contact in self.said
        )


def life_of(person: Person, *, at: int, terms: Terms, zone: ZoneInfo) -> Life:
    """Return a customer's life up to and including `at`; what comes later is not looked at."""
    bought = sorted(purchase for purchase in person.purchases if purchase[0] <= at)
    said = (contact for contact in person.contacts if contact.direction == "out" and contact.at <= at)
    own = rhythm([purchase[0] for purchase in bought], zone)
    last = bought[-1][0] if bought else None
    gone = person.left_at is not None and person.left_at <= at
    return Life(
        key=person.key,
        bought=len(bought),
        first=bought[0][0] if bought else None,
        last=last,
        rhythm=own,
        said=tuple(sorted(said, key=lambda contact: contact.at)),
        left=None if last is None else gone or at - last > _patience(own, terms),
        at_risk=_at_risk(bought),
    )


def _patience(rhythm: float | None, terms: Terms) -> float:
    """After how many seconds without a purchase a customer has left."""
    return (terms.left_days if rhythm is None else terms.left_rhythms * rhythm) * DAY


def _at_risk(bought: Sequence[Purchase]) -> dict[str, int]:
    if not bought:
        return {}
    since = bought[-1][0] - AT_RISK_DAYS * DAY
    sums: Counter[str] = Counter()
    for moment, minor, currency in reversed(bought):
        if moment <= since:
            break
        sums[currency] += minor
    return dict(sorted(sums.items()))

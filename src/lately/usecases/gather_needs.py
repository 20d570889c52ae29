"""Who needs a word from us today, and because of what?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from lately.interactions.timeline import When
from lately.interactions.waiting import open_complaints, promises_due, spoken_to, unanswered, untold_deeds
from lately.lib.moments import at_seconds, seconds
from lately.plans.digest import Place, living_plan, plan_at, said
from lately.plans.models import Plan
from lately.plans.putting_off import Rest
from lately.profiles.books import Reader, book_of
from lately.profiles.frames import redirects
from lately.usecases.pass_over import Setting
from lately.usecases.recall_neglected import recall

LOOK_AT = 12
DAY = 86_400
SOON = 2 * DAY
BY_HAND = {"phone", "visit", "post"}
KINDS = ("complaint", "waits", "promise", "deed", "neglected", "plan")


@dataclass(frozen=True)
class Need:
    """A reason to speak to somebody today; `row` says what about."""

    kind: str
    customer: int
    row: Mapping[str, Any] = field(default_factory=dict)

    @property
    def matter(self) -> str:
        """The row of the ledger it is about, by its key; blank if it is about none."""
        return str(self.row.get("key", ""))


def gather_needs(user: Reader, setting: Setting, rests: Sequence[Rest]) -> dict[str, list[Need]]:
    """Return at most LOOK_AT needs of each kind, the most pressing first; of customers whom the user may see.

    Left out is who was spoken to today by one of us, for that is done, and what the user put off (`rests`).
    """
    when, book = When(setting.at, setting.known), book_of(user)
    into = redirects(setting.known)
    most = LOOK_AT + len(rests)
    rows: dict[str, list[dict[str, Any]]] = {
        "complaint": open_complaints(when, book=book, limit=most),
        "waits": unanswered(when, days=setting.policy["answers.wait_days"], book=book, limit=most),
        "promise": promises_due(when, until=setting.at + SOON, book=book, limit=most),
        "deed": untold_deeds(when, book=book, limit=most),
        "neglected": list(_neglected(setting, book, most)),
    }
    waiting = {row["customer"] for found in rows.values() for row in found}
    rows["plan"] = planned(setting, book, besides=waiting, limit=most)
    done = spoken_to(when, since=day_begun(setting))
    return {kind: needs_of(kind, rows[kind], into, done, rests)[:LOOK_AT] for kind in KINDS}


def needs_of(
    kind: str, rows: Sequence[Mapping[str, Any]], into: Mapping[int, int], done: set[int], rests: Sequence[Rest]
) -> list[Need]:
    """The rows as needs, without those of customers who are done for today, and without what is put off."""
    found = [Need(kind, into.get(row["customer"], row["customer"]), row) for row in rows if row["customer"] not in done]
    return [
        need
        for need in found
        if not any(rest.customer == need.customer and rest.holds(kind, need.matter) for rest in rests)
    ]


def day_begun(setting: Setting) -> int:
    """The first moment of the organisation's day."""
    local = at_seconds(setting.at).astimezone(ZoneInfo(setting.calendar.zone))
    return seconds(dt.datetime.combine(local.date(), dt.time(), local.tzinfo))


def week_begun(setting: Setting) -> int:
    """The first moment of the organisation's week: Monday."""
    local = at_seconds(day_begun(setting)).astimezone(ZoneInfo(setting.calendar.zone))
    monday = local.date() - dt.timedelta(days=local.weekday())
    return seconds(dt.datetime.combine(monday, dt.time(), local.tzinfo))


def plan_begun(setting: Setting) -> int:
    """The moment of the plan that holds; that of the setting if there is none."""
    plan = plan_at(setting.at)
    return setting.at if plan is None else min(seconds(plan.at), day_begun(setting))


def _neglected(setting: Setting, book: int | None, most: int) -> Iterator[dict[str, Any]]:
    """The most neglected of all lists, by worth at risk."""
    for customer, each in recall(at=setting.at, now=setting.now).worst(book=book, limit=most):
        yield {"customer": customer, "text": each.because, "at_risk": each.worth_at_risk}


def plan_that_holds(setting: Setting) -> Plan | None:
    """The plan of the moment, if its decisions still live."""
    return living_plan(setting.at, setting.policy)


def planned(
    setting: Setting, book: int | None, channels: Collection[str] = BY_HAND, *, besides: Collection[int] = (),
    after: Place | None = None, limit: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """Whom the plan that holds gives to a person: to ring, to visit, to send a letter; the worthiest first.

    `besides` are customers to leave out; `place` of a row is where a list goes on after it.
    """
    plan = plan_that_holds(setting)
    if plan is None:
        return []
    return [
        {
            "customer": one.customer,
            "content": one.content,
            "because": one.because,
            "place": f"{one.place[0]}-{one.place[1]}",
        }
        for one in said(plan, channels=channels, book=book, besides=besides, after=after, limit=limit)
    ]

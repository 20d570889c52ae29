"""Who needs a word from us today, and because of what?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from lately.interactions.timeline import When
from lately.interactions.waiting import open_complaints, promises_due, spoken_to, unanswered, untold_deeds
from lately.lib.moments import at_seconds, seconds
from lately.plans.digest import digest, plan_at
from lately.profiles.books import Reader, book_of
from lately.profiles.frames import redirects
from lately.profiles.search import in_book
from lately.profiles.selectors import customers_of
from lately.usecases.pass_over import Setting
from lately.usecases.recall_neglected import recall_neglected

LOOK_AT = 12
SOON = 2 * 86_400
BY_HAND = {"phone", "visit", "post"}
KINDS = ("complaint", "waits", "promise", "deed", "neglected", "plan")


@dataclass(frozen=True)
class Need:
    """A reason to speak to somebody today; `row` says what about."""

    kind: str
    customer: int
    row: Mapping[str, Any] = field(default_factory=dict)


def gather_needs(user: Reader, setting: Setting) -> dict[str, list[Need]]:
    """Return at most LOOK_AT needs of each kind, the most pressing first; of customers whom the user may see.

    Who was spoken to today by one of us is left out: that is done.
    """
    when, book = When(setting.at, setting.known), book_of(user)
    into = redirects(setting.known)
    rows: dict[str, list[dict[str, Any]]] = {
        "complaint": open_complaints(when, book=book, limit=LOOK_AT),
        "waits": unanswered(when, days=setting.policy["answers.wait_days"], book=book, limit=LOOK_AT),
        "promise": promises_due(when, until=setting.at + SOON, book=book, limit=LOOK_AT),
        "deed": untold_deeds(when, book=book, limit=LOOK_AT),
        "neglected": list(_neglected(setting, book)),
    }
    waiting = {row["customer"] for found in rows.values() for row in found}
    rows["plan"] = [row for row in _planned(setting, book) if row["customer"] not in waiting][:LOOK_AT]
    done = spoken_to(when, since=day_begun(setting))
    return {
        kind: [
            Need(kind, into.get(row["customer"], row["customer"]), row)
            for row in rows[kind]
            if row["customer"] not in done
        ]
        for kind in KINDS
    }


def day_begun(setting: Setting) -> int:
    """The first moment of the organisation's day."""
    local = at_seconds(setting.at).astimezone(ZoneInfo(setting.calendar.zone))
    return seconds(dt.datetime.combine(local.date(), dt.time(), local.tzinfo))


def _neglected(setting: Setting, book: int | None) -> Iterator[dict[str, Any]]:
    """The most neglected of all lists, by worth at risk."""
    found = recall_neglected(at=setting.at, now=setting.now)
    listed = {each.customer: each for one in found.lists.values() for each in one.customers}
    ordered = sorted(listed.values(), key=lambda each: -sum(map(float, each.worth_at_risk.values())))
    if book is None:
        ordered = ordered[:LOOK_AT]
    ids = customers_of([("", each.customer) for each in ordered])
    mine = in_book([each for each in ids if each is not None], book)
    pairs = [(customer, each) for customer, each in zip(ids, ordered, strict=True) if customer in mine]
    for customer, each in pairs[:LOOK_AT]:
        yield {"customer": customer, "text": each.because, "at_risk": each.worth_at_risk}


def _planned(setting: Setting, book: int | None) -> Iterator[dict[str, Any]]:
    """Whom the plan that holds gives to a person: to ring, to visit, to send a letter; the worthiest first."""
    plan = plan_at(setting.at)
    if plan is None or setting.at - seconds(plan.at) > setting.policy["decision.life_hours"] * 3600:
        return
    said = [one for told in digest(plan).values() for one in told.said if one.channel in BY_HAND]
    mine = in_book([one.customer for one in said], book)
    by_worth = sorted((one for one in said if one.customer in mine), key=lambda one: (-one.score, one.customer))
    yield from ({"customer": one.customer} for one in by_worth)

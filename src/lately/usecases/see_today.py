"""Who should I talk to today, about what, why now, and what had better not be said?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lately.interactions.timeline import When
from lately.interactions.waiting import open_complaints, promises_due, spoken_to, untold_deeds
from lately.lib.moments import at_seconds, seconds
from lately.plans.digest import digest, plan_of
from lately.profiles.books import Reader, book_of
from lately.profiles.frames import redirects
from lately.profiles.people import people
from lately.profiles.search import count, in_book
from lately.profiles.selectors import customers_of
from lately.usecases.advise import Advice, advise
from lately.usecases.draft_words import blanks, draft_words
from lately.usecases.find_neglected import find_neglected
from lately.usecases.pass_over import Setting, set_up

AT_MOST = 5
LOOK_AT = 12
SOON = 2 * 86_400
BY_HAND = {"phone", "visit", "post"}
KINDS = ("complaint", "promise", "deed", "neglected", "plan")


@dataclass(frozen=True)
class Need:
    """A reason to speak to somebody today; `row` says what about."""

    kind: str
    customer: int
    row: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """What every card is made with."""

    user: Reader
    setting: Setting
    people: Mapping[int, Mapping[str, Any]]
    advice: Mapping[int, Advice]


def see_today(*, user: Reader, at: int, now: int, rules_in: Path | None = None) -> dict[str, Any]:
    """Return at most a handful of `cards`, how many of each kind are `waiting`, and how many `customers` there are.

    One of each kind comes first (an open complaint, a promise, something done and not told, somebody neglected,
    what tonight's plan gives to a person), then the next of each. Who was spoken to today by one of us is done.
    """
    setting = set_up(at=at, now=now, rules_in=rules_in)
    needs = _needs(user, setting)
    ids = [need.customer for found in needs.values() for need in found]
    desk = Desk(user, setting, people(ids, at=at, known=setting.known), advise(setting, ids))
    return {
        "cards": list(_chosen(needs, desk)),
        "waiting": {kind: len(found) for kind, found in needs.items()},
        "most": LOOK_AT,
        "customers": count(known=setting.known, book=book_of(user)),
    }


def _needs(user: Reader, setting: Setting) -> dict[str, list[Need]]:
    when, book = When(setting.at, setting.known), book_of(user)
    into = redirects(setting.known)
    rows = {
        "complaint": open_complaints(when, book=book, limit=LOOK_AT),
        "promise": promises_due(when, until=setting.at + SOON, book=book, limit=LOOK_AT),
        "deed": untold_deeds(when, book=book, limit=LOOK_AT),
        "neglected": list(_neglected(setting, book)),
    }
    done = spoken_to(when, since=_day_begun(setting))
    waiting = {row["customer"] for kind in KINDS[:-1] for row in rows[kind]}
    rows["plan"] = [row for row in _planned(setting, book) if row["customer"] not in waiting][:LOOK_AT]
    return {
        kind: [
            Need(kind, into.get(row["customer"], row["customer"]), row) for row in found if row["customer"] not in done
        ]
        for kind, found in rows.items()
    }


def _day_begun(setting: Setting) -> int:
    local = at_seconds(setting.at).astimezone(ZoneInfo(setting.calendar.zone))
    return seconds(dt.datetime.combine(local.date(), dt.time(), local.tzinfo))


def _neglected(setting: Setting, book: int | None) -> Iterator[dict[str, Any]]:
    """The most neglected of all lists, by worth at risk."""
    found = find_neglected(at=setting.at, now=setting.now)
    listed = {each.customer: each for one in found.lists.values() for each in one.customers}
    ordered = sorted(listed.values(), key=lambda each: -_money(each.worth_at_risk))
    ids = customers_of([("", each.customer) for each in ordered[: LOOK_AT * 10]])
    mine = in_book([each for each in ids if each is not None], book)
    pairs = [(each, one) for each, one in zip(ids, ordered, strict=False) if each in mine]
    for customer, each in pairs[:LOOK_AT]:
        yield {"customer": customer, "text": each.because, "at_risk": each.worth_at_risk}


def _money(worth: Mapping[str, str]) -> float:
    return sum(float(amount) for amount in worth.values())


def _planned(setting: Setting, book: int | None) -> Iterator[dict[str, Any]]:
    """Whom the newest plan gives to a person: to ring, to visit, to send a letter."""
    plan = plan_of("")
    if plan is None or not 0 <= setting.at - seconds(plan.at) <= setting.policy["decision.life_hours"] * 3600:
        return
    said = [one for told in digest(plan.pk).values() for one in told.said if one.channel in BY_HAND]
    mine = in_book([one.customer for one in said], book)
    by_worth = sorted((one for one in said if one.customer in mine), key=lambda one: (-one.score, one.customer))
    yield from ({"customer": one.customer} for one in by_worth)


def _chosen(needs: Mapping[str, Sequence[Need]], desk: Desk) -> Iterator[dict[str, Any]]:
    """Cards, one of each kind in turn, nobody twice."""
    queues = {kind: iter(needs[kind]) for kind in KINDS}
    seen: set[int] = set()
    given = 0
    while queues and given < AT_MOST:
        for kind in list(queues):
            card = next((made for need in queues[kind] if (made := _card(need, desk, seen))), None)
            if card is None:
                del queues[kind]
            elif given < AT_MOST:
                given += 1
                yield card


def _card(need: Need, desk: Desk, seen: set[int]) -> dict[str, Any] | None:
    """A card; None if the customer has one already, or there is no way or nothing worth saying to them."""
    advice = desk.advice.get(need.customer)
    if advice is None or need.customer in seen:
        return None
    person = desk.people[need.customer]
    key = _content(need, advice)
    if key == "" and need.kind in {"deed", "neglected", "plan"}:
        return None
    content = desk.setting.content(key) if key else None
    telling = _telling(need, desk) if content and content.tells else need
    ways = draft_words(advice, person, content, _facts(telling, person, desk.user))
    if not ways:
        return None
    seen.add(need.customer)
    says = advice.says if advice.says and advice.says["content"] == key else None
    return {
        "kind": need.kind, "person": person, "row": need.row, "content": key,
        "title": content.title if content else "", "benefit": content.benefit if content else "",
        "because": says["because"] if says else [], "tell": telling.row if telling is not need else {}, "ways": ways, "better_not": advice.better_not,
        "refers": _refers(telling),
    }  # fmt: skip


def _content(need: Need, advice: Advice) -> str:
    """What to say: for a deed the content that tells it, else what was decided; blank if there is none."""
    if need.kind == "deed":
        wanted = "answer" if need.row["answers"] else "deed"
        telling = [content for content in advice.setting.contents if content.tells == wanted]
        open_ones = [one.key for one in telling if any(advice.allows(one.key, way.channel) for way in one.wordings)]
        decided = advice.says["content"] if advice.says else ""
        return decided if decided in open_ones else next(iter(open_ones), "")
    if advice.says is None:
        return ""
    service = advice.case.tables.offers
    said = next(o for o in service if (o.content, o.channel) == (advice.says["content"], advice.says["channel"]))
    if need.kind in {"complaint", "promise"} and said.attributes["class"] != "service":
        return ""
    return str(advice.says["content"])


def _facts(need: Need, person: Mapping[str, Any], user: Reader) -> dict[str, str]:
    row = need.row
    known = {"deed": {"deed__what": row.get("text", ""), "answer__said": row.get("said", ""), "answer__done": row.get("text", "")},
             "promise": {"promise__what": row.get("text", "")}}  # fmt: skip
    return blanks(person, user.name, **known.get(need.kind, {}))


def _telling(need: Need, desk: Desk) -> Need:
    """The same need as something done and not told, if it is another one and there is such a thing."""
    if need.kind == "deed":
        return need
    when = When(desk.setting.at, desk.setting.known)
    found = untold_deeds(when, customer=need.customer, limit=1)
    return Need("deed", need.customer, found[0]) if found else need


def _refers(need: Need) -> dict[str, str]:
    """Which rows of the ledger a contact made for this card refers to, by their source keys."""
    if need.kind == "deed":
        return {"tells": need.row["key"], "closes": need.row["answers"]}
    return {"keeps": need.row["key"]} if need.kind == "promise" else {}

"""A story in YAML becomes records: what is on record of one customer, and what may be said to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from lately.content.definition import content_from
from lately.content.reading import names_needed
from lately.decisioning import balance
from lately.decisioning.catalogue import fact_kind
from lately.decisioning.contacts import CLASSES, Kept, contacts_of
from lately.decisioning.hours import Calendar
from lately.decisioning.offers import Content, weight_of
from lately.decisioning.policy import Policy
from lately.decisioning.records import NEVER, Consents, History, Promises, Received, Records, Standing, Stated, named
from lately.decisioning.rhythm import rhythm
from lately.decisioning.weights import Weights, weights_of, worth
from lately.lib.moments import moment, seconds
from lately.profiles.greeted import greeted

ZONE = "Europe/London"
DAY = 86_400
PLAIN = {
    "purpose": "news",
    "benefit": "It is of use to them.",
    "worth": 10,
    "channels": {"email": {"class": "give", "text": "Hello"}},
}
ADDRESSES = ("email", "phone", "postal_address")


def when(value: object, at: int) -> int:
    """A moment of a story: `3 days ago`, `5 hours ago`, `in 2 days`, or a day."""
    text = str(value)
    words = text.split()
    units = {"day": DAY, "hour": 3600, "minute": 60, "week": 7 * DAY}
    if words[-1] == "ago":
        return at - round(float(words[0]) * units[words[1].rstrip("s")])
    if words[0] == "in":
        return at + round(float(words[1]) * units[words[2].rstrip("s")])
    return seconds(moment(text, zone=ZONE))


def contents_of(story: Mapping[str, Any]) -> list[Content]:
    """The contents of a story; what it does not say of them is plain."""
    listed = story["contents"] if "contents" in story else [story.get("content", {})]
    return [
        replace(
            content_from(whole, zone=ZONE, read=_read(whole, story.get("read", {}))),
            approved_by=story.get("approved_by", ""),
        )
        for whole in ({"key": "it", **PLAIN, **entry} for entry in listed)
    ]


def _read(entry: Mapping[str, Any], read: Mapping[str, Any]) -> dict[str, Any]:
    """What the guard found in the wordings, as the story says; whose name they need is read from them."""
    forms = entry["channels"].items()
    return {
        channel: {"greets": names_needed(str(form.get("text", ""))), **read.get(channel, {})} for channel, form in forms
    }


def records_of(stories: Sequence[Mapping[str, Any]], at: int, policy: Policy) -> Records:
    """Records of all these customers at one moment."""
    customers = [story.get("customer") or {} for story in stories]
    count = len(customers)
    return Records(
        customers=list(range(1, count + 1)),
        at=at,
        known=at,
        policy=policy,
        calendar=Calendar(ZONE, "GB"),
        kept=_kept(customers, at, policy),
        facts=_facts(customers, at),
        consents=_consents(customers, at),
        promises=_promises(customers, at),
        received=_received(customers, at),
        history=_history(customers, at),
        reach={name: np.array([name in one.get("reached_by", ADDRESSES) for one in customers]) for name in ADDRESSES},
        owned=np.array(["owner" in one for one in customers], dtype=bool),
        known_since=at - 2000 * DAY,
        standing=_standing(customers, at),
    )


def _rows(customers: Sequence[Mapping[str, Any]], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    return [(place, row) for place, one in enumerate(customers) for row in one.get(name, [])]


@dataclass(frozen=True)
class _Heard:
    """One contact of a story; `given` and `asked` in thousandths."""

    owner: int
    at: int
    classed: str
    channel: str
    done: bool
    asked_for: bool
    tells: bool
    given: int
    asked: int


def _heard(customers: Sequence[Mapping[str, Any]], at: int, weights: Weights) -> Iterator[_Heard]:
    for place, row in _rows(customers, "heard"):
        classed = row.get("class", "give")
        given, asked = worth(
            weights,
            np.array([CLASSES.index(classed)]),
            np.array([row.get("tells", -1)]),
            np.array([int(bool(row.get("told_back")))]),
            np.array([int(bool(row.get("answered")))]),
        )
        yield _Heard(
            owner=place,
            at=when(row["when"], at),
            classed=classed,
            channel=row.get("channel", "email"),
            done=row.get("status") != "reserved",
            asked_for=bool(row.get("asked_for")),
            tells="tells" in row,
            given=int(given[0]),
            asked=int(asked[0]),
        )


def _kept(customers: Sequence[Mapping[str, Any]], at: int, policy: Policy) -> Kept:
    """The ledger added up row by row, as plainly as can be."""
    weights = weights_of(policy)
    heard = list(_heard(customers, at, weights))
    places = range(len(customers))
    felt = [one for one in heard if not one.asked_for and (one.at > at - weights.horizon or not one.done)]
    wanting = {"ask", "mixed", "disguised"}

    def last(wanted: Callable[[_Heard], bool]) -> Any:
        moments = [[one.at for one in heard if one.owner == place and one.done and wanted(one)] for place in places]
        return _numbers(max(one, default=NEVER) for one in moments)

    def balances(pick: Callable[[_Heard], int]) -> Any:
        return _numbers(
            _balance([(one.at // DAY, pick(one)) for one in heard if one.owner == place and one.done], at, weights)
            for place in places
        )

    return Kept(
        last_contact=last(lambda _: True),
        last_give=last(lambda one: one.classed == "give" or one.tells),
        last_ask=last(lambda one: one.classed in wanting),
        last_deed=_numbers(NEVER for _ in places),
        given=balances(lambda one: one.given),
        asked=balances(lambda one: one.asked),
        contacts=contacts_of(
            owner=_numbers(one.owner for one in felt),
            at=_numbers(one.at for one in felt),
            weight=_numbers(weight_of(one.channel, one.classed, policy) for one in felt),
            given=_numbers(one.given for one in felt),
            asked=_numbers(one.asked for one in felt),
            klass=_numbers(CLASSES.index(one.classed) for one in felt),
        ),
    )


def _balance(events: Sequence[tuple[int, int]], at: int, weights: Weights) -> int:
    if not events:
        return 0
    epoch = balance.epoch_of(max(day for day, _ in events), weights.half_life)
    total = sum(balance.added(milli, day, epoch, weights.half_life) for day, milli in events)
    return balance.read(total, epoch, at // DAY, weights.half_life)


def _numbers(values: Iterable[int]) -> Any:
    return np.array(list(values), dtype=np.int64)


def _facts(customers: Sequence[Mapping[str, Any]], at: int) -> dict[str, Stated]:
    found: dict[str, list[tuple[int, Any, int]]] = {}
    for place, one in enumerate(customers):
        for name, value in {"given_name": one.get("name", "Ann"), **one.get("facts", {})}.items():
            for single in value if isinstance(value, list) else [value]:
                since = when(single["since"], at) if isinstance(single, dict) else at - 100 * DAY
                held = single["value"] if isinstance(single, dict) else single
                fact_kind(name)
                found.setdefault(name, []).append(
                    (place, held.isoformat() if isinstance(held, dt.date) else held, since)
                )
    return {
        name: Stated.of(
            fact_kind(name).type,
            np.array([row[0] for row in rows]),
            [row[1] for row in rows],
            np.array([row[2] for row in rows]),
        )
        for name, rows in found.items()
    }


def _consents(customers: Sequence[Mapping[str, Any]], at: int) -> Consents:
    yes = [{"state": "granted", "when": "500 days ago"}]
    rows = [(place, row) for place, one in enumerate(customers) for row in one.get("consents", yes)]
    rows.sort(key=lambda row: when(row[1].get("when", "100 days ago"), at))
    return Consents(
        owner=np.array([place for place, _ in rows], dtype=np.int64),
        voice=np.array([place for place, _ in rows], dtype=np.int64),
        channel=named([row.get("channel", "") for _, row in rows]),
        purpose=named([row.get("purpose", "") for _, row in rows]),
        state=named([row["state"] for _, row in rows]),
        since=np.array([when(row.get("when", "100 days ago"), at) for _, row in rows], dtype=np.int64),
        expires=np.array([when(row["expires"], at) if "expires" in row else NEVER for _, row in rows], dtype=np.int64),
    )


def _promises(customers: Sequence[Mapping[str, Any]], at: int) -> Promises:
    rows = [(place, row) for place, row in _rows(customers, "promised") if not row.get("kept")]
    return Promises(
        owner=np.array([place for place, _ in rows], dtype=np.int64),
        due=np.array([when(row["due"], at) for _, row in rows], dtype=np.int64),
        refrains=named([row.get("refrains", "") for _, row in rows]),
    )


def _received(customers: Sequence[Mapping[str, Any]], at: int) -> Received:
    rows = [(place, row) for place, row in _rows(customers, "heard") if row.get("content")]
    return Received(
        owner=np.array([place for place, _ in rows], dtype=np.int64),
        content=named([row["content"] for _, row in rows]),
        last=np.array([when(row["when"], at) for _, row in rows], dtype=np.int64),
    )


def _standing(customers: Sequence[Mapping[str, Any]], at: int) -> Standing:
    """`place` is said; the rhythm comes from what they bought, the word from what they said."""
    bought = [sorted(when(moment, at) for moment in one.get("bought", [])) for one in customers]
    own = [rhythm(one, ZoneInfo(ZONE)) for one in bought]
    away = [int((at - one[-1]) * 10 // (days * DAY)) if days else NEVER for one, days in zip(bought, own, strict=True)]
    said = [[when(row["when"], at) for row in one.get("said", [])] for one in customers]
    return Standing(
        place=_numbers(one.get("place", NEVER) for one in customers),
        away=_numbers(away),
        word=_numbers(max(one, default=NEVER) for one in said),
        greets=_greets(customers),
    )


def _greets(customers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What they are called by, from the facts of the story; a company has no name of a person."""
    facts = [{"given_name": one.get("name", "Ann"), **one.get("facts", {})} for one in customers]
    known = [greeted(told, company=False, language="en") for told in facts]
    parts = {"greeting": "greeting", "salutation": "salutation", "first_name": "first", "family_name": "last"}
    found = {part: [bool(getattr(said, field)) for said in known] for part, field in parts.items()}
    found |= {"whole_name": [bool(said.name) for said in known]}
    found |= {"company_name": [bool(told.get("company_name")) for told in facts]}
    return {part: np.array(flags, dtype=bool) for part, flags in found.items()}


def _history(customers: Sequence[Mapping[str, Any]], at: int) -> History:
    bought = [sorted(when(moment, at) for moment in one.get("bought", [])) for one in customers]
    said = [[when(row["when"], at) for row in one.get("said", [])] for one in customers]
    messages = [[row for row in one.get("said", []) if row.get("kind") == "message"] for one in customers]
    wrote = [[when(row["when"], at) for row in one] for one in messages]
    spoke = [[when(row["when"], at) for row in one.get("heard", []) if row.get("by_person")] for one in customers]
    complaints = [[row for row in one.get("said", []) if row.get("kind") == "complaint"] for one in customers]

    return History(
        first_purchase=_numbers(min(one, default=NEVER) for one in bought),
        last_purchase=_numbers(max(one, default=NEVER) for one in bought),
        purchases=_numbers(len(one) for one in bought),
        last_inbound=_numbers(max([*one, *two], default=NEVER) for one, two in zip(said, bought, strict=True)),
        last_complaint=_numbers(max((when(row["when"], at) for row in one), default=NEVER) for one in complaints),
        last_message=_numbers(max(one, default=NEVER) for one in wrote),
        last_answer=_numbers(max(one, default=NEVER) for one in spoke),
        open_complaint=np.array([any(not row.get("settled") for row in one) for one in complaints], dtype=bool),
        untold_deeds=_numbers(one.get("untold_deeds", 0) for one in customers),
        untold_answers=_numbers(one.get("untold_answers", 0) for one in customers),
    )

"""What do the records say of one customer? An object each, with what was worked out of it remembered."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.decide.numbers import ANNIVERSARY, CREDIT, DAY, FAR, LAPSE
from lately.decisioning.hours import open_at
from lately.decisioning.offers import WANTING
from lately.decisioning.records import NEVER, Named, Records, Stated

MANY = ("likes", "dislikes", "owns", "child_birth_date")
EPOCH = dt.date(1970, 1, 1)


@dataclass
class Contact:
    """Something they heard from us, or will."""

    at: int
    weight: int
    given: int


@dataclass
class Word:
    """What they said of a channel and a purpose."""

    channel: str
    purpose: str
    state: str
    expires: int


@dataclass
class Promise:
    """What we said we would do, or not send."""

    due: int
    refrains: str


@dataclass
class Customer:
    """Everything on record of one customer."""

    records: Records
    numbers: dict[str, int]
    reach: dict[str, bool]
    facts: dict[str, tuple[Any, int]] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in MANY})
    contacts: list[Contact] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    received: dict[str, int] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        """A fact by its name; None where it is not known."""
        if name not in self.known:
            stem, *arguments = name.split(".")
            work_out = getattr(self, f"of_{stem}", None)
            self.known[name] = work_out(*arguments) if work_out else self.stated(name)
        return self.known[name]

    def stated(self, name: str) -> Any:
        """A stored fact."""
        return self.facts[name][0] if name in self.facts else None

    def of_bought(self, kind: str) -> bool:
        """Whether they bought of the kind within a year."""
        value, since = self.facts.get(f"bought.{kind}", (0, 0))
        return bool(value) and since > self.records.at - LAPSE

    def of_likes(self, topic: str) -> bool:
        """Whether they like it."""
        return topic in self.lists["likes"]

    def of_dislikes(self, topic: str) -> bool:
        """Whether they do not want it."""
        return topic in self.lists["dislikes"]

    def of_owns(self, product: str) -> bool:
        """Whether they have it of us."""
        return product in self.lists["owns"]

    def of_purchases(self) -> int:
        """How often they bought."""
        return self.numbers["purchases"]

    def of_untold_deeds(self) -> int:
        """What was done for them and not told."""
        return self.numbers["untold_deeds"]

    def of_untold_answers(self) -> int:
        """What was done with what they said and not told."""
        return self.numbers["untold_answers"]

    def of_has_owner(self) -> bool:
        """Whether one of us looks after them."""
        return bool(self.numbers["owned"])

    def days_since(self, name: str) -> int | None:
        """Whole days since one of their moments."""
        then = self.numbers[name]
        return None if then == NEVER else (self.records.at - then) // DAY

    def of_days_since_purchase(self) -> int | None:
        """Since they last bought."""
        return self.days_since("last_purchase")

    def of_days_since_complaint(self) -> int | None:
        """Since they last complained."""
        return self.days_since("last_complaint")

    def of_days_silent(self) -> int | None:
        """Since we last spoke to them, their first purchase, or the start of our record."""
        start = self.numbers["last_contact"]
        if start == NEVER:
            if self.numbers["first_purchase"] == NEVER:
                return None
            start = max(self.numbers["first_purchase"], self.records.known_since)
        return (self.records.at - start) // DAY

    def of_days_to_anniversary(self) -> int | None:
        """Until the next anniversary of their first purchase."""
        first = self.numbers["first_purchase"]
        if first == NEVER or self.records.at - first <= ANNIVERSARY:
            return None
        return days_to_next(EPOCH + dt.timedelta(days=first // DAY), today(self.records))

    def of_days_to_birthday(self) -> int | None:
        """Until their birthday."""
        born = self.stated("birth_date")
        return None if born is None else days_to_next(born, today(self.records))

    def of_days_to_renewal(self) -> int | None:
        """Until their contract is up."""
        due = self.stated("renewal_date")
        return None if due is None else (due - today(self.records)).days

    def of_age_years(self) -> int | None:
        """Their age."""
        born = self.stated("birth_date")
        return None if born is None else months_old(born, today(self.records)) // 12

    def of_child_months(self, low: str, high: str) -> bool | None:
        """Whether a child of theirs is that old."""
        children = self.lists["child_birth_date"]
        if not children:
            return False if self.stated("has_children") == 0 else None
        return any(int(low) <= months_old(born, today(self.records)) <= int(high) for born in children)

    def of_open_at(self, channel: str) -> int:
        """When the channel opens where they are."""
        ours, hour = self.records.calendar, self.stated("mailing_hour")
        where = (self.stated("zone") or ours.zone, self.stated("country") or ours.country, -1 if hour is None else hour)
        return opened(channel, self.records.at, where, Numbers(self.records.policy))

    def of_objected(self, channel: str, purpose: str) -> bool:
        """Whether their newest word on it, of those that object or agree, objects."""
        found = False
        for word in self.words:
            about = word.channel in {"", channel} and word.purpose in {"", purpose}
            if about and word.state in {"objected", "granted"}:
                found = word.state == "objected"
        return found

    def of_consent(self, channel: str, purpose: str) -> str:
        """What their newest word on it comes to."""
        found = "none"
        for word in self.words:
            if word.channel in {"", channel} and word.purpose in {"", purpose}:
                over = word.expires != NEVER and word.expires <= self.records.at
                found = "expired" if word.state == "granted" and over else word.state
        return found

    def of_pressure(self, channel: str, window: str) -> int:
        """The heaviest window that would contain a contact when the channel opens."""
        opens, length = self.fact(f"open_at.{channel}"), int(window) * DAY
        ends = [opens, *(one.at for one in self.contacts if opens < one.at < opens + length)]
        return max(sum(one.weight for one in self.contacts if end - length < one.at <= end) for end in ends)

    def of_gap(self, channel: str) -> int:
        """How near the nearest contact is."""
        opens = self.fact(f"open_at.{channel}")
        return min((abs(one.at - opens) for one in self.contacts), default=FAR)

    def of_wish_wait(self, channel: str) -> int | None:
        """How long until their own wish allows a contact."""
        wish, opens = self.stated("wish_days"), self.fact(f"open_at.{channel}")
        if wish is None:
            return None
        if any(one.at > opens for one in self.contacts):
            return int(wish) * DAY
        last = self.numbers["last_contact"]
        return max(0, int(wish) * DAY - (FAR if last == NEVER else opens - last))

    def of_earned(self) -> str:
        """Whether an ask is earned, or only by what they got just before."""
        run_up = self.records.at - int(self.records.policy["asks.run_up_days"] * DAY)
        bait = sum(one.given for one in self.contacts if run_up < one.at <= self.records.at)
        ahead = self.numbers["given"] - self.numbers["asked"]
        if ahead - bait >= CREDIT:
            return "earned"
        return "run_up" if ahead >= CREDIT else "unearned"

    def of_unanswered(self) -> int:
        """Contacts since their last sign of life."""
        return sum(self.numbers["last_inbound"] < one.at <= self.records.at for one in self.contacts)

    def of_promise_overdue(self) -> bool:
        """Whether we are late with something."""
        return any(not one.refrains and one.due <= self.records.at for one in self.promises)

    def of_refrains(self, classed: str) -> bool:
        """Whether we said we would not send such now."""
        said = {"all", classed, "ask"} if classed in WANTING else {"all", classed}
        return any(one.refrains in said and one.due > self.records.at for one in self.promises)


class Numbers:
    """A policy, as a key of a cache: there is one."""

    def __init__(self, policy: Any) -> None:
        self.policy = policy

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Numbers)


@functools.cache
def opened(channel: str, at: int, where: tuple[str, str, int], numbers: Numbers) -> int:
    """When a channel opens somewhere."""
    zone, country, hour = where
    return open_at(channel, at, zone=zone, country=country, from_hour=hour, policy=numbers.policy)


@functools.cache
def _day(at: int) -> dt.date:
    return dt.datetime.fromtimestamp(at, dt.UTC).date()


def today(records: Records) -> dt.date:
    """The organisation's day."""
    return _day(records.at)


def months_old(born: dt.date, day: dt.date) -> int:
    """Whole months of age."""
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)


def days_to_next(date: dt.date, day: dt.date) -> int:
    """Days until the next return of a date; 29 February returns on 1 March."""
    this, following = (
        dt.date(year, date.month, 1) + dt.timedelta(days=date.day - 1) for year in (day.year, day.year + 1)
    )
    return ((this if this >= day else following) - day).days


def objects(records: Records, count: int) -> list[Customer]:
    """The first customers as objects."""
    kept, history = records.kept, records.history
    columns = {name: getattr(kept, name) for name in ("last_contact", "given", "asked")}
    columns |= {name: getattr(history, name) for name in history.__dataclass_fields__} | {"owned": records.owned}
    found = [
        Customer(
            records,
            {name: int(column[place]) for name, column in columns.items()},
            {name: bool(flags[place]) for name, flags in records.reach.items()},
        )
        for place in range(count)
    ]
    felt, said, promises, received = kept.contacts, records.consents, records.promises, records.received
    for owner, *contact in _rows(count, felt.owner, felt.at, felt.weight, felt.given):
        found[owner].contacts.append(Contact(*contact))
    for owner, *word in _rows(count, said.owner, said.channel, said.purpose, said.state, said.expires):
        found[owner].words.append(Word(*word))
    for owner, *promise in _rows(count, promises.owner, promises.due, promises.refrains):
        found[owner].promises.append(Promise(*promise))
    for owner, content, last in _rows(count, received.owner, received.content, received.last):
        found[owner].received[content] = last
    for name, stated in records.facts.items():
        for owner, value, since in _rows(count, stated.owner, Values(name, stated), stated.since):
            if name in MANY:
                found[owner].lists[name].append(value)
            else:
                found[owner].facts[name] = (value, since)
    return found


class Values:
    """The values of a stored fact as Python has them: words in lower case, dates, numbers."""

    def __init__(self, name: str, stated: Stated) -> None:
        self.name, self.values = name, stated.values

    def tolist(self) -> list[Any]:
        """All of them."""
        if isinstance(self.values, Named):
            return [word if self.name == "zone" else word.casefold() for word in self.values.tolist()]
        if self.name.endswith("_date"):
            return [EPOCH + dt.timedelta(days=days) for days in self.values.tolist()]
        return self.values.tolist()


def _rows(count: int, owner: Any, *columns: Any) -> Iterator[tuple[Any, ...]]:
    rows = zip(owner.tolist(), *(column.tolist() for column in columns), strict=True)
    return (row for row in rows if row[0] < count)

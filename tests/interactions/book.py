"""A book to tell stories in: customers by name, and ledgers that nobody would think of."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lately.decisioning.contacts import COLUMNS, Kept
from lately.decisioning.policy import Policy
from lately.imports import bulk
from lately.interactions import services
from lately.interactions.frames import kept
from lately.interactions.models import Deed, Interaction
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer, Identifier

NOW = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=4000)
DEFAULTS = Policy({})
CHANNELS = ("email", "sms", "phone", "post", "visit", "web", "shop", "pigeon")
CLASSES = ("", "give", "give", "ask", "ask", "mixed", "disguised", "feedback", "service")


def days(count: float) -> dt.timedelta:
    return dt.timedelta(days=count)


def customer(name: str = "", *, at: dt.datetime = LONG_AGO) -> int:
    """A new customer; with a name, their key is the name and their address is theirs at example.org."""
    made = Customer.objects.create(recorded_at=at).pk
    if name:
        for kind, value in (("key", name), ("email", f"{name}@example.org")):
            Identifier.objects.create(customer_id=made, kind=kind, value=value, recorded_at=at)
    return made


def customers(count: int, *, at: dt.datetime = LONG_AGO) -> list[int]:
    """So many new customers without a name."""
    return [made.pk for made in Customer.objects.bulk_create(Customer(recorded_at=at) for _ in range(count))]


def said(to: int, *, ago: float = 1, **what: Any) -> Interaction:
    """A mail that went out so many days ago, written down at once unless `now` is given."""
    at = NOW - days(ago)
    given: dict[str, Any] = {
        "customer": to, "direction": "out", "channel": "email", "happened_at": at, "now": at, "source": "test"
    }  # fmt: skip
    return services.record(**given | what)


def heard(of: int, *, ago: float = 1, **what: Any) -> Interaction:
    """Something they said."""
    return said(of, ago=ago, direction="in", **what)


def done(for_: int, *, ago: float = 1, **what: Any) -> Deed:
    """A deed."""
    at = NOW - days(ago)
    given: dict[str, Any] = {"customer": for_, "what": "mended the gate", "happened_at": at, "now": at, "source": "t"}
    return services.record_deed(**given | what)


def looked_at(
    ids: Sequence[int] | None = None,
    *,
    at: dt.datetime = NOW,
    known: dt.datetime | None = None,
    now: dt.datetime | None = None,
    policy: Policy = DEFAULTS,
) -> tuple[list[int], Kept]:
    """What is known of customers at a moment; `known` and `now` are the same moment unless they are given."""
    known = known or at
    return kept(ids, at=seconds(at), known=seconds(known), now=seconds(now or known), policy=policy)


def added_up(ids: Sequence[int] | None = None, *, at: dt.datetime = NOW, **more: Any) -> tuple[list[int], Kept]:
    """The same, but from the ledger: asked a second later, about the moment before."""
    return looked_at(ids, at=at, known=at, now=at + dt.timedelta(seconds=1), **more)


def told(found: tuple[list[int], Kept]) -> dict[str, Any]:
    """Arrays as lists, so that a failing test says where."""
    ids, ledger = found
    numbers = {name: getattr(ledger, name).tolist() for name in ("last_contact", "last_give", "last_ask", "last_deed")}
    numbers |= {"ids": ids, "given": ledger.given.tolist(), "asked": ledger.asked.tolist()}
    return numbers | {f"contacts.{name}": getattr(ledger.contacts, name).tolist() for name in COLUMNS}


def same(ours: tuple[list[int], Kept], theirs: tuple[list[int], Kept]) -> bool:
    """Whether two looks show the very same numbers, kinds of numbers included."""
    pairs = [(getattr(ours[1], name), getattr(theirs[1], name)) for name in ("last_contact", "given", "asked")]
    pairs += [(getattr(ours[1].contacts, name), getattr(theirs[1].contacts, name)) for name in COLUMNS]
    return told(ours) == told(theirs) and all(a.dtype == b.dtype == np.int64 for a, b in pairs)


@dataclass
class Life:
    """Goes on at random: things happen, are learnt late, corrected, taken back; customers are merged and parted."""

    customers: list[int]
    seed: int
    now: dt.datetime = NOW - days(60)
    rows: list[Interaction] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def step(self) -> None:
        """One more thing, a little later than the last."""
        self.now += dt.timedelta(seconds=self.random.randrange(0, 400))
        verbs = (
            (self.speak, 50), (self.listen, 10), (self.close, 6), (self.work, 10), (self.tell, 6), (self.correct, 8),
            (self.withdraw, 5), (self.merge, 1), (self.part, 1), (self.reserve, 3),
        )  # fmt: skip
        (verb,) = self.random.choices([verb for verb, _ in verbs], [often for _, often in verbs])
        try:
            verb()
        except Refusal:
            self._count("refused")
        else:
            self._count(verb.__name__)

    def happened(self) -> dt.datetime:
        """Mostly just now; one in five is learnt late, by up to six years."""
        late = self.random.random() < 0.2
        return self.now - dt.timedelta(seconds=self.random.randrange(6 * 365 * 86_400) if late else 0)

    def fields(self) -> dict[str, Any]:
        """What a contact out may be like."""
        return {
            "channel": self.random.choice(CHANNELS),
            "kind": self.random.choice(("message", "call", "invoice")),
            "status": self.random.choices(("done", "reserved", "bounced", "withheld"), (85, 5, 5, 5))[0],
            "asked_for": self.random.random() < 0.1,
            "declared": self.random.choice(CLASSES),
            "found": self.random.choice(("", *CLASSES)),
            "overruled_by": self.random.choice(("", "", "", "Olga")),
        }

    def speak(self, **more: Any) -> None:
        """Say something to somebody."""
        given: dict[str, Any] = {"customer": self.random.choice(self.customers), "direction": "out"}
        given |= self.fields() | {"happened_at": self.happened(), "now": self.now, "source": "life"} | more
        if given["status"] == "reserved":
            given["happened_at"] = self.now + days(self.random.uniform(0, 20))
        self.rows.append(services.record(**given))

    def listen(self) -> None:
        """Hear something, an answer to a survey at times."""
        surveys = [row for row in self.rows[-50:] if row.classed == "feedback"]
        answered = self.random.choice(surveys) if surveys and self.random.random() < 0.5 else None
        owner = answered.customer_id if answered else self.random.choice(self.customers)
        kind = self.random.choice(("reply", "complaint", "feedback", "purchase"))
        self.speak(customer=owner, direction="in", status="done", kind=kind, closes=answered)

    def close(self) -> None:
        """Answer something that was heard."""
        said_by_them = [row for row in self.rows[-80:] if row.direction == "in"]
        if said_by_them:
            row = self.random.choice(said_by_them)
            self.speak(customer=row.customer_id, closes=row)

    def work(self) -> None:
        """Do something for somebody."""
        self.deeds.append(
            services.record_deed(
                customer=self.random.choice(self.customers),
                what="mended it",
                happened_at=self.happened(),
                now=self.now,
                source="life",
                worth_milli=self.random.choice((500, 1000, 1000, 3000)),
            )
        )

    def tell(self) -> None:
        """Tell somebody what was done."""
        if self.deeds:
            deed = self.random.choice(self.deeds[-80:])
            self.speak(customer=deed.customer_id, tells=deed)

    def correct(self) -> None:
        """Correct a contact or a deed."""
        kept_rows: list[Any] = self.deeds if self.random.random() < 0.2 else self.rows
        if kept_rows:
            place = self.random.randrange(len(kept_rows))
            changes: dict[str, Any] = {"happened_at": self.happened()}
            if kept_rows is self.rows and kept_rows[place].direction == "out":
                changes |= self.fields()
            kept_rows[place] = services.correct(kept_rows[place], now=self.now, **changes)

    def withdraw(self) -> None:
        """Take a contact or a deed back."""
        rows: list[Any] = self.deeds if self.random.random() < 0.2 else self.rows
        if rows:
            services.withdraw(rows.pop(self.random.randrange(len(rows))), now=self.now)

    def merge(self) -> None:
        """Merge two customers."""
        one, other = self.random.sample(self.customers, 2)
        services.merge(customer=one, into=other, now=self.now, source="life")
        self.merged.append(one)

    def part(self) -> None:
        """Take two customers apart again."""
        services.unmerge(customer=self.random.choice([*self.merged[-3:], self.customers[0]]), now=self.now)

    def reserve(self) -> None:
        """Reserve a contact."""
        found = services.reserve(
            customer=self.random.choice(self.customers), channel=self.random.choice(CHANNELS), classed="give",
            content="tip", not_before=self.now + days(self.random.uniform(0, 5)), now=self.now, policy=DEFAULTS,
        )  # fmt: skip
        self._count("reserved" if isinstance(found, services.Reserved) else found.code)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


def in_bulk(customers: Sequence[int], count: int, *, seed: int, now: dt.datetime, key: str) -> set[int]:
    """Write so many random contacts at once, as an import does; return whose ledgers changed."""
    numbers = np.random.default_rng(seed)
    owner = numbers.choice(np.array(customers), count).tolist()
    ago = numbers.integers(0, 6 * 365 * 86_400, count).tolist()
    rows = [
        (whose, now - dt.timedelta(seconds=since), f"{key}:{place}", channel, classed, status)
        for place, (whose, since, channel, classed, status) in enumerate(
            zip(
                owner, ago, numbers.choice(CHANNELS, count).tolist(), numbers.choice(CLASSES, count).tolist(),
                numbers.choice(("done", "bounced"), count, p=(0.95, 0.05)).tolist(), strict=True,
            )
        )
    ]  # fmt: skip
    bulk.insert(
        Interaction,
        ["customer_id", "happened_at", "source_key", "channel", "found", "status"],
        rows,
        always={"direction": "out", "recorded_at": now, "source": "bulk", "kind": "message"},
        once=["source_key"],
    )
    return set(owner)

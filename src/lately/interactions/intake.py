"""How do many rows get into the ledger at once, each only once, with the customers they are about?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import msgspec
from django.utils.translation import gettext as _

from lately.imports import bulk
from lately.imports.services import Tally, Written
from lately.interactions.joining import find_or_join
from lately.interactions.models import Deed, Interaction
from lately.interactions.services import rows_changed
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.selectors import names_like
from lately.profiles.services import Clash, Found, Name, Person, Statement, known, set_facts, without_name

COLUMNS = (
    "customer_id", "happened_at", "source_key", "direction", "channel", "kind", "status", "asked_for", "declared",
    "found", "wanted", "content", "subject", "text", "amount_minor", "currency", "by_id", "closes_id", "tells_id",
)  # fmt: skip


MOST_LOOKED_FOR = 20  # to look for a name that is like another takes a look at all of them


class Event(msgspec.Struct, frozen=True, array_like=True):
    """One interaction as a file tells it: in which line, of whom, and what. `at` is in seconds since 1970 UTC.

    `closes` and `tells` are source keys, blank if it does neither; `goods` are the kinds of goods bought; `name` is
    how the customer writes their own name.
    """

    number: int
    key: str
    email: str
    at: int
    source_key: str
    direction: str
    channel: str
    kind: str
    status: str = "done"
    asked_for: bool = False
    declared: str = ""
    found: str = ""
    wanted: str = ""
    content: str = ""
    subject: str = ""
    text: str = ""
    amount: int | None = None
    currency: str = ""
    by: int | None = None
    closes: str = ""
    tells: str = ""
    goods: tuple[str, ...] = ()
    name: str = ""

    @property
    def references(self) -> list[str]:
        """The source keys of the rows it speaks of."""
        return [key for key in (self.closes, self.tells) if key]


class Numbered(Protocol):
    """A line of a file."""

    @property
    def number(self) -> int:
        """The line's number in its file."""


class Line(Numbered, Protocol):
    """A line that names its customer."""

    @property
    def key(self) -> str:
        """The organisation's own key of the customer, or blank."""

    @property
    def email(self) -> str:
        """The customer's address, or blank."""

    @property
    def source_key(self) -> str:
        """What tells the line from every other."""


Named = TypeVar("Named", bound=Line)
AnyLine = TypeVar("AnyLine", bound=Numbered)
Said = tuple[dt.datetime, object]


@dataclass(frozen=True, slots=True)
class Target:
    """A row that another one refers to."""

    pk: int
    customer: int


@dataclass(frozen=True, slots=True)
class LedgerIntake:
    """One import's way into the ledger: at which moment, from which source; what is wrong goes to the tally.

    All of it is called inside a write transaction.
    """

    tally: Tally
    now: dt.datetime
    source: str
    looked_for: dict[str, list[str]] = field(default_factory=dict, compare=False)  # names nobody has, and the nearest

    def events(self, batch: Sequence[Event], imported: int) -> Written:
        """Write a batch of events; those that are there already stay as they are."""
        before = self.tally.rejected
        fresh = self.news(Interaction, batch, lambda event: (at_seconds(event.at), event.amount), "amount_minor")
        added, touched, made = 0, set[int](), set[int]()
        while fresh:
            ready, fresh = self._ready(fresh)
            kept, new = self.customers(ready, imported)
            added += self._insert(kept, new, imported)
            touched |= {customer for event, customer in kept if event.direction == "out" or event.closes}
            made |= new
        rows_changed(sorted(touched), self.now)  # a purchase or a letter of theirs is in no sum that is kept
        unchanged = len(batch) - added - (self.tally.rejected - before)
        return Written(added, unchanged, len(made), changed=bool(added or made))

    def news(
        self, model: type[Interaction | Deed], lines: Sequence[Named], said: Callable[[Named], Said], field: str
    ) -> list[Named]:
        """Return the lines whose source key is not in the book yet; one that says otherwise there is rejected.

        `said` gives a line's moment and the value of `field`.
        """
        there = {
            key: ((happened, value), imported)
            for key, happened, value, imported in model.objects.filter(
                source_key__in=[line.source_key for line in lines], voided_at=None
            ).values_list("source_key", "happened_at", field, "imported_id")
        }
        for line in lines:
            stands, imported = there.get(line.source_key, (None, None))
            if stands is not None and stands != said(line):
                self.tally.reject(line.number, _otherwise(line, imported))
        return [line for line in lines if line.source_key not in there]

    def customers(self, lines: Sequence[Named], imported: int) -> tuple[list[tuple[Named, int]], set[int]]:
        """Return each line with its customer, and who is new; a line that contradicts the book is rejected."""
        found = find_or_join(people=[_person(line) for line in lines], now=self.now, imported=imported)
        return self.settled(lines, found), found.made

    def of_customers(self, lines: Sequence[Named], *, addressed: bool = False) -> list[Named]:
        """Return the lines of customers we have; one of nobody we know is rejected, with whom it may have meant.

        With `addressed` a line that gives an e-mail address is not: whoever it reaches becomes a customer.
        """
        unknown = self.unknown(lines, addressed=addressed)
        for number, refusal in unknown.items():
            self.tally.reject(number, refusal)
        return [line for line in lines if line.number not in unknown]

    def unknown(self, lines: Sequence[Named], *, addressed: bool = False) -> dict[int, Refusal]:
        """Return why a line is of nobody we know, by its number."""
        whose = known(names=[name for line in lines for name in _person(line).names])
        here = {name for line in lines if addressed and line.email for name in _person(line).names}
        called = {line.number: _person(line).names for line in lines}
        return {
            number: self._nobody(names[0][1], addressed=addressed)
            for number, names in called.items()
            if not any(name in whose or name in here for name in names)
        }

    def _nobody(self, name: str, *, addressed: bool) -> Refusal:
        if name not in self.looked_for and len(self.looked_for) < MOST_LOOKED_FOR:
            self.looked_for[name] = names_like(name)[:1]
        near = self.looked_for.get(name)
        mend = _("Mend it; if they are new, import them as a customer first.")
        if addressed:
            mend = _("Mend it; give the line an e-mail address, too, or import them as a customer first.")
        return Refusal(
            _("There is no customer %(name)r.") % {"name": name},
            _("A line about a customer we do not have is most likely mistyped."),
            _("Did you mean %(name)s? %(mend)s") % {"name": near[0], "mend": mend} if near else mend,
        )

    def settled(self, lines: Sequence[AnyLine], found: Found) -> list[tuple[AnyLine, int]]:
        """Return each line with the customer found for it; a line for which there was a clash is rejected."""
        kept = []
        for line, customer in zip(lines, found.customers, strict=True):
            if isinstance(customer, Clash):
                self.tally.reject(line.number, Refusal(customer.what, customer.why, customer.todo))
            else:
                kept.append((line, customer))
        return kept

    def refers_to_own(self, line: Named, key: str, targets: Mapping[str, Target], whose: Mapping[Name, int]) -> bool:
        """Whether the row with this source key is of the line's customer; a line that it is not of is rejected."""
        customer = whose.get(("key", line.key), whose.get(("email", line.email)))
        target = targets.get(key)
        if target is None:
            self.tally.reject(line.number, _nothing_there(key))
        elif target.customer != customer:
            self.tally.reject(line.number, _of_another(key))
        else:
            return True
        return False

    def _ready(self, fresh: Sequence[Event]) -> tuple[list[Event], list[Event]]:
        """Part rows whose references can be followed now from those that refer to rows not yet written."""
        plain = [event for event in fresh if not event.references]
        if plain:
            return plain, [event for event in fresh if event.references]
        targets = targets_of(fresh)
        whose = known(names=[name for event in fresh for name in _person(event).names])
        now = [event for event in fresh if all(key in targets for key in event.references)]
        later = [event for event in fresh if any(key not in targets for key in event.references)] if now else []
        ready = [
            event
            for event in now or fresh
            if all(self.refers_to_own(event, key, targets, whose) for key in event.references)
        ]
        return ready, later

    def _insert(self, pairs: Sequence[tuple[Event, int]], made: set[int], imported: int) -> int:
        targets = targets_of([event for event, _ in pairs])
        rows = [_row(event, customer, targets) for event, customer in pairs]
        added = bulk.insert(Interaction, COLUMNS, rows, always=self.shared(imported), once=["source_key"])
        nameless = made | without_name({customer for event, customer in pairs if event.name} - made)
        told = [
            Statement(customer, f"bought.{kind}", True, at_seconds(event.at))
            for event, customer in pairs
            for kind in event.goods
        ] + [
            Statement(customer, "full_name", event.name, at_seconds(event.at))
            for event, customer in pairs
            if event.name and customer in nameless
        ]
        if told:
            set_facts(statements=told, now=self.now, source=self.source, imported=imported)
        return added

    def shared(self, imported: int) -> dict[str, object]:
        """Return the columns that all rows of the import share."""
        return {"recorded_at": self.now, "source": self.source[:200], "imported_id": imported}


def targets_of(events: Iterable[Event]) -> dict[str, Target]:
    """Return the rows that events refer to, by source key."""
    closes = {event.closes for event in events if event.closes}
    tells = {event.tells for event in events if event.tells}
    return rows_keyed(Interaction, closes) | rows_keyed(Deed, tells)


def rows_keyed(model: type[Interaction | Deed], keys: Collection[str]) -> dict[str, Target]:
    """Return the rows with these source keys that count."""
    if not keys:
        return {}
    found = model.objects.filter(source_key__in=keys, voided_at=None)
    return {key: Target(pk, customer) for key, pk, customer in found.values_list("source_key", "pk", "customer_id")}


def _person(line: Line) -> Person:
    return Person(key=line.key, email=line.email)


def _row(event: Event, customer: int, targets: Mapping[str, Target]) -> tuple[object, ...]:
    closes, tells = (targets[key].pk if key else None for key in (event.closes, event.tells))
    return (
        customer, at_seconds(event.at), event.source_key, event.direction, event.channel, event.kind, event.status,
        event.asked_for, event.declared, event.found, event.wanted, event.content, event.subject, event.text,
        event.amount, event.currency, event.by, closes, tells,
    )  # fmt: skip


def _otherwise(line: Line, imported: int | None) -> Refusal:
    undo = _("Give this line its own reference; if this line is right and the book is wrong, take that one back first.")
    if imported:
        undo = _(
            "Give this line its own reference; if this line is right and the book is wrong, undo import %(import)s "
            "first (./lately import undo %(import)s)."
        )
    return Refusal(
        _("Reference %(reference)r is in the book already, and says otherwise there.")
        % {"reference": _reference(line.source_key)},
        _("One reference is one thing that happened."),
        undo % {"import": imported},
    )


def _nothing_there(key: str) -> Refusal:
    return Refusal(
        _("Nothing has the reference %(reference)r.") % {"reference": _reference(key)},
        _("What a line refers to must be in the book, or in the same file and not later."),
        _("Mend the reference, or import that first."),
    )


def _of_another(key: str) -> Refusal:
    return Refusal(
        _("Reference %(reference)r belongs to another customer.") % {"reference": _reference(key)},
        _("A line refers to what happened with the same customer."),
        _("Mend the reference or the customer."),
    )


def _reference(key: str) -> str:
    return key.split(":", 2)[-1]

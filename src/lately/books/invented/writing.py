"""How does the book get into the database? In bulk, one statement a table, in one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from lately.books.invented.rows import Event, Known, Person, Word
from lately.consent.models import Consent
from lately.imports import bulk
from lately.imports.models import Import
from lately.interactions.models import Deed, Interaction, KnownSince, Promise
from lately.profiles.models import Customer, Fact, Identifier

SOURCE = "invented"
CHANNELS = ("email", "sms", "phone", "voice", "post", "visit", "web", "shop")
_SOURCES = {
    "email": "invented: mailbox", "sms": "invented: text messages", "phone": "invented: call notes",
    "voice": "invented: call robot", "post": "invented: letter book", "visit": "invented: job sheet",
    "web": "invented: web form", "shop": "invented: till",
}  # fmt: skip


def write_import(now: dt.datetime, seed: str, customers: int) -> int:
    """Record where the rows come from; returns the import's id."""
    digest = hashlib.sha256(seed.encode()).hexdigest()
    made = Import.objects.create(
        kind="demo", name="The invented demo book", digest=digest, recorded_at=now, finished_at=now,
        read=customers, added=customers,
    )  # fmt: skip
    return int(made.pk)


def write_people(
    people: Sequence[Person], reps: Mapping[str, int], now: dt.datetime, since: dt.datetime, imported: int
) -> None:
    """Write customers, identifiers, facts and consents; gives every person their id."""
    for person, new in zip(people, bulk.new_ids(Customer, len(people)), strict=True):
        person.id = new
    shared = {"recorded_at": now, "imported_id": imported}
    rows: list[tuple[Any, ...]] = [(person.id, person.kind, reps.get(person.rep)) for person in people]
    bulk.insert(Customer, ["id", "kind", "owner_id"], rows, always=shared)
    bulk.insert(
        Identifier, ["customer_id", "kind", "value"], [row for person in people for row in _keys(person)], always=shared
    )
    facts = [(person.id, *_fact(known)) for person in people for known in person.facts]
    facts += [(person.id, "invented.customer", True, since, SOURCE) for person in people]
    bulk.insert(Fact, ["customer_id", "name", "value", "happened_at", "source"], facts, always=shared)
    words = [(person.id, *_word(word)) for person in people for word in person.words]
    columns = ["customer_id", "channel", "purpose", "state", "happened_at", "expires_at", "proof"]
    bulk.insert(Consent, columns, words, always=shared | {"source": f"{SOURCE}: consent log"})


def _keys(person: Person) -> list[tuple[int, str, str]]:
    """Identifiers as imports keep them: addresses in lower case, numbers as digits."""
    found = [(person.id, "key", person.key)]
    for known in person.facts:
        if known.name in {"email", "phone"}:
            value = str(known.value)
            found.append((person.id, known.name, value if known.name == "email" else value.replace(" ", "")))
    return found


def _fact(known: Known) -> tuple[Any, ...]:
    return known.name, known.value, known.at, known.source


def _word(word: Word) -> tuple[Any, ...]:
    return word.channel, word.purpose, word.state, word.at, word.expires, f"{SOURCE}: {word.proof or 'on record'}"


def write_ledger(people: Sequence[Person], reps: Mapping[str, int], now: dt.datetime, imported: int) -> int:
    """Write deeds, promises and interactions; returns how many interactions."""
    shared = {"recorded_at": now, "imported_id": imported}
    told = [(event, person) for person in people for event in person.events]
    told.sort(key=lambda one: (one[0].at, one[1].key))
    _numbered([event for event, _ in told], Interaction)
    _numbered([deed for person in people for deed in person.deeds], Deed)
    _numbered([vow for person in people for vow in person.vows], Promise)
    bulk.insert(Deed, _DEED, _each(people, "deeds", _deed), always=shared | {"source": f"{SOURCE}: job book"})
    bulk.insert(Promise, _VOW, _each(people, "vows", _vow), always=shared | {"source": f"{SOURCE}: call notes"})
    counts = {person.key: itertools.count(1) for person in people}
    rows = [_event(event, person, reps, next(counts[person.key])) for event, person in told]
    return bulk.insert(Interaction, _EVENT, rows, always=shared | {"status": "done"})


def write_known_since(since: dt.datetime, now: dt.datetime, imported: int) -> None:
    """Every channel's history is known from the start of the record on."""
    always = {"since": since, "recorded_at": now, "imported_id": imported}
    bulk.insert(KnownSince, ["channel"], [(channel,) for channel in CHANNELS], always=always)


def _numbered(rows: Sequence[Any], model: type[Model]) -> None:
    for row, new in zip(rows, bulk.new_ids(model, len(rows)), strict=True):
        row.id = new


def _each(
    people: Sequence[Person], part: str, row: Callable[[Any, Person, int], tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    return [row(one, person, number) for person in people for number, one in enumerate(getattr(person, part), 1)]


_DEED = [
    "id",
    "customer_id",
    "happened_at",
    "what",
    "worth_milli",
    "saved_minor",
    "currency",
    "by",
    "answers_id",
    "source_key",
]


def _deed(deed: Any, person: Person, number: int) -> tuple[Any, ...]:
    answers = deed.answers.id if deed.answers else None
    money = (deed.pence, "GBP" if deed.pence else "")
    key = f"{SOURCE}/{person.key}/deed/{number}"
    return deed.id, person.id, deed.at, deed.what, round(deed.worth * 1000), *money, deed.by, answers, key


_VOW = ["id", "customer_id", "happened_at", "what", "due_at", "refrains", "by", "source_key"]


def _vow(vow: Any, person: Person, number: int) -> tuple[Any, ...]:
    return vow.id, person.id, vow.at, vow.what, vow.due, vow.refrains, vow.by, f"{SOURCE}/{person.key}/promise/{number}"


_EVENT = [
    "id", "customer_id", "happened_at", "direction", "channel", "kind", "declared", "found", "wanted", "asked_for",
    "content", "subject", "text", "amount_minor", "currency", "by_id", "tells_id", "keeps_id", "closes_id", "source",
    "source_key",
]  # fmt: skip


def _event(event: Event, person: Person, reps: Mapping[str, int], number: int) -> tuple[Any, ...]:
    refers = (one.id if one else None for one in (event.tells, event.keeps, event.closes))
    return (
        event.id, person.id, event.at, event.direction, event.channel, event.kind, event.declared, event.found,
        event.wanted, event.asked_for, event.content, event.subject, event.text, event.pence,
        "GBP" if event.pence is not None else "", reps.get(event.by), *refers, _SOURCES[event.channel],
        f"{SOURCE}/{person.key}/{number}",
    )  # fmt: skip

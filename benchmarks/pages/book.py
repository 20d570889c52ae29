"""A book as large as asked for, spread like a real one: written in bulk, then added up, made findable, and planned.

Most customers heard from us a few times a year, some bought often, some wrote; a few have deeds that nobody told them
of, promises, open complaints, notes. Two hundred colleagues look after a tenth of them.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lately.accounts.models import Book, Role, User
from lately.accounts.services import set_organisation, set_user
from lately.consent.models import Consent
from lately.content.models import Piece
from lately.identity.models import Duplicate, Search
from lately.imports import bulk
from lately.imports.services import Manner
from lately.interactions.models import Deed, Interaction, KnownSince, Promise
from lately.interactions.services import rows_changed
from lately.lib.gate import write_transaction
from lately.lib.moments import seconds
from lately.profiles.models import Customer, Fact, Identifier, Note
from lately.usecases.catch_up_with_search import catch_up_with_search
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.import_content import import_content
from lately.usecases.put_up_shelf import put_up_shelf

PART = 20_000
COLLEAGUES = 200
LIKING = 20  # of every so many customers we know what they like
TOPICS = ("gardening", "baking", "running", "sailing", "chess", "opera", "dogs", "cycling", "carpentry", "wine")
PIECE = "pruning-roses"
OWNED = 10  # every so many customers is looked after by somebody
YEARS = 3
GIVEN = (
    "Ann", "Ben", "Cara", "Dov", "Eve", "Finn", "Gus", "Hana", "Ivo", "Lea", "Max", "Nia", "Otto", "Pia", "Zoë",
    "John", "Jan", "Mary", "Maria", "Katrin", "Cathy", "Stefan", "Stephen", "Olga", "Ruth", "Peter", "Paul", "Priya",
    "Ravi", "Wei", "Lin", "Juan", "José", "Anna", "Hannah", "Ella", "Noah", "Liam", "Emma", "Mia", "Tom", "Tim",
)  # fmt: skip
SOUNDS = ("ba", "ber", "co", "dal", "en", "far", "gol", "han", "is", "jor", "kel", "lam", "mor", "nor", "os", "pet",
          "quin", "ros", "sen", "tar", "ul", "ven", "wal", "xan", "yor", "zel")  # fmt: skip
STREETS = ("Mill Lane", "High Street", "Station Road", "Hauptstraße", "Rue du Moulin", "Park Avenue")
TOWNS = ("Exeter", "York", "Leeds", "Berlin", "Lyon", "Bath", "Ely", "Hull", "Trier", "Bonn")
GIVES, ASKS = ("give", "service"), ("ask", "ask", "mixed")
Say = Callable[[str], None]


def build(customers: int, interactions: int, now: dt.datetime, say: Say) -> None:
    """Write the book into an empty database whose tables are there; the same numbers give the same book."""
    dice = random.Random(customers)
    began = now - dt.timedelta(days=365 * YEARS)
    users = _house(now, began)
    ids: list[int] = []
    for start in range(0, customers, PART):
        count = min(PART, customers - start)
        with write_transaction():
            ids += _people(dice, start, count, users, began)
        say(f"{start + count:,} of {customers:,} customers")
    _ledger(np.random.default_rng(customers), ids, interactions, now, say)
    _telling(dice, ids, users, now)
    say("adding the ledgers up")
    for start in range(0, len(ids), PART):
        rows_changed(ids[start : start + PART], now)
        say(f"{start:,} ledgers added up")
    say("making everybody findable")
    found = catch_up_with_search(progress=lambda _, done, __: say(f"{done:,} findable") if done % PART < 400 else None)
    say(f"{found:,} findable; deciding for everybody")
    decide_tonight(at=seconds(now), now=seconds(now))


def _house(now: dt.datetime, began: dt.datetime) -> list[User]:
    set_organisation(at=now, name="A large firm", zone="Europe/London", currency="GBP", valid_from=began)
    set_user(at=now, email="olga@example.org", name="Olga Owner", role=Role.OWNER)
    put_up_shelf(now=now)
    import_content(path=Path(__file__).with_name("contents.yaml"), now=now, manner=Manner())
    always = {"since": began, "recorded_at": now}
    channels = ("email", "sms", "phone", "voice", "post", "visit", "web", "shop")
    bulk.insert(KnownSince, ["channel"], [(each,) for each in channels], always=always)
    return [
        set_user(
            at=now, email=f"rep{each}@example.org", name=f"Rep {each}", role=Role.MEMBER,
            sees=Book.OWN if each else Book.ALL,
        )
        for each in range(COLLEAGUES)
    ]  # fmt: skip


def _people(dice: random.Random, start: int, count: int, users: list[User], began: dt.datetime) -> list[int]:
    ids = bulk.new_ids(Customer, count)
    shared = {"recorded_at": began}
    owners = [users[dice.randrange(COLLEAGUES)].pk if dice.randrange(OWNED) == 0 else None for _ in ids]
    bulk.insert(Customer, ["id", "owner_id"], list(zip(ids, owners, strict=True)), always={**shared, "kind": "person"})
    names: list[tuple[Any, ...]] = []
    facts: list[tuple[Any, ...]] = []
    words: list[tuple[Any, ...]] = []
    for place, customer in enumerate(ids):
        number = start + place
        given, family = dice.choice(GIVEN), "".join(dice.choice(SOUNDS) for _ in range(3)).capitalize()
        names += [(customer, "key", f"C-{number:07d}"), (customer, "email", f"{family.lower()}.{number}@example.org")]
        names += [(customer, "phone", f"+4416{number:08d}")] if number % 3 == 0 else []
        facts += [(customer, "given_name", given), (customer, "family_name", family)]
        facts += [(customer, "email", names[-1][2])] if names[-1][1] == "email" else []
        if number % 4 == 0:
            where = f"{dice.randrange(1, 300)} {dice.choice(STREETS)}\n{dice.choice(TOWNS)}"
            facts.append((customer, "postal_address", where))
        if number % LIKING == 0:
            facts.append((customer, "likes", dice.choice(TOPICS)))
        if number % 2 == 0:
            words.append((customer, "email", "", "granted"))
    bulk.insert(Identifier, ["customer_id", "kind", "value"], names, always=shared)
    told = {**shared, "happened_at": began, "source": "customers in list.csv"}
    bulk.insert(Fact, ["customer_id", "name", "value"], facts, always=told)
    bulk.insert(Consent, ["customer_id", "channel", "purpose", "state"], words, always=told)
    return ids


def _ledger(dice: np.random.Generator, ids: list[int], count: int, now: dt.datetime, say: Say) -> None:
    """Many to few: how much anybody has in the ledger falls off like a power."""
    weight = dice.pareto(1.6, len(ids)) + 0.2
    of_each = dice.multinomial(count, weight / weight.sum())
    whose = np.repeat(np.array(ids, np.int64), of_each)
    ago = np.minimum(dice.exponential(300 * 86_400, count), YEARS * 365 * 86_400 - 1).astype(np.int64)
    kinds = dice.choice(len(_ROWS), count, p=[each[0] for each in _ROWS])
    base = now.replace(microsecond=0)
    columns = [
        "customer_id", "happened_at", "direction", "channel", "kind", "found", "wanted", "subject", "text",
        "amount_minor", "currency", "source_key",
    ]  # fmt: skip
    for start in range(0, count, PART):
        part = slice(start, min(start + PART, count))
        rows = list(_entries(whose[part].tolist(), ago[part].tolist(), kinds[part].tolist(), start, base))
        with write_transaction():
            bulk.insert(
                Interaction, columns, rows, always={"recorded_at": now, "source": "the mailbox", "status": "done"}
            )
        if start % (PART * 10) == 0:
            say(f"{start:,} of {count:,} interactions")


# Share, direction, channel, kind, class found, wanted, subject, text, amount.
_ROWS: tuple[tuple[float, str, str, str, str, str, str, str, int | None], ...] = (
    (0.34, "out", "email", "message", "ask", "sale", "Our offer for you", "Have a look at what is new.", None),
    (0.17, "out", "email", "message", "give", "", "How to keep it well", "Three things that help.", None),
    (0.08, "out", "phone", "call", "service", "", "A call", "Asked how it goes.", None),
    (0.06, "out", "email", "invoice", "ask", "invoice", "Your invoice", "It is due in two weeks.", 4900),
    (0.24, "in", "shop", "purchase", "", "", "An order", "", 2500),
    (0.08, "in", "email", "reply", "", "", "Re: Our offer", "Thank you, not now.", None),
    (0.015, "in", "email", "message", "", "", "A question", "Does it come in blue?", None),
    (0.01, "in", "web", "feedback", "", "", "Feedback", "The page is slow.", None),
    (0.005, "in", "email", "complaint", "", "", "Broken", "It broke after a week.", None),
)


def _entries(
    whose: list[int], ago: list[int], kinds: list[int], start: int, base: dt.datetime
) -> Iterator[tuple[Any, ...]]:
    for place, (customer, seconds_ago, kind) in enumerate(zip(whose, ago, kinds, strict=True)):
        _, direction, channel, what, found, wanted, subject, text, amount = _ROWS[kind]
        at = base - dt.timedelta(seconds=seconds_ago)
        currency = "GBP" if amount else ""
        key = f"mailbox:{start + place}"
        yield customer, at, direction, channel, what, found, wanted, subject, text, amount, currency, key


def _telling(dice: random.Random, ids: list[int], users: list[User], now: dt.datetime) -> None:
    """Deeds that some know of, promises, notes, and pairs that look like one customer."""
    shared = {"recorded_at": now, "source": "by hand"}

    def ago(days: int) -> dt.datetime:
        return now.replace(microsecond=0) - dt.timedelta(days=dice.randrange(1, days))

    some = dice.sample(ids, max(1, len(ids) // 20))
    deeds = [(each, ago(400), "Repaired it the same day", f"deed:{each}") for each in some]
    vows = [(each, ago(60), "A new part", ago(30) + dt.timedelta(days=30), f"vow:{each}") for each in some[::3]]
    notes = [(each, ago(900), "Prefers calls after five; has a dog", users[0].pk, f"note:{each}") for each in some[::2]]
    pairs = [tuple(sorted(dice.sample(ids, 2))) for _ in range(min(2_000, len(ids) // 50))]
    with write_transaction():
        Piece.objects.create(
            key=PIECE, came="paste", title="When to prune roses", description="Three cuts, and when.",
            text="In gardening, patience is a tool: prune when the forsythia is in bloom.", topics=["gardening"],
            chosen_at=now, recorded_at=now,
        )  # fmt: skip
        bulk.insert(Deed, ["customer_id", "happened_at", "what", "source_key"], deeds, always=shared)
        bulk.insert(Promise, ["customer_id", "happened_at", "what", "due_at", "source_key"], vows, always=shared)
        bulk.insert(Note, ["customer_id", "happened_at", "text", "by_id", "source_key"], notes, always=shared)
        columns = ["first_id", "second_id", "score_milli", "evidence"]
        found = [(*pair, dice.randrange(1_000, 20_000), {"email": "alike"}) for pair in set(pairs)]
        bulk.insert(Duplicate, columns, found, always={"found_at": now})
        Search.objects.create(pk=1, done_to=ids[-1], at=now)

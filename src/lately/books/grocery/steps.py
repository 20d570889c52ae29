"""How is the grocery book built? Read, make up what is missing, write it all in one transaction."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from lately.accounts.services import set_organisation
from lately.books.grocery import invented, rows
from lately.books.grocery.campaigns import definitions, shelf
from lately.books.grocery.gives import Give, gives_of
from lately.books.grocery.invented import Home, home_of
from lately.books.grocery.kinds import kinds
from lately.books.grocery.published import SOURCE, ZONE, Published, published, start_of
from lately.consent.models import Consent
from lately.content.definition import content_from, parse_definitions
from lately.content.services import keep_contents
from lately.imports import bulk
from lately.interactions.models import Class, Direction, Interaction, KnownSince, Status
from lately.interactions.models import Kind as InteractionKind
from lately.interactions.services import rows_changed
from lately.lib.gate import write_transaction
from lately.profiles.models import Customer, Fact, Identifier, Kind

Progress = Callable[[str], None]
AT_ONCE = 40_000
FIRST_DAY = dt.date(2017, 1, 1)
END = dt.date(2018, 1, 1)
SET_UP = dt.date(2016, 9, 1)
CHANNELS = ("shop", "post", "email")
NAME = "Complete Journey grocer (purchases as published; names, addresses and consents invented)"


def build(*, now: dt.datetime, progress: Progress, with_gives: bool) -> dt.datetime:
    """Build the book; see lately.books.grocery.build."""
    progress("Reading the published purchases ...")
    found = published(kinds())
    homes = {household: home_of(household) for household in sorted({household for household, _ in found.mailed})}
    progress(f"{found.line_count:,} lines in {len(found.baskets.at):,} baskets of {len(found.households):,} homes.")
    with write_transaction():
        ids = _customers(found.households, now)
        _identity(now)
        keep_contents(definitions=_contents(found), now=now)
        _facts(found, homes, ids, now)
        _ledger(found, ids, now, progress)
        if with_gives:
            _gives(found, homes, ids, now)
        progress("Adding every ledger up ...")
        rows_changed(customer_ids=list(ids.values()), now=now)
    return start_of(END)


def _customers(households: Sequence[int], now: dt.datetime) -> dict[int, int]:
    ids = dict(zip(households, bulk.new_ids(Customer, len(households)), strict=True))
    bulk.insert(Customer, ["id"], [(new,) for new in ids.values()], always={"kind": Kind.HOUSEHOLD, "recorded_at": now})
    names = [(customer, str(household)) for household, customer in ids.items()]
    bulk.insert(Identifier, ["customer_id", "value"], names, always={"kind": "key", "recorded_at": now})
    return ids


def _identity(now: dt.datetime) -> None:
    set_organisation(
        at=now,
        name=NAME,
        zone=ZONE,
        country="US",
        currency="USD",
        postal_address="1 Example Plaza, Exampleton, OH 00001 (invented)",
        senders=["hello@grocer.example"],
        book="grocery",
        valid_from=start_of(SET_UP),
    )
    bulk.insert(
        KnownSince,
        ["channel"],
        [(channel,) for channel in CHANNELS],
        always={"since": start_of(FIRST_DAY), "recorded_at": now},
    )


def _contents(found: Published) -> list[dict[str, Any]]:
    made = definitions(found.campaigns.values())
    for entry in made:
        content_from(entry, zone=ZONE)
    return made + parse_definitions(shelf(), zone=ZONE)


def _facts(found: Published, homes: Mapping[int, Home], ids: Mapping[int, int], now: dt.datetime) -> None:
    told = itertools.chain(
        rows.bought(found, ids),
        rows.demographics(found, ids, start_of(FIRST_DAY)),
        rows.made_up(homes.values(), ids, start_of(SET_UP)),
    )
    bulk.insert(Fact, rows.FACT, told, always={"recorded_at": now})
    said = rows.consents(homes.values(), ids)
    bulk.insert(
        Consent, rows.CONSENT, said, always={"recorded_at": now, "source": invented.SOURCE, "proof": "invented"}
    )


def _ledger(found: Published, ids: Mapping[int, int], now: dt.datetime, progress: Progress) -> None:
    shared = {"recorded_at": now, "source": SOURCE, "status": Status.DONE}
    came = {**shared, "direction": Direction.IN, "channel": "shop"}
    _in_parts(
        Interaction,
        rows.BASKET,
        rows.baskets(found, ids),
        {**came, "kind": InteractionKind.PURCHASE, "currency": "USD"},
        progress,
    )
    bulk.insert(
        Interaction, rows.INTERACTION, rows.redemptions(found, ids), always={**came, "kind": InteractionKind.REPLY}
    )
    went = {**shared, "direction": Direction.OUT, "channel": "post", "kind": InteractionKind.MESSAGE}
    went |= {"declared": Class.ASK, "wanted": "sale"}
    bulk.insert(Interaction, rows.INTERACTION, rows.mailings(found, ids), always=went)


def _gives(found: Published, homes: Mapping[int, Home], ids: Mapping[int, int], now: dt.datetime) -> None:
    given = given_to(found, homes)
    went = {"recorded_at": now, "source": invented.SOURCE, "status": Status.DONE, "direction": Direction.OUT}
    went |= {"kind": InteractionKind.MESSAGE, "declared": Class.GIVE}
    bulk.insert(Interaction, rows.GIVE, rows.gives(given, homes, ids), always=went)
    marked = [(ids[household], "invented.gives", True) for household in sorted({one.household for one in given})]
    always = {"recorded_at": now, "happened_at": start_of(FIRST_DAY), "source": invented.SOURCE}
    bulk.insert(Fact, ["customer_id", "name", "value"], marked, always=always)


def given_to(found: Published, homes: Mapping[int, Home]) -> list[Give]:
    """Return the gives that are made up for the mailed homes."""
    stock = [content_from(entry, zone=ZONE) for entry in parse_definitions(shelf(), zone=ZONE)]
    known = rows.known(found)
    return [give for household, home in homes.items() for give in gives_of(home, known[household], stock)]


def _in_parts(
    model: type[Model],
    columns: Sequence[str],
    all_rows: Iterable[rows.Row],
    always: Mapping[str, Any],
    progress: Progress,
) -> None:
    """Insert many rows and say how far it has come."""
    waiting, done = iter(all_rows), 0
    while part := list(itertools.islice(waiting, AT_ONCE)):
        done += bulk.insert(model, columns, part, always=always)
        progress(f"{done:,} baskets written ...")

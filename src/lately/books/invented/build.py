"""How is the invented book built? Drawn in memory, written in bulk, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from lately.accounts.models import Role
from lately.accounts.services import set_organisation, set_user
from lately.books.invented.data import data
from lately.books.invented.days import HISTORY, Days, last_monday
from lately.books.invented.dice import SEED
from lately.books.invented.everyday import everyday_people
from lately.books.invented.rows import Person
from lately.books.invented.stories import told_people
from lately.books.invented.who import Register
from lately.books.invented.writing import write_import, write_known_since, write_ledger, write_people
from lately.content.definition import content_from
from lately.content.pieces import Found, choose_topics, keep_piece
from lately.content.services import keep_contents
from lately.imports.models import Import
from lately.interactions.models import Deed
from lately.interactions.services import rows_changed
from lately.lib.gate import write_transaction
from lately.plans.putting_off import Matter, Until, keep

CUSTOMERS = 800


def build(*, now: dt.datetime, progress: Callable[[str], None], seed: str = SEED) -> dt.datetime:
    """Fill an empty book: one firm, 800 customers, two years up to the Monday of the week of `now`.

    Rows are recorded at `now`. The same seed gives the same book, moved by whole weeks with the day it is built on.
    Returns the first moment of that Monday, at which its stories are told.
    """
    firm = data("firm")
    days = Days(last_monday(now, firm["zone"]), firm["zone"])
    progress(f"Inventing {CUSTOMERS} customers of {firm['name']} and two years with them ...")
    people = invented_people(days, seed)
    with write_transaction():
        reps = _firm(days, now)
        imported = write_import(now, seed, len(people))
        write_people(people, reps, now, days.at(HISTORY), imported)
        write_known_since(days.at(HISTORY), now, imported)
        written = write_ledger(people, reps, now, imported)
        keep_contents(definitions=contents(days), now=now, imported=Import(pk=imported))
        _keep_found(now)
        _put_off(people, reps, days, now)
        progress(f"{written:,} messages, calls, visits and purchases; adding every ledger up ...")
        rows_changed(customer_ids=[person.id for person in people], now=now)
    progress(f"The book ends on {days.monday:%A} {days.monday.day} {days.monday:%B %Y}. Everybody in it is invented.")
    return days.at(0)


def invented_people(days: Days, seed: str = SEED) -> list[Person]:
    """Everybody in the book, the people of the stories first; nothing is written."""
    register = Register()
    known = list(told_people(days, seed, register))
    return known + list(everyday_people(CUSTOMERS - len(known), days, seed, register))


def contents(days: Days) -> list[dict[str, Any]]:
    """What the firm has to say, checked, with its dates set to this book's Monday."""
    found: list[dict[str, Any]] = days.dated(data("contents"))
    for entry in found:
        content_from(entry, zone=days.zone)
    return found


def _keep_found(now: dt.datetime) -> None:
    """Write what somebody of the firm found worth passing on."""
    for found in data("firm")["found"]:
        key = keep_piece(Found("paste", found["title"], found["text"]), by_id=None, now=now)
        choose_topics(key, found["topics"], now=now)


def _put_off(people: list[Person], reps: Mapping[str, int], days: Days, now: dt.datetime) -> None:
    """Write what somebody of the firm put off on the Friday before."""
    ids = {person.key: person.id for person in people}
    for one in data("firm")["put_off"]:
        deed = Deed.objects.filter(customer_id=ids[one["who"]]).latest("happened_at")
        keep(
            Matter(ids[one["who"]], "deed", deed.source_key),
            Until(days.at(-one["until"]), refused=False, why=one["why"]),
            user=reps[one["by"]], key=f"put-off:{one['who']}", at=days.at(3, "16:00"), now=now, source="invented",
        )  # fmt: skip


def _firm(days: Days, now: dt.datetime) -> Mapping[str, int]:
    """Write the firm and its people; returns the reps' ids by their key."""
    firm = data("firm")
    set_organisation(
        at=now, name=firm["name"], zone=firm["zone"], country=firm["country"], language=firm["language"],
        currency=firm["currency"], postal_address=firm["postal_address"], senders=firm["senders"], book="invented",
        valid_from=days.at(HISTORY),
    )  # fmt: skip
    set_user(at=now, email=firm["owner"]["email"], name=firm["owner"]["name"], role=Role.OWNER)
    found: dict[str, int] = {}
    for key, rep in firm["reps"].items():
        leaves = days.day(-rep["leaves"]) if "leaves" in rep else None
        found[key] = int(set_user(at=now, email=rep["email"], name=rep["name"], leaves_on=leaves).pk)
    return found

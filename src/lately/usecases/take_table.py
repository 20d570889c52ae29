"""Take a table into the book: read and check every line, write what is new, tell what became of the rest."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from lately.accounts.models import Organisation
from lately.accounts.selectors import nameless, organisation, organisation_said, user_with_email
from lately.imports.reading import Form, Sheet, check_rejects, lines, open_sheet, write_rejects
from lately.imports.services import Intake, Manner, ReadIn, Tally, Write, imports
from lately.interactions.reach import Reach
from lately.lib.moments import moment, zone_named
from lately.lib.tables import Row
from lately.lib.values import currency_code
from lately.usecases.make_organisation import make_organisation

KEYED_BY_DAY = ("purchases", "interactions", "deeds")  # a line without a reference is known again by when it was
Kept = TypeVar("Kept", bound=msgspec.Struct)


class Colleagues:
    """Knows who works here by their address; somebody unknown is noted once, and the line kept without them."""

    def __init__(self, column: str, tally: Tally) -> None:
        self._column = column
        self._tally = tally
        self._ids: dict[str, int | None] = {"": None}

    def known(self, email: str) -> int | None:
        """Return the id of the colleague, or None."""
        if email not in self._ids:
            found = user_with_email(email)
            self._ids[email] = found.pk if found else None
            if found is None:
                self._tally.notes.append(
                    f"{self._column} {email[:100]!r} is nobody who works here; the lines are kept without. "
                    "Add them and import the file again."
                )
        return self._ids[email]


def take_table(
    *,
    path: Path,
    kind: str,
    form: Form,
    shape: type[Kept],
    now: dt.datetime,
    manner: Manner,
    read: Callable[[Sheet, Tally], Iterable[Kept]],
    write: Callable[[Tally], Write[Kept]],
    order: Callable[[Iterable[Kept]], Iterable[Kept]] = iter,
    reach: Reach | None = None,
) -> Tally:
    """Take the file in and return what became of it; raises Refusal, nothing being changed.

    `read` makes rows of the table's lines, `write` makes what writes a batch of them; `order` is that in which rows are
    written; with a `reach` the file tells from when the history of its channels is known.
    """
    check_rejects(manner.rejects, path)
    zone, currency = place(manner, now)
    tally = new_tally(kind, path, now)
    sheet = open_sheet(path, form, zone=zone, currency=currency, now=now, tally=tally, days=manner.days)
    begin = functools.partial(settle, tally, manner, now)
    intake = Intake(path, now, tally, manner, shape, write(tally), begin)
    if kind in KEYED_BY_DAY:
        intake.read_in = ReadIn(zone, currency)
    if reach:
        reach.given = moment(manner.known_since, zone=zone) if manner.known_since else None
        intake.finish, intake.always = reach.keep, reach.overrules
    try:
        intake.take(order(read(sheet, tally)))
    finally:
        write_rejects(manner.rejects, tally.rejects, sheet.table)
    tally.known_since = reach.since if reach else {}
    return tally


def by_line(build: Callable[[Sheet, Tally], Callable[[Row], Kept]]) -> Callable[[Sheet, Tally], Iterable[Kept]]:
    """Return what reads a table line by line, by what `build` makes to read a line."""
    return lambda sheet, tally: lines(sheet, build(sheet, tally), tally)


def new_tally(kind: str, path: Path, now: dt.datetime) -> Tally:
    """Return an empty tally; it notes if the book is a demo, where real customers would stand among invented ones."""
    tally, ours = Tally(kind, path.name), organisation(at=now)
    if ours.book != "own":
        tally.notes.append(
            f"This home holds the demo book {ours.name!r}; what you import stands among its people. "
            "Give your own customers a home of their own: LATELY_HOME=./mine ./lately import ..."
        )
    return tally


def settle(tally: Tally, manner: Manner, now: dt.datetime) -> None:
    """Give the book the zone and currency that somebody says first; note which are meant as long as nobody did."""
    said, made = organisation_said(at=now), False
    zone, currency = _meant(manner, said or nameless(at=now))
    if not manner.programs_zone and (manner.zone or manner.currency):
        made = make_organisation(at=now, zone=zone, currency=currency)
    if not manner.zone and said is None and not made and not imports():
        tally.notes.append(
            f"Nobody said where you are, so this book reads days and hours in {zone}, sums without a currency in "
            f"{currency}. If that is wrong, take this import back, say ./lately organisation --zone Europe/Berlin (or "
            "yours), and import it again."
        )


def place(manner: Manner, now: dt.datetime) -> tuple[str, str]:
    """Return the zone and currency that a file means where it names none; raises Refusal for ones there are not."""
    return _meant(manner, organisation(at=now))


def _meant(manner: Manner, ours: Organisation) -> tuple[str, str]:
    zone, currency = manner.zone or ours.zone, currency_code(manner.currency or ours.currency)
    zone_named(zone)
    return zone, currency

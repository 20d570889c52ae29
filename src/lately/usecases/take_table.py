"""Take a table into the book: read and check every line, write what is new, tell what became of the rest."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from lately.accounts.selectors import organisation
from lately.imports.reading import Form, Sheet, check_rejects, lines, open_sheet, write_rejects
from lately.imports.services import Intake, Manner, Tally, Write
from lately.lib.moments import zone_named
from lately.lib.money import CURRENCIES
from lately.lib.refusal import Refusal
from lately.lib.tables import Row
from lately.usecases.make_organisation import make_organisation

Kept = TypeVar("Kept", bound=msgspec.Struct)


def take_table(
    *,
    path: Path,
    kind: str,
    form: Form,
    shape: type[Kept],
    now: dt.datetime,
    manner: Manner,
    build: Callable[[Sheet], Callable[[Row], Kept]],
    write: Callable[[Tally], Write[Kept]],
    **how: Any,
) -> Tally:
    """Take the file in and return what became of it; raises Refusal, nothing being changed.

    `build` makes what reads a line, `write` what writes a batch; `how` goes to the intake (order, finish, always).
    """
    zone, currency = place(manner, now)
    tally = Tally(kind, path.name)
    sheet = open_sheet(path, form, zone=zone, currency=currency, now=now, tally=tally)
    if manner.rejects:
        check_rejects(manner.rejects, sheet.table)
    begin = functools.partial(make_organisation, at=now, zone=zone, currency=currency)
    intake = Intake(path, now, tally, manner, shape, write(tally), begin, **how)
    try:
        return intake.take(lines(sheet, build(sheet), tally))
    finally:
        if manner.rejects and tally.rejects:
            write_rejects(manner.rejects, sheet.table, tally.rejects)


def place(manner: Manner, now: dt.datetime) -> tuple[str, str]:
    """Return the zone and currency that a file means where it names none; raises Refusal for ones there are not."""
    ours = organisation(at=now)
    zone, currency = manner.zone or ours.zone, manner.currency.upper() or ours.currency
    zone_named(zone)
    if currency not in CURRENCIES:
        raise Refusal(f"There is no currency {currency!r}.", "It must be an ISO 4217 code.", "Write EUR, USD or GBP.")
    return zone, currency

"""Take what customers bought into the book; whoever bought and is not in it becomes a customer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from lately.imports.columns import CHANNELS, PURCHASES
from lately.imports.reading import Form, References, Sheet, one_of, plain, several, who
from lately.imports.services import Manner, Nth, Tally, Write, stable_key
from lately.interactions.intake import Event, LedgerIntake
from lately.lib.tables import Row
from lately.usecases.take_table import by_line, take_table

FORM = Form(knows=PURCHASES, needs=("date", "amount"))
LONGEST_SUBJECT = 500
LONGEST_NAME = 200


def import_purchases(*, path: Path, now: dt.datetime, manner: Manner) -> Tally:
    """Take a CSV file of purchases (docs/files.md) in; raises Refusal, nothing being changed."""

    def write(tally: Tally) -> Write[Event]:
        return LedgerIntake(tally, now, f"purchases in {path.name}").events

    return take_table(
        path=path, kind="purchases", form=FORM, shape=Event, now=now, manner=manner,
        read=by_line(purchase_reader), write=write,
    )  # fmt: skip


def purchase_reader(sheet: Sheet, _: Tally) -> Callable[[Row], Event]:
    """Return what reads a line of a table of purchases; raises Refusal if it cannot be true."""
    nth, references = Nth(), References()

    def purchase(row: Row) -> Event:
        values = row.values
        key, email = who(values)
        at = sheet.moment(values, "date")
        amount, currency = sheet.money(values, "amount")
        channel = one_of("channel", values.get("channel") or "shop", CHANNELS)
        what, goods = plain("what", values.get("what", "")), _goods(values.get("kind", ""))
        reference = references.once(row)
        return Event(
            number=row.number,
            key=key,
            email=email,
            at=at,
            source_key=stable_key("purchase", "ref", reference)
            if reference
            else nth.key("purchase", email or key, at, amount, currency),
            direction="in",
            channel=channel,
            kind="purchase",
            subject=what[:LONGEST_SUBJECT],
            amount=amount,
            currency=currency,
            goods=goods,
            name=plain("name", values.get("name", ""))[:LONGEST_NAME],
        )

    return purchase


def _goods(text: str) -> tuple[str, ...]:
    """The kinds of goods bought, as the word after the dot of a fact's name."""
    words = (re.sub(r"\W+", "_", kind.lower()).strip("_")[:60] for kind in several(text))
    return tuple(word for word in words if word)

"""Files about Ann, Ben, Cara, Dov and Eve, and how they are taken in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from lately.imports.services import Manner, Tally
from lately.interactions.models import Deed, Interaction
from lately.profiles.models import Customer, Fact, Identifier
from lately.usecases.import_content import import_content
from lately.usecases.import_customers import import_customers
from lately.usecases.import_deeds import import_deeds
from lately.usecases.import_interactions import import_interactions
from lately.usecases.import_mail import import_mail
from lately.usecases.import_purchases import import_purchases
from lately.usecases.undo_import import Undone, undo_import

OURS = ("olga@warm.example.org",)


class Taker:
    """Writes a file and takes it in; looks into the book."""

    def __init__(self, folder: Path, now: dt.datetime) -> None:
        self.folder = folder
        self.now = now

    def file(self, text: str | bytes, name: str) -> Path:
        """A file with this in it."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def customers(self, text: str | bytes, name: str = "customers.csv", **manner: Any) -> Tally:
        """Take customers in."""
        return import_customers(path=self.file(text, name), now=self.now, manner=Manner(**manner))

    def purchases(self, text: str | bytes, name: str = "purchases.csv", **manner: Any) -> Tally:
        """Take purchases in."""
        return self.purchases_at(self.file(text, name), **manner)

    def purchases_at(self, path: Path, **manner: Any) -> Tally:
        """Take purchases in from a file that is there."""
        return import_purchases(path=path, now=self.now, manner=Manner(**manner))

    def interactions(self, text: str | bytes, name: str = "interactions.csv", **manner: Any) -> Tally:
        """Take interactions in."""
        return import_interactions(path=self.file(text, name), now=self.now, manner=Manner(**manner))

    def deeds(self, text: str | bytes, name: str = "deeds.csv", **manner: Any) -> Tally:
        """Take deeds in."""
        return import_deeds(path=self.file(text, name), now=self.now, manner=Manner(**manner))

    def content(self, text: str | bytes, name: str = "content.yaml", **manner: Any) -> Tally:
        """Take contents in."""
        return import_content(path=self.file(text, name), now=self.now, manner=Manner(**manner))

    def mail(self, text: str | bytes, name: str = "all.mbox", *, me: Sequence[str] = OURS, **manner: Any) -> Tally:
        """Take mail in."""
        return self.mail_at(self.file(text, name), me=me, **manner)

    def mail_at(self, path: Path, *, me: Sequence[str] = OURS, everyone: bool = False, **manner: Any) -> Tally:
        """Take mail in from a mailbox that is there."""
        return import_mail(path=path, me=me, now=self.now, manner=Manner(**manner), everyone=everyone)

    def undo(self, number: int | None) -> Undone:
        """Take an import back."""
        assert number is not None
        return undo_import(number=number, now=self.now)

    def later(self, days: float) -> Taker:
        """The same some days later."""
        return Taker(self.folder, self.now + dt.timedelta(days=days))

    @staticmethod
    def who(value: str) -> int:
        """The customer with this identifier."""
        return Identifier.objects.get(value=value, voided_at=None).customer_id

    @staticmethod
    def facts(value: str, name: str) -> list[object]:
        """The rows that count of a fact, oldest first."""
        rows = Fact.objects.filter(customer=Taker.who(value), name=name, voided_at=None)
        return list(rows.order_by("happened_at", "recorded_at", "pk").values_list("value", flat=True))

    @staticmethod
    def counting() -> tuple[int, int, int, int]:
        """How many customers, facts, interactions and deeds count."""
        models = (Customer, Fact, Interaction, Deed)
        one, two, three, four = (model.objects.filter(voided_at=None).count() for model in models)
        return one, two, three, four


@pytest.fixture
def take(db: None, at: dt.datetime, tmp_path: Path) -> Taker:
    """What takes files in at the book's Monday."""
    return Taker(tmp_path, at)

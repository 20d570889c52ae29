"""A small book: Ann, Ben, Cara, Dov and Eve, and three things to say to them."""

from __future__ import annotations

import datetime as dt

import pytest

from lately.accounts.models import Organisation
from lately.consent.models import Consent
from lately.content.definition import parse_definitions
from lately.content.services import keep_contents
from lately.interactions.services import record, record_deed
from lately.profiles.models import Customer, Fact, Identifier

CONTENTS = """
- key: check-in
  title: How is it doing?
  purpose: care
  benefit: A boiler that works
  worth: 10
  again_after: 200
  occasion: {fact: days_since_purchase, at_least: 80, at_most: 130}
  because: "{name} bought {days_since_purchase} ago and nobody has asked since how it is doing."
  channels:
    email: {class: give, text: "How is it doing?"}
    phone: {class: give, text: Ask how it is doing.}
- key: diapers
  title: Diapers
  purpose: sale
  benefit: Cheaper diapers
  worth: 20
  children: {from_months: 0, to_months: 36}
  channels:
    email: {class: ask, text: Buy}
- key: winter-tip
  title: Winter tip
  purpose: news
  benefit: A lower bill
  worth: 6
  channels:
    email: {class: give, text: Close the shutters.}
"""
BEGAN = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


class SmallBook:
    """Who is in it, by name, and how more is written down."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        self.ids: dict[str, int] = {}

    def ago(self, days: float) -> dt.datetime:
        """A moment before the book's Monday."""
        return self.at - dt.timedelta(days=days)

    def add(self, name: str) -> int:
        """Somebody with an address, a name, and an agreement to e-mail."""
        customer = Customer.objects.create(recorded_at=BEGAN)
        self.ids[name] = customer.pk
        address = f"{name.lower()}@example.com"
        Identifier.objects.create(customer=customer, kind="email", value=address, recorded_at=BEGAN)
        Consent.objects.create(
            customer=customer, channel="email", state="granted", happened_at=BEGAN, recorded_at=BEGAN, source="form"
        )
        self.fact(name, "given_name", name)
        return customer.pk

    def fact(self, name: str, fact: str, value: object, *, learnt: dt.datetime = BEGAN) -> None:
        """One more fact."""
        Fact.objects.create(
            customer_id=self.ids[name], name=fact, value=value, happened_at=BEGAN, recorded_at=learnt, source="a call"
        )

    def heard(self, name: str, days: float, classed: str = "give", channel: str = "email", **more: object) -> None:
        """One contact out."""
        when = self.ago(days)
        record(
            customer=self.ids[name],
            direction="out",
            channel=channel,
            happened_at=when,
            now=when,
            source="test",
            declared=classed,
            **more,  # type: ignore[arg-type]  # fields of the ledger row
        )

    def bought(self, name: str, days: float) -> None:
        """One purchase."""
        when = self.ago(days)
        record(
            customer=self.ids[name],
            direction="in",
            channel="shop",
            kind="purchase",
            happened_at=when,
            now=when,
            source="till",
            amount_minor=5000,
            currency="GBP",
        )


@pytest.fixture
def small_book(db: None, at: dt.datetime) -> SmallBook:
    """The book at its Monday; everything was recorded when it happened."""
    Organisation.objects.create(
        name="Warm Homes", zone="Europe/London", country="GB", valid_from=BEGAN, recorded_at=BEGAN
    )
    keep_contents(definitions=parse_definitions(CONTENTS, zone="Europe/London"), now=BEGAN)
    book = SmallBook(at)
    for name in ("Ann", "Ben", "Cara", "Dov", "Eve"):
        book.add(name)
    book.bought("Dov", 92)
    book.fact("Cara", "child_birth_date", "2011-03-02")
    book.heard("Cara", 40)
    book.heard("Eve", 30, content="winter-tip")
    complaint = book.ago(6)
    record(
        customer=book.ids["Eve"],
        direction="in",
        channel="email",
        kind="complaint",
        happened_at=complaint,
        now=complaint,
        source="test",
    )
    record_deed(
        customer=book.ids["Ann"],
        what="Fixed the leak on a Sunday",
        happened_at=book.ago(3),
        now=book.ago(3),
        source="test",
    )
    return book

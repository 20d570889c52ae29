"""What a colleague sees of their own few customers is what they would see if these were many."""

from __future__ import annotations

import random
from typing import Any

import pytest

from lately.accounts.models import Book, Role
from lately.accounts.services import set_user
from lately.interactions import heard, owed, services, unanswered, waiting
from lately.interactions.merging import merge
from lately.interactions.timeline import When
from lately.lib.moments import seconds
from lately.profiles import few
from lately.profiles.models import Customer
from tests.interactions.book import NOW, customers, days, done, said
from tests.interactions.book import heard as told_us

WHEN = When(seconds(NOW), seconds(NOW))
UNTIL = seconds(NOW + days(9))


def wrote(each: int, dice: random.Random) -> None:
    told_us(each, ago=dice.uniform(0.1, 20), kind="message")


def complained(each: int, dice: random.Random) -> None:
    ago = dice.uniform(0.1, 20)
    complaint = told_us(each, ago=ago, kind="complaint")
    if dice.random() < 0.5:
        said(each, ago=ago / 2, found="service", closes=complaint)


def was_promised(each: int, dice: random.Random) -> None:
    at, due = NOW - days(dice.uniform(0.1, 20)), NOW + days(dice.uniform(-9, 9))
    services.record_promise(customer=each, what="a part", due_at=due, happened_at=at, now=at, source="t")


def had_work_done(each: int, dice: random.Random) -> None:
    ago = dice.uniform(0.1, 20)
    deed = done(each, ago=ago)
    if dice.random() < 0.5:
        said(each, ago=ago / 2, found="give", tells=deed)


def wished(each: int, dice: random.Random) -> None:
    ago = dice.uniform(0.1, 20)
    done(each, ago=ago / 2, answers=told_us(each, ago=ago, kind="feedback"))


def was_rung(each: int, dice: random.Random) -> None:
    said(each, ago=dice.uniform(0.1, 20), kind="call", channel="phone")


LIVED = (wrote, complained, was_promised, had_work_done, wished, was_rung)


def seen(book: int) -> dict[str, Any]:
    """Every list that is read by whose the customers are."""
    return {
        "complaints": waiting.open_complaints(WHEN, book=book, limit=4),
        "waits": waiting.unanswered(WHEN, days=30, book=book, limit=4),
        "late": unanswered.not_answered(WHEN, days=5, late=True, book=book, limit=4),
        "late, oldest": unanswered.not_answered(WHEN, days=5, late=True, book=book, oldest=True, limit=4),
        "due": waiting.promises_due(WHEN, until=UNTIL, book=book, limit=4),
        "untold": waiting.untold_deeds(WHEN, book=book, limit=4),
        "promises": owed.promises_by(WHEN, until=UNTIL, book=book, limit=4),
        "deeds": owed.deeds_untold(WHEN, book=book, limit=4),
        "told": owed.told_lately(WHEN, since=seconds(NOW - days(30)), book=book, limit=4),
        "how many": owed.how_many(WHEN, until=UNTIL, book=book, most=200),
        "heard": heard.heard(WHEN, book=book, limit=6),
        "heard, oldest": heard.heard(WHEN, book=book, oldest=True, limit=6),
        "tally": heard.tally(WHEN, book=book),
    }


@pytest.fixture
def rita(db: None) -> int:
    """A colleague with twelve of thirty customers, one of whom another record was merged into."""
    dice = random.Random(4)
    user = set_user(at=NOW - days(900), email="r@example.org", name="Rita", role=Role.MEMBER, sees=Book.OWN)
    some = customers(30)
    for each in some * 4:
        dice.choice(LIVED)(each, dice)
    Customer.objects.filter(pk__in=some[:12]).update(owner=user.pk)
    merge(customer=some[20], into=some[0], now=NOW, source="t")
    merge(customer=some[1], into=some[2], now=NOW, source="t")
    return int(user.pk)


def test_rita_sees_the_same_of_a_few_customers_as_she_would_of_many(rita, monkeypatch):
    of_few = seen(rita)
    monkeypatch.setattr(few, "MOST", 3)
    assert few.few_of(rita) is None
    of_many = seen(rita)
    assert of_few == of_many
    assert all(of_few.values()), [name for name, found in of_few.items() if not found]


def test_whom_somebody_was_merged_into_is_whose_they_are(rita):
    mine = few.few_of(rita)
    assert mine is not None
    merged_into_mine, merged_away = Customer.objects.order_by("pk")[20].pk, Customer.objects.order_by("pk")[1].pk
    assert merged_into_mine in mine.numbers
    assert merged_away in mine.numbers
    assert len(mine.numbers) == 13

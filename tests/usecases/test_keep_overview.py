"""A large book is counted now and then; its pages say the same as those of a small one, but of whoever heard since."""

from __future__ import annotations

import datetime as dt

import pytest

from lately.interactions import size
from lately.interactions.models import Interaction, KnownSince
from lately.interactions.services import record
from lately.lib.moments import seconds
from lately.measurement.models import Overview, OverviewLine
from lately.profiles.models import Customer, Identifier
from lately.profiles.search import in_book
from lately.usecases.keep_overview import is_behind, keep_overview, keep_overview_if_due
from lately.usecases.recall_neglected import NOT_YET, recall
from lately.usecases.see_how_we_do import see_how_we_do

DAY = dt.timedelta(days=1)


@pytest.fixture
def dov(owner, at) -> int:
    """Dov bought and never heard from us since; Ann did."""
    KnownSince.objects.create(channel="email", since=at - 900 * DAY, recorded_at=at)
    made = []
    for key in ("dov", "ann"):
        customer = Customer.objects.create(recorded_at=at, owner=owner).pk
        Identifier.objects.create(customer_id=customer, kind="key", value=key, recorded_at=at)
        record(
            customer=customer, direction="in", channel="shop", kind="purchase", happened_at=at - 400 * DAY, now=at,
            source="till", amount_minor=5000, currency="EUR",
        )  # fmt: skip
        made.append(customer)
    told(made[1], at - 10 * DAY, at)
    return made[0]


def told(customer: int, when: dt.datetime, at: dt.datetime) -> Interaction:
    return record(
        customer=customer, direction="out", channel="email", found="give", happened_at=when, now=at, source="mailbox"
    )  # fmt: skip


def listed(at: dt.datetime, limit: int = 10) -> list[int]:
    moment = seconds(at)
    rows, _ = recall(at=moment, now=moment).page(
        "silent_since_purchase", after="", book=None, fit=lambda ids: in_book(ids, None), limit=limit
    )
    return [customer for customer, _ in rows]


def test_a_large_book_says_the_same_as_a_small_one(dov, owner, at, monkeypatch):
    moment = seconds(at)
    small, figures = recall(at=moment, now=moment), see_how_we_do(user=owner, at=moment, now=moment)
    monkeypatch.setattr(size, "LARGE", 0)
    assert recall(at=moment, now=moment).note == NOT_YET
    assert listed(at) == []
    assert see_how_we_do(user=owner, at=moment, now=moment)["neglect"]["note"] == NOT_YET
    keep_overview(at=moment, now=at)
    large, counted = recall(at=moment, now=moment), see_how_we_do(user=owner, at=moment, now=moment)
    assert large.counts(None, 2) == small.counts(None, 2)
    assert large.counts(owner.pk, 2)[0]["count"] == small.counts(owner.pk, 2)[0]["count"] == 1
    assert large.cared_for() == small.cared_for()
    assert [customer for customer, _ in large.worst(book=None, limit=5)] == [
        customer for customer, _ in small.worst(book=None, limit=5)
    ]
    assert listed(at) == [dov]
    assert counted["months"] == figures["months"]
    assert {name: one["count"] for name, one in counted["neglect"]["lists"].items()} == {
        name: one["count"] for name, one in figures["neglect"]["lists"].items()
    }


def test_dov_is_not_called_neglected_once_he_heard_from_us(dov, at, monkeypatch):
    monkeypatch.setattr(size, "LARGE", 0)
    keep_overview(at=seconds(at), now=at)
    later = at + dt.timedelta(minutes=5)
    told(dov, later, later)
    assert listed(later) == []
    assert recall(at=seconds(later), now=seconds(later)).worst(book=None, limit=5) == []


def test_a_book_is_counted_anew_when_it_changed_and_some_time_has_passed(dov, at, monkeypatch):
    assert not keep_overview_if_due(now=at)
    monkeypatch.setattr(size, "LARGE", 0)
    assert is_behind(now=at)
    assert keep_overview_if_due(now=at)
    assert not keep_overview_if_due(now=at + DAY)
    told(dov, at + DAY, at + DAY)
    assert not keep_overview_if_due(now=at + dt.timedelta(seconds=30))
    assert keep_overview_if_due(now=at + DAY)
    assert Overview.objects.count() == 1
    assert not OverviewLine.objects.filter(customer_id=dov, listed="silent_since_purchase").exists()

"""When one of us last spoke to a customer is told from what is kept, and is what their ledger says."""

from __future__ import annotations

import datetime as dt

import pytest

from lately.interactions import spoken, state
from lately.interactions.models import CustomerState
from lately.interactions.timeline import When
from lately.lib.moments import at_seconds, seconds
from lately.profiles.frames import redirects
from tests.interactions.book import NOW, Life, customer, customers, days, heard, said


def last(of: int, at: dt.datetime = NOW) -> dt.datetime | None:
    when = When(seconds(at), seconds(at))
    found = spoken.last_spoken(when, [of], redirects(when.known)).get(of, -1)
    return None if found < 0 else at_seconds(found)


@pytest.mark.parametrize(
    ("what", "counts"),
    [
        ({"kind": "call", "channel": "phone"}, True),
        ({"kind": "visit", "channel": "visit"}, True),
        ({"asked_for": True}, True),
        ({"kind": "message"}, False),
        ({"kind": "invoice", "asked_for": True}, False),
        ({"kind": "call", "channel": "phone", "status": "withheld"}, False),
    ],
)
def test_dov_was_spoken_to_by_a_call_and_not_by_a_mailing(db, what, counts):
    dov = customer("dov")
    said(dov, ago=5, kind="call", channel="phone")
    said(dov, ago=2, **what)
    assert last(dov) == NOW - days(2 if counts else 5)


def test_an_answer_to_eves_words_is_speaking_to_her_and_her_own_words_are_not(db):
    eve = customer("eve")
    wrote = heard(eve, ago=3, kind="message")
    assert last(eve) is None
    said(eve, ago=1, closes=wrote)
    heard(eve, ago=0.5, kind="message")
    assert last(eve) == NOW - days(1)


def test_looking_back_a_later_call_hides_none_that_was(db):
    ann = customer("ann")
    said(ann, ago=4, kind="call", channel="phone")
    said(ann, ago=2, kind="call", channel="phone")
    assert last(ann) == NOW - days(2)
    assert last(ann, NOW - days(3)) == NOW - days(4)


def test_what_is_kept_of_when_we_spoke_is_what_the_ledgers_say_whatever_happened(db):
    life = Life(customers(9), seed=5)
    for _ in range(250):
        life.step()
    for at in (life.now, life.now + days(30), life.now - days(0.1)):
        when = When(seconds(at), seconds(at))
        into = redirects(when.known)
        theirs = {into.get(each, each) for each in life.customers}
        told = {each: moment for each, moment in spoken.last_spoken(when, theirs, into).items() if moment >= 0}
        kept = CustomerState.objects.filter(customer_id__in=theirs, last_spoken__isnull=False).count()
        assert len(told) > 3 < kept
        whole = dict(CustomerState.objects.values_list("pk", "basis"))
        CustomerState.objects.update(basis=state.NOT_KEPT)
        assert spoken.last_spoken(when, theirs, into) == told
        for each, basis in whole.items():
            CustomerState.objects.filter(pk=each).update(basis=basis)

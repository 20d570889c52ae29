"""What is kept of a customer is what their ledger says, whatever happened and however late we learnt of it."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection

from lately.decisioning.policy import Policy
from lately.interactions import services, state
from lately.interactions.frames import kept
from lately.interactions.keeping import weights_at
from lately.interactions.ledger_rows import Scope
from lately.interactions.models import CustomerState, Interaction
from lately.lib.moments import seconds
from lately.profiles.models import Customer
from tests.interactions.book import (
    NOW,
    Life,
    added_up,
    customer,
    customers,
    days,
    done,
    heard,
    in_bulk,
    looked_at,
    said,
    same,
    told,
)


def history_of_many_years(life: Life, *, rounds: int, steps: int, at_once: int) -> None:
    """Rounds of single things and of imports, with whole imports corrected and taken back in between."""
    for turn in range(rounds):
        for _ in range(steps):
            life.step()
        touched = in_bulk(life.customers, at_once, seed=turn, now=life.now, key=f"file{turn}")
        taken_back = Interaction.objects.filter(source="bulk", source_key__startswith=f"file{turn - 2}:")
        if turn % 3 == 2:
            touched |= set(taken_back.values_list("customer_id", flat=True))
            taken_back.update(voided_at=life.now)
        services.rows_changed(sorted(touched), life.now)
        counted()


def counted() -> None:
    """Let the database count its tables, as it does by itself between transactions."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def agree_at(life: Life) -> None:
    for later in (0, 1, 33):
        at = life.now + days(later)
        assert told(looked_at(at=at)) == told(added_up(at=at))
        assert same(looked_at(at=at), added_up(at=at))


@pytest.mark.parametrize(
    ("rounds", "at_once", "events"), [(8, 300, 2_500), pytest.param(20, 925, 19_000, marks=pytest.mark.long)]
)
def test_after_thousands_of_events_the_kept_state_is_the_ledger_added_up(db, rounds, at_once, events):
    life = Life(customers(150), seed=7)
    history_of_many_years(life, rounds=rounds, steps=75, at_once=at_once)
    assert Interaction.objects.count() > events
    for what in ("speak", "correct", "withdraw", "merge", "part", "close", "tell", "reserved", "refused"):
        assert life.counts.get(what, 0) > 0, what
    agree_at(life)
    assert not CustomerState.objects.filter(kept_at__gt=seconds(life.now)).exists()


@pytest.mark.long
def test_after_a_million_events_the_kept_state_is_the_ledger_added_up(db):
    life = Life(customers(20_000), seed=8)
    history_of_many_years(life, rounds=20, steps=500, at_once=50_000)
    assert Interaction.objects.count() > 1_000_000
    agree_at(life)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 6))])
def test_after_every_single_event_of_a_short_life_it_agrees(db, seed):
    life = Life(customers(4), seed=seed)
    for _ in range(60):
        life.step()
        assert told(looked_at(at=life.now)) == told(added_up(at=life.now)), life.counts


def test_the_state_is_read_and_not_the_ledger(db, django_assert_num_queries):
    """The twin of the tests above: were the ledger added up both times, they could not fail."""
    ann = customer()
    said(ann, found="give")
    with django_assert_num_queries(1):
        _, ledger = looked_at()
    CustomerState.objects.update(last_give=12345)
    _, ledger = looked_at()
    assert ledger.last_give.tolist() == [12345]
    _, ledger = added_up()
    assert ledger.last_give.tolist() == [seconds(NOW - days(1))]


def test_ann_alone_and_everybody_agree(db):
    life = Life(customers(12), seed=3)
    for _ in range(150):
        life.step()
    for look in (looked_at, added_up):
        ids, everybody = look(at=life.now)
        for place, each in enumerate(ids):
            alone = told(look([each], at=life.now))
            together = {
                name: [getattr(everybody, name).tolist()[place]]
                for name in ("last_contact", "last_give", "last_ask", "last_deed", "given", "asked")
            }
            assert {name: alone[name] for name in together} == together
            mine = everybody.contacts.where(everybody.contacts.owner == place)
            assert alone["contacts.at"] == mine.at.tolist()
            assert alone["contacts.weight"] == mine.weight.tolist()


def test_every_change_makes_a_new_version(db):
    ann = customer()
    versions = []

    def note() -> None:
        versions.append(CustomerState.objects.get(customer_id=ann).version)

    row = said(ann, found="give", ago=3)
    note()
    deed = done(ann, ago=2)
    note()
    said(ann, tells=deed)
    note()
    row = services.correct(row, now=NOW, found="ask")
    note()
    services.withdraw(row, now=NOW)
    note()
    services.rows_changed([ann], NOW)
    note()
    assert versions == sorted(set(versions))


def test_what_ann_told_us_changes_no_state(db):
    ann = customer()
    said(ann)
    before = CustomerState.objects.get(customer_id=ann).version
    heard(ann, kind="reply")
    assert CustomerState.objects.get(customer_id=ann).version == before


def test_a_late_give_before_the_epoch_of_the_state_counts_too(db):
    """Sixteen half-lives of 180 days are one epoch: these two belong to different ones."""
    ann, ben = customer(), customer()
    said(ann, ago=10, found="give")
    said(ann, ago=3500, found="ask", now=NOW)
    said(ben, ago=3500, found="ask", now=NOW - days(20))
    said(ben, ago=10, found="give")
    ids, ledger = looked_at()
    assert ids == [ann, ben]
    assert ledger.asked[0] == ledger.asked[1]
    assert told(looked_at()) == told(added_up())


@pytest.mark.long
def test_100_000_rows_of_10_000_customers_are_kept(db):
    everybody = customers(10_000)
    in_bulk(everybody, 100_000, seed=1, now=NOW, key="file")
    counted()
    services.rows_changed(everybody, NOW)
    assert CustomerState.objects.count() == 10_000
    assert same(looked_at(), added_up())
    assert np.count_nonzero(looked_at()[1].given) > 9_000


def test_where_everybody_asked_for_was_taken_back_there_is_nothing_to_read_or_to_keep(db):
    gone = customer("dov")
    said(gone)
    Customer.objects.update(voided_at=NOW)
    assert state.states(Scope([gone], None, None)).ids == []
    assert state.rebuild([gone], now=seconds(NOW), weights=weights_at(seconds(NOW))).ids == []
    services.rows_changed([gone], NOW)
    ids, found = kept([gone], at=seconds(NOW), known=seconds(NOW), now=seconds(NOW), policy=Policy({}))
    assert ids == []
    assert len(found.contacts) == 0

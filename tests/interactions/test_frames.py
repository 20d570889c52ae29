"""What is known of a customer's ledger at a moment, and what was known of it then?"""

from __future__ import annotations

from typing import Any

import pytest

from lately.decisioning.contacts import NEVER
from lately.decisioning.policy import Policy
from lately.interactions import services
from lately.interactions.frames import history
from lately.interactions.models import CustomerState, Interaction
from lately.lib.moments import seconds
from lately.profiles.models import Customer
from tests.interactions.book import DEFAULTS, NOW, added_up, customer, days, done, heard, looked_at, said, told

LOOKS = (looked_at, added_up)


@pytest.fixture
def ann(db: None) -> int:
    return customer("ann")


def balance(look: Any = looked_at, **more: Any) -> tuple[int, int]:
    _, ledger = look(**more)
    return int(ledger.given[0]), int(ledger.asked[0])


@pytest.mark.parametrize("look", LOOKS)
def test_of_a_customer_nobody_spoke_to_nothing_is_known(ann, look):
    ids, ledger = look()
    assert ids == [ann]
    assert [ledger.last_contact[0], ledger.last_give[0], ledger.last_ask[0], ledger.last_deed[0]] == [NEVER] * 4
    assert (ledger.given[0], ledger.asked[0], len(ledger.contacts)) == (0, 0, 0)


@pytest.mark.parametrize("look", LOOKS)
def test_last_contact_give_ask_and_deed_are_each_the_last(ann, look):
    said(ann, ago=9, found="give")
    said(ann, ago=8, found="disguised", channel="phone", kind="call")
    done(ann, ago=7)
    said(ann, ago=6, found="service")
    said(ann, ago=20, found="ask", now=NOW)
    _, ledger = look()
    ago = {name: (seconds(NOW) - int(getattr(ledger, name)[0])) // 86_400 for name in
           ("last_contact", "last_give", "last_ask", "last_deed")}  # fmt: skip
    assert ago == {"last_contact": 6, "last_give": 9, "last_ask": 8, "last_deed": 7}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("classed", "given", "asked"),
    [
        ("give", 1000, 0), ("ask", 0, 1000), ("mixed", 500, 500), ("disguised", 0, 1500), ("feedback", 0, 500),
        ("service", 0, 0), ("", 0, 0),
    ],
)  # fmt: skip
def test_each_class_gives_and_asks_what_the_policy_says(ann, look, classed, given, asked):
    said(ann, ago=0, found=classed)
    assert balance(look) == (given, asked)


@pytest.mark.parametrize("look", LOOKS)
def test_the_found_class_wins_unless_a_named_person_overruled(ann, look):
    said(ann, ago=0, declared="give", found="ask")
    assert balance(look) == (0, 1000)
    said(ann, ago=0, declared="give", found="ask", overruled_by="Olga")
    assert balance(look) == (1000, 1000)
    said(ann, ago=0, declared="give")
    assert balance(look) == (2000, 1000)


@pytest.mark.parametrize("look", LOOKS)
def test_telling_a_deed_gives_what_the_deed_was_worth(ann, look):
    deed = done(ann, ago=3, worth_milli=2500)
    assert balance(look) == (0, 0)
    said(ann, ago=0, found="mixed", tells=deed)
    assert balance(look) == (2500, 500)
    assert look()[1].last_give.tolist() == [seconds(NOW)]
    services.withdraw(deed, now=NOW)
    assert balance(look) == (500, 500)
    assert look()[1].last_give.tolist() == [NEVER]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("kind", "given"), [("feedback", 1000), ("complaint", 1000), ("reply", 0)])
def test_telling_eve_what_was_done_with_her_complaint_is_a_give(ann, look, kind, given):
    word = heard(ann, ago=3, kind=kind)
    said(ann, ago=0, found="service", closes=word)
    assert balance(look) == (given, 0)


@pytest.mark.parametrize("look", LOOKS)
def test_a_survey_becomes_a_give_once_its_answer_was_told_back(ann, look):
    survey = said(ann, ago=0, found="feedback")
    assert balance(look) == (0, 500)
    answer = heard(ann, ago=0, kind="reply", closes=survey)
    assert balance(look) == (0, 500)
    closing = said(ann, ago=0, found="service", closes=answer)
    assert balance(look) == (1000, 0)
    services.withdraw(closing, now=NOW)
    assert balance(look) == (0, 500)


@pytest.mark.parametrize("look", LOOKS)
def test_answering_another_customer_makes_no_survey_good(ann, look):
    """Rows written in bulk may say what the verbs refuse."""
    ben = customer("ben")
    survey = said(ann, ago=0, found="feedback")
    answer = heard(ann, ago=0, kind="feedback", closes=survey)
    said(ben, ago=0, found="service")
    Interaction.objects.filter(customer_id=ben).update(closes=answer)
    services.rows_changed([ann, ben], NOW)
    _, ledger = look()
    assert ledger.given.tolist() == [0, 0]
    Interaction.objects.filter(customer_id=ben).update(customer_id=ann)
    services.rows_changed([ann, ben], NOW)
    _, ledger = look()
    assert ledger.given.tolist() == [2000, 0]


@pytest.mark.parametrize("look", LOOKS)
def test_telling_ann_a_deed_done_for_ben_gives_her_nothing(ann, look):
    ben = customer("ben")
    row = said(ann, ago=0, found="service")
    for deed, given in ((done(ben), 0), (done(ann), 1000)):
        Interaction.objects.filter(pk=row.pk).update(tells=deed)
        services.rows_changed([ann, ben], NOW)
        assert balance(look) == (given, 0)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("answered", "worth"), [(3, (1000, 0)), (1, (0, 500))])
def test_an_answer_that_came_after_we_closed_it_was_not_told_back(ann, look, answered, worth):
    survey = said(ann, ago=0, found="feedback")
    answer = heard(ann, ago=answered, kind="reply", closes=survey)
    said(ann, ago=2, found="service", closes=answer, now=NOW)
    assert balance(look) == worth


@pytest.mark.parametrize("look", LOOKS)
def test_only_contacts_out_that_were_handed_over_or_reserved_are_felt(ann, look):
    said(ann, ago=1.0, channel="phone")
    said(ann, ago=-2, status="reserved", now=NOW)
    for what in ({"status": "bounced"}, {"status": "withheld"}, {"asked_for": True}, {"direction": "in"}):
        said(ann, ago=2, **what)
    services.withdraw(said(ann, ago=3), now=NOW)
    said(ann, ago=31)
    _, ledger = look()
    assert [(seconds(NOW) - at) / 86_400 for at in ledger.contacts.at.tolist()] == [1, -2]
    assert ledger.contacts.weight.tolist() == [2, 1]


@pytest.mark.parametrize("look", LOOKS)
def test_a_reply_ann_asked_for_is_a_contact_and_a_give_but_no_pressure(ann, look):
    said(ann, ago=0, found="give", asked_for=True)
    _, ledger = look()
    assert (ledger.last_contact[0], ledger.given[0], len(ledger.contacts)) == (seconds(NOW), 1000, 0)


@pytest.mark.parametrize("look", LOOKS)
def test_a_reservation_is_neither_a_contact_nor_a_give_yet(ann, look):
    said(ann, ago=-2, status="reserved", found="give", now=NOW)
    _, ledger = look()
    assert (ledger.last_contact[0], ledger.last_give[0], ledger.given[0]) == (NEVER, NEVER, 0)
    assert ledger.contacts.given.tolist() == [1000]


def test_the_balance_halves_in_180_days(ann):
    said(ann, ago=360, found="give")
    said(ann, ago=180, found="ask")
    for look in LOOKS:
        assert balance(look) == (250, 500)


def test_an_answer_for_a_moment_of_the_past_sees_what_had_happened_and_was_known(ann):
    row = said(ann, ago=10, found="give")
    said(ann, ago=20, found="give", now=NOW - days(2))
    services.correct(row, now=NOW - days(4), found="ask")
    assert balance(at=NOW - days(11), known=NOW - days(11)) == (0, 0)
    assert balance(at=NOW - days(10), known=NOW - days(9)) == (1000, 0)
    assert balance(at=NOW - days(10), known=NOW - days(4)) == (0, 1000)
    assert balance(at=NOW - days(10), known=NOW)[0] > 900


def test_a_customer_is_there_from_when_they_were_recorded_until_they_are_taken_back(db):
    dov = customer("dov", at=NOW - days(5))
    assert looked_at(at=NOW - days(6))[0] == []
    assert looked_at(at=NOW - days(6), known=NOW)[0] == [dov]
    Customer.objects.update(voided_at=NOW - days(1))
    assert looked_at(at=NOW - days(2))[0] == [dov]
    for look in LOOKS:
        assert look()[0] == []
        assert look([dov])[0] == []


def test_other_policies_than_the_state_was_kept_with_are_answered_from_the_ledger(ann):
    said(ann, ago=40, channel="email")
    said(ann, ago=2, channel="email", found="give")
    assert looked_at()[1].contacts.weight.tolist() == [1]
    heavier = Policy({"pressure.weights": {"email": 3}, "pressure.budgets": {"60": 9}, "balance.half_life_days": 1})
    for look in LOOKS:
        _, ledger = look(policy=heavier)
        assert ledger.contacts.weight.tolist() == [3, 3]
        assert ledger.given.tolist() == [250]
    assert told(looked_at(policy=heavier)) == told(added_up(policy=heavier))


def test_a_channel_without_a_weight_of_its_own_weighs_one(ann):
    said(ann, channel="pigeon")
    said(ann, channel="web")
    for look in LOOKS:
        assert sorted(look()[1].contacts.weight.tolist()) == [0, 1]


def test_a_state_changed_later_than_the_moment_asked_about_is_not_read(ann):
    said(ann, ago=31.5, found="give")
    said(ann, ago=0, found="give")
    an_hour_ago = NOW - days(1 / 24)
    _, ledger = looked_at(at=NOW - days(2))
    assert len(ledger.contacts) == 1
    assert told(looked_at(at=an_hour_ago)) == told(added_up(at=an_hour_ago))


def test_what_an_import_dates_in_the_future_has_not_happened(ann):
    said(ann, ago=1, found="give")
    Interaction.objects.update(happened_at=NOW + days(3))
    services.rows_changed([ann], NOW)
    for look in LOOKS:
        assert balance(look) == (0, 0)
        assert balance(look, at=NOW + days(3)) == (1000, 0)


def test_a_customer_whose_state_was_never_kept_is_answered_from_the_ledger(ann):
    said(ann, found="give")
    CustomerState.objects.all().delete()
    assert looked_at()[1].last_give.tolist() == [seconds(NOW - days(1))]


def test_only_those_asked_for_come_back_in_the_order_of_their_ids(db):
    ids = [customer() for _ in range(4)]
    said(ids[2], found="give")
    for look in LOOKS:
        found, ledger = look([ids[2], ids[0], 999_999])
        assert found == [ids[0], ids[2]]
        assert (ledger.last_give != NEVER).tolist() == [False, True]


def test_the_whole_history_of_pressure_can_be_read(ann):
    said(ann, ago=900)
    said(ann, ago=2)
    ids, contacts = history(None, at=seconds(NOW), known=seconds(NOW), policy=DEFAULTS)
    assert ids == [ann]
    assert [(seconds(NOW) - at) // 86_400 for at in contacts.at.tolist()] == [900, 2]

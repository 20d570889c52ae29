"""Two records, one customer: what was said to either was said to both."""

from __future__ import annotations

import pytest

from lately.interactions import services
from lately.interactions.models import Interaction
from lately.lib.refusal import Refusal
from tests.interactions.book import NOW, added_up, customer, customers, days, done, heard, looked_at, said, told

LOOKS = (looked_at, added_up)


@pytest.mark.parametrize("look", LOOKS)
def test_merged_anns_share_one_ledger_and_the_rows_keep_whose_they_were(db, look):
    ann, annie = customers(2)
    said(ann, ago=0, found="give")
    said(annie, ago=0, found="ask")
    services.merge(customer=annie, into=ann, now=NOW, source="same address")
    ids, ledger = look()
    assert ids == [ann]
    assert (ledger.given.tolist(), ledger.asked.tolist(), len(ledger.contacts)) == ([1000], [1000], 2)
    assert set(Interaction.objects.values_list("customer_id", flat=True)) == {ann, annie}
    said(annie, ago=0, found="ask")
    assert look()[1].asked.tolist() == [2000]
    assert look([ann])[1].asked.tolist() == [2000]
    assert look([annie])[0] == []


@pytest.mark.parametrize("look", LOOKS)
def test_taken_apart_they_are_two_again(db, look):
    ann, annie = customers(2)
    said(ann, ago=0, found="give")
    services.merge(customer=annie, into=ann, now=NOW, source="guess")
    said(annie, ago=0, found="ask")
    services.unmerge(customer=annie, now=NOW)
    ids, ledger = look()
    assert ids == [ann, annie]
    assert (ledger.given.tolist(), ledger.asked.tolist()) == ([1000, 0], [0, 1000])


def test_before_the_merge_they_were_two(db):
    ann, annie = customers(2)
    said(annie, ago=9, found="give")
    services.merge(customer=annie, into=ann, now=NOW - days(3), source="same address")
    services.unmerge(customer=annie, now=NOW - days(1))
    assert looked_at(at=NOW - days(4))[0] == [ann, annie]
    assert looked_at(at=NOW - days(2))[0] == [ann]
    assert looked_at(at=NOW - days(2))[1].given.tolist() == [973]
    assert looked_at()[0] == [ann, annie]


@pytest.mark.parametrize("look", LOOKS)
def test_what_was_done_for_one_and_told_to_the_other_was_told(db, look):
    ann, annie = customers(2)
    deed = done(ann, worth_milli=3000)
    survey = said(ann, ago=0, found="feedback")
    services.merge(customer=annie, into=ann, now=NOW, source="same address")
    said(annie, ago=0, found="service", tells=deed)
    answer = heard(annie, ago=0, kind="reply", closes=survey)
    said(ann, ago=0, found="service", closes=answer)
    _, ledger = look()
    assert (ledger.given.tolist(), ledger.asked.tolist()) == ([4000], [0])
    assert told(looked_at()) == told(added_up())


def test_chains_circles_and_strangers_are_refused(db):
    ann, annie, anna = (customer(name) for name in ("ann", "annie", "anna"))
    services.merge(customer=annie, into=ann, now=NOW, source="same")
    for one, other in ((ann, annie), (anna, annie), (annie, anna), (ann, anna)):
        with pytest.raises(Refusal, match="chains"):
            services.merge(customer=one, into=other, now=NOW, source="same")
    with pytest.raises(Refusal, match="themselves"):
        services.merge(customer=anna, into=anna, now=NOW, source="same")
    with pytest.raises(Refusal, match="no customer"):
        services.merge(customer=anna, into=10**9, now=NOW, source="same")
    with pytest.raises(Refusal, match="not merged"):
        services.unmerge(customer=anna, now=NOW)
    services.merge(customer=anna, into=ann, now=NOW, source="same")
    assert looked_at()[0] == [ann]

"""What an organisation knows of its own of only one customer may be asked and said all the same."""

from __future__ import annotations

from lately.lib.clock import now
from lately.profiles.models import Fact
from lately.profiles.own_facts import own_facts
from tests.interactions.book import NOW, customers


def known(of: int, name: str) -> Fact:
    return Fact.objects.create(customer_id=of, name=name, value="x", source="t", happened_at=NOW, recorded_at=NOW)


def test_a_fact_of_one_customer_among_many_is_offered_until_it_is_taken_back(db):
    some = customers(1_500)
    known(some[700], "own.contract")
    known(some[701], "own.boat")
    known(some[702], "own.boat")
    known(some[1], "likes")
    assert own_facts() == ["own.boat", "own.contract"]
    Fact.objects.filter(name="own.contract").update(voided_at=now())
    assert own_facts() == ["own.boat"]


def test_whoever_keeps_nothing_of_their_own_is_offered_nothing(db):
    assert own_facts() == []

"""Finding a customer by what people type, and calling them by what people know."""

from __future__ import annotations

import datetime as dt

import pytest

from lately.lib.refusal import Refusal
from lately.profiles.models import Customer, Identifier, Redirect
from lately.profiles.nameless import BEGINS, customer_of, word_of
from lately.profiles.people import people
from lately.profiles.selectors import customers_of, find_customer, keys_of

NOW = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)


def customer(**names: str) -> int:
    made = Customer.objects.create(recorded_at=NOW).pk
    for kind, value in names.items():
        Identifier.objects.create(customer_id=made, kind=kind, value=value, recorded_at=NOW)
    return made


@pytest.fixture
def ann(db: None) -> int:
    return customer(key="A-17", email="ann@example.org", phone="+441632960001")


@pytest.mark.parametrize(
    "typed",
    [
        "A-17", " A-17 ", "ann@example.org", "Ann@Example.org", "+441632960001", "+44 1632 960-001",
        "0044 1632 960001",
    ],
)  # fmt: skip
def test_ann_is_found_by_whatever_she_goes_by(ann, typed):
    assert find_customer(typed) == ann


def test_a_stranger_is_refused_with_those_who_look_like_them(ann):
    customer(key="B-99", email="ben@example.org")
    for typed, near in (("ann@exampel.org", "ann@example.org"), ("a-17", "A-17"), ("A-18", "A-17"), ("ann@", "ann@")):
        with pytest.raises(Refusal) as refused:
            find_customer(typed)
        assert repr(typed) in refused.value.what
        assert near in refused.value.todo, typed
        assert "B-99" not in refused.value.todo
    for typed in ("zzzzzz", "", "  ", "100%", "\x00"):
        with pytest.raises(Refusal, match="Import them first"):
            find_customer(typed)


def test_a_key_counts_before_a_number(db):
    by_phone, by_key = customer(phone="12345"), customer(key="12345")
    assert find_customer("12345") == by_key
    assert customers_of([("phone", "12345"), ("key", "12345"), ("email", "12345"), None]) == [
        by_phone,
        by_key,
        None,
        None,
    ]


def test_a_merged_customer_is_found_and_called_as_the_other(ann):
    annie = customer(key="Z-1", email="annie@example.org")
    Redirect.objects.create(customer_id=annie, into_id=ann, recorded_at=NOW, source="same")
    assert find_customer("annie@example.org") == ann
    assert keys_of([annie, ann]) == {annie: "A-17", ann: "A-17"}
    Redirect.objects.update(voided_at=NOW)
    assert find_customer("annie@example.org") == annie
    assert keys_of([annie]) == {annie: "Z-1"}


def test_customers_are_called_by_key_then_address_then_number(ann):
    ben, cara, dov = customer(email="ben@example.org", phone="1"), customer(phone="2"), customer()
    found = keys_of([dov, cara, ben, ann])
    assert found == {ann: "A-17", ben: "ben@example.org", cara: "2", dov: word_of(dov)}


def test_of_two_keys_the_first_given_is_shown_and_an_old_one_finds_nobody(ann):
    Identifier.objects.create(customer_id=ann, kind="key", value="0-newer", recorded_at=NOW)
    assert keys_of([ann]) == {ann: "A-17"}
    assert find_customer("0-newer") == ann
    Identifier.objects.filter(value="A-17").update(voided_at=NOW)
    assert keys_of([ann]) == {ann: "0-newer"}
    with pytest.raises(Refusal):
        find_customer("A-17")


def test_many_are_found_and_called_with_few_questions(db, django_assert_max_num_queries):
    made = [customer(key=f"k{place}") for place in range(300)]
    with django_assert_max_num_queries(10):
        assert customers_of([("key", f"k{place}") for place in range(300)]) == made
        assert keys_of(made) == {each: f"k{place}" for place, each in enumerate(made)}


def test_who_has_no_key_address_or_number_is_found_by_a_word_that_stays(db):
    dov, eve = customer(), customer()
    words = {one: keys_of([one])[one] for one in (dov, eve)}
    assert keys_of([dov])[dov] == words[dov] != words[eve]
    assert find_customer(words[dov]) == dov
    assert find_customer(f" {words[dov].upper()} ") == dov
    shown = people([dov], at=int(NOW.timestamp()), known=int(NOW.timestamp()))[dov]
    assert (shown["who"], shown["name"]) == (words[dov], "A customer without a name")


def test_a_word_is_not_guessed_and_names_nobody_who_is_gone(db):
    dov = customer()
    word = keys_of([dov])[dov]
    other = word[:-2] + ("a" if word[-2] != "a" else "b") + word[-1]
    for typed in (
        f"customer {dov}",
        f"{BEGINS}{dov}",
        f"{BEGINS}{'a' * 13}",
        other,
        word + "a",
        f"{BEGINS}!!!!!!!!!!!!!",
    ):
        with pytest.raises(Refusal, match="Nobody in the book"):
            find_customer(typed)
    Customer.objects.filter(pk=dov).update(voided_at=NOW)
    with pytest.raises(Refusal, match="Nobody in the book"):
        find_customer(word)


def test_the_word_of_somebody_merged_leads_to_whom_they_were_merged_into(ann):
    dov = customer()
    word = word_of(dov)
    Redirect.objects.create(customer_id=dov, into_id=ann, recorded_at=NOW)
    assert find_customer(word) == ann
    assert keys_of([dov]) == {dov: "A-17"}


def test_every_id_has_a_word_of_its_own():
    ids = [1, 2, 3, 2**31, 2**32 - 1, 2**32, 2**63 - 1]
    assert [customer_of(word_of(one)) for one in ids] == ids
    assert customer_of("ann@example.org") is None

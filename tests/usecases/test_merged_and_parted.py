"""What is said, put off, chosen and shown after two records were merged, and after they were parted again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lately.accounts.models import Book, Role, User
from lately.accounts.services import set_user
from lately.consent.models import Consent
from lately.consent.services import Word, record_words
from lately.identity.models import Duplicate, State
from lately.interactions.models import Interaction
from lately.interactions.services import merge, record, record_deed, record_promise, withdraw
from lately.interactions.timeline import When, deeds
from lately.interactions.waiting import untold_deeds
from lately.lib.moments import seconds
from lately.measurement.selectors import report_of
from lately.plans.models import PutOff
from lately.profiles.frames import Places, redirects, stated
from lately.profiles.glance import facts_of
from lately.profiles.models import Customer, Fact
from lately.usecases.end_fact import end_fact
from lately.usecases.explain import explain
from lately.usecases.make_report import make_report
from lately.usecases.merge_customers import merge_customers
from lately.usecases.note_consent import Allowed, note_consent
from lately.usecases.note_contact_made import About, note_contact_made
from lately.usecases.part_customers import take_apart
from lately.usecases.pass_over import gather, set_up
from lately.usecases.plan_handover import Wanted, plan_handover
from lately.usecases.put_back import put_back
from lately.usecases.put_off import Wish, put_off
from lately.usecases.see_owed import see_owed
from lately.usecases.see_person import see_person
from lately.usecases.see_same import see_pair
from lately.usecases.see_today import see_today
from lately.usecases.show_report import show_report
from lately.usecases.take_entry_back import take_entry_back
from lately.usecases.writing_down import Hand
from tests.usecases.conftest import SmallBook

MINUTE = 60


@pytest.fixture
def anne(small_book: SmallBook) -> SmallBook:
    """Ann stands in the book a second time, as Anne."""
    small_book.add("Anne")
    return small_book


def pair_of(book: SmallBook, one: str, other: str) -> Duplicate:
    first, second = sorted((book.ids[one], book.ids[other]))
    return Duplicate.objects.create(first_id=first, second_id=second, score_milli=9000, found_at=book.at)


def merged(book: SmallBook, user: User, one: str = "Ann", other: str = "Anne", **chosen: str) -> Duplicate:
    pair = pair_of(book, one, other)
    merge_customers(user=user, number=pair.pk, chosen=chosen, seen=0, now=seconds(book.at))
    pair.refresh_from_db()
    return pair


def parted(pair: Duplicate, user: User, at: dt.datetime) -> None:
    take_apart(user=user, number=pair.pk, seen=pair.version, now=seconds(at) + 9 * MINUTE)


def objects(book: SmallBook, name: str) -> None:
    Consent.objects.create(
        customer_id=book.ids[name], channel="email", state="objected", happened_at=book.ago(50),
        recorded_at=book.ago(50), source="a call",
    )  # fmt: skip


def held_by(who: str, now: int) -> set[str]:
    told = explain(customer=who, content="winter-tip", at=now, now=now)["contents"][0]
    return {reason["code"] for channel in told["channels"] for reason in channel["reasons"]}


def test_a_yes_she_says_after_the_merge_speaks_for_both_records(anne, owner, at):
    objects(anne, "Anne")
    merged(anne, owner)
    now = seconds(at) + MINUTE
    assert "objected" in held_by("ann@example.com", now)
    hand = Hand(owner, "ann@example.com", now, now, "a-form")
    key = note_consent(hand=hand, said=Allowed("yes", "email", where="on the phone"))
    assert "objected" not in held_by("ann@example.com", now)
    assert note_consent(hand=hand, said=Allowed("yes", "email", where="on the phone")) == ""
    take_entry_back(hand=hand, kind="consent", key=key)
    assert "objected" in held_by("ann@example.com", now)


def test_an_undated_yes_of_a_list_takes_back_no_no_of_a_merged_record(anne, owner, at):
    objects(anne, "Anne")
    Consent.objects.filter(customer=anne.ids["Ann"]).delete()
    merged(anne, owner)
    later = at + dt.timedelta(minutes=1)
    kept = record_words(words=[Word(anne.ids["Ann"], "email", "", "granted", later)], now=later, source="a list")
    assert kept.doubted == {anne.ids["Ann"]}
    assert "objected" in held_by("ann@example.com", seconds(later))


def test_what_is_chosen_stands_though_a_third_record_of_hers_is_newer(anne, owner, at):
    anne.add("Annie")
    merge(customer=anne.ids["Annie"], into=anne.ids["Ann"], now=anne.ago(1), source="test")
    for name, city, days in (("Ann", "Leeds", 40), ("Anne", "York", 30), ("Annie", "Bath", 20)):
        Fact.objects.create(
            customer_id=anne.ids[name], name="postal_address", value=city, happened_at=anne.ago(days),
            recorded_at=anne.ago(days), source="a form",
        )  # fmt: skip
    pair = pair_of(anne, "Ann", "Anne")
    shown = see_pair(user=owner, number=pair.pk, at=seconds(at), now=seconds(at))
    (row,) = (one for one in shown["differing"] if one["name"] == "postal_address")
    assert {row["first"]["value"], row["second"]["value"]} == {"Bath", "York"}
    side = "first" if row["first"]["value"] == "York" else "second"
    merge_customers(user=owner, number=pair.pk, chosen={"postal_address": side}, seen=0, now=seconds(at))
    page = see_person(user=owner, who="ann@example.com", at=seconds(at), now=seconds(at))
    assert address_on(page) == "York"


def address_on(page: dict[str, Any]) -> str:
    return str(page["person"]["address"])


def test_what_is_to_be_so_next_year_does_not_decide_what_is_so_now(anne, owner, at):
    for name, city, day in (
        ("Ann", "Leeds", anne.ago(300)), ("Anne", "York", anne.ago(400)), ("Ann", "Bath", at + dt.timedelta(days=90)),
    ):  # fmt: skip
        Fact.objects.create(
            customer_id=anne.ids[name], name="postal_address", value=city, happened_at=day, recorded_at=anne.ago(30),
            source="a form",
        )  # fmt: skip
    merged(anne, owner, postal_address="second")
    page = see_person(user=owner, who="ann@example.com", at=seconds(at), now=seconds(at))
    assert address_on(page) == "York"


def test_what_she_no_longer_likes_is_over_for_both_records(anne, owner, at):
    for name in ("Ann", "Anne"):
        anne.fact(name, "likes", "gardening")
    merged(anne, owner)
    now = seconds(at) + MINUTE
    hand = Hand(owner, "ann@example.com", now, now, "a-form")
    ids = [anne.ids["Ann"], anne.ids["Anne"]]
    (liked,) = (one for one in facts_of(ids, at=now, known=now) if one["name"] == "likes")
    end_fact(hand=hand, row=str(liked["row"]), never=False)
    assert "likes" not in {one["name"] for one in facts_of(ids, at=now + 1, known=now + 1)}
    places = Places([anne.ids["Ann"]], redirects(now + 1))
    assert not len(stated(places, ["likes"], chosen=True, at=now + 1, known=now + 1)["likes"].owner)


def test_what_was_put_off_of_a_merged_record_is_changed_and_brought_back_by_whoever_looks_after_her(anne, owner, at):
    maya = set_user(at=at, email="maya@example.org", name="Maya", role=Role.MEMBER, sees=Book.OWN)
    Customer.objects.filter(pk__in=(anne.ids["Ann"], anne.ids["Anne"])).update(owner=maya)
    first = put_off(user=maya, who="anne@example.com", wish=Wish("neglected"), at=seconds(at), now=seconds(at))
    merged(anne, owner)
    Customer.objects.filter(pk=anne.ids["Anne"]).update(owner=None)
    now = seconds(at) + MINUTE
    longer = Wish("neglected", how="week", changes=first["key"])
    second = put_off(user=maya, who="ann@example.com", wish=longer, at=now, now=now)
    put_back(user=maya, key=second["key"], now=now)
    assert not PutOff.objects.filter(voided_at=None).exists()


def test_the_link_to_a_report_is_closed_when_what_it_tells_is_somebody_elses(anne, owner, at):
    record_deed(
        customer=anne.ids["Anne"], what="Paid back what was taken twice", happened_at=anne.ago(4), now=anne.ago(4),
        source="test",
    )  # fmt: skip
    pair = merged(anne, owner)
    now = seconds(at) + MINUTE
    key = make_report(user=owner, who="ann@example.com", since="", once="1", at=now, now=now)
    show_report(user=owner, key=key, at=now, now=now)
    assert report_of(key, now=at + dt.timedelta(minutes=2)).page
    parted(pair, owner, at)
    assert report_of(key, now=at + dt.timedelta(minutes=10)).page is None


def test_who_was_spoken_to_under_one_record_is_done_for_today_under_both(anne, owner, at):
    now = seconds(at)
    merged(anne, owner, "Eve", "Dov")
    anne.heard("Dov", 0.01, channel="phone", by_id=owner.pk)
    merged(anne, owner)
    for name in ("Ann", "Anne"):
        anne.heard(name, 0.02, channel="phone", by_id=owner.pk)
    seen = see_today(user=owner, at=now, now=now + MINUTE)
    assert [card["kind"] for card in seen["cards"] if card["kind"] in {"complaint", "deed"}] == []
    assert seen["done_today"]["people"] == 2


def test_what_both_records_were_told_is_earned_once_and_a_promise_to_either_goes_along(anne, owner, at):
    now = seconds(at)
    for name in ("Ann", "Anne"):
        done = record_deed(customer=anne.ids[name], what="It", happened_at=anne.ago(2), now=anne.ago(2), source="test")
        anne.heard(name, 1, tells=done)
        anne.heard(name, 50)
        record_promise(
            customer=anne.ids[name], what="Ring", due_at=anne.ago(-9), happened_at=anne.ago(1), now=anne.ago(1),
            source="test",
        )  # fmt: skip
    merged(anne, owner)
    assert len(see_owed(user=owner, name="earned", at=now, now=now)["rows"]) == 1
    tom = set_user(at=at, email="tom@example.org", name="Tom", role=Role.MEMBER)
    Customer.objects.update(owner=owner)
    (share,) = plan_handover(wanted=Wanted(owner.pk, one=tom.pk), at=now, now=now)["shares"]
    assert [one["text"] for one in share["promises"]] == ["Ring", "Ring"]


def test_a_pair_that_was_taken_apart_before_is_put_back_when_what_followed_of_another_is(anne, owner, at):
    anne.add("Anna")
    beside = pair_of(anne, "Ann", "Anna")
    Duplicate.objects.filter(pk=beside.pk).update(decided_at=anne.ago(3), decided_by=owner, version=2)
    apart = pair_of(anne, "Anne", "Anna")
    Duplicate.objects.filter(pk=apart.pk).update(state=State.DIFFERENT)
    pair = merged(anne, owner)
    beside.refresh_from_db()
    assert beside.state == State.DIFFERENT
    parted(pair, owner, at)
    beside.refresh_from_db()
    assert beside.state == State.PROPOSED


def complained(book: SmallBook, name: str) -> Interaction:
    return record(
        customer=book.ids[name], direction="in", channel="email", kind="complaint", text="It is cold in here.",
        happened_at=book.ago(9), now=book.ago(9), source="mail",
    )  # fmt: skip


def quoted(book: SmallBook, name: str, now: int) -> set[str]:
    when = When(now, now)
    lists = [each for each in untold_deeds(when, limit=9) if each["customer"] == book.ids[name]]
    return {each["said"] for each in lists} | {each["answers"] for each in deeds([book.ids[name]], when)}


def test_after_they_are_parted_nobody_is_told_what_the_other_complained_of(anne, owner, at):
    pair = merged(anne, owner)
    cold, now = complained(anne, "Anne"), seconds(at) + MINUTE
    record_deed(
        customer=anne.ids["Dov"], what="Mended the heating", happened_at=anne.ago(1), now=anne.ago(1), source="test",
        answers=complained(anne, "Dov"),
    )  # fmt: skip
    record_deed(
        customer=anne.ids["Ann"], what="Mended the heating", happened_at=anne.ago(1), now=anne.ago(1), source="test",
        answers=cold,
    )  # fmt: skip
    assert quoted(anne, "Ann", now) == quoted(anne, "Dov", now) | {""} == {"It is cold in here.", ""}
    parted(pair, owner, at)
    assert quoted(anne, "Ann", now + 9 * MINUTE) == {""}


def test_a_deed_whose_complaint_was_taken_back_can_still_be_told(small_book, owner, at):
    cold, now = complained(small_book, "Dov"), seconds(at)
    record_deed(
        customer=small_book.ids["Dov"], what="Mended the heating", happened_at=small_book.ago(1),
        now=small_book.ago(1), source="test", answers=cold, source_key="mended",
    )  # fmt: skip
    withdraw(cold, now=small_book.ago(0.5))
    told = gather(set_up(at=now, now=now), [small_book.ids["Dov"]]).history
    assert (told.untold_deeds.tolist(), told.untold_answers.tolist()) == ([1], [0])
    (deed,) = untold_deeds(When(now, now), customer=small_book.ids["Dov"], limit=9)
    about = About(tells=deed["key"], closes=deed["answers"])
    assert note_contact_made(user=owner, who="dov@example.com", channel="phone", about=about, at=now, now=now)

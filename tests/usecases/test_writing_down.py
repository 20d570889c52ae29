"""What is written down about a customer in seconds: each once, each can be taken back, each counts at once."""

from __future__ import annotations

import dataclasses

import pytest

from lately.accounts.models import Book, Role
from lately.accounts.services import set_user
from lately.interactions.models import Deed, Interaction, KnownSince, Promise
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import NotInYourBook
from lately.profiles.models import Customer, Note
from lately.usecases.explain import explain
from lately.usecases.find_neglected import find_neglected
from lately.usecases.make_promise import make_promise
from lately.usecases.note_contact_made import About, note_contact_made
from lately.usecases.note_deed import note_deed
from lately.usecases.note_heard import note_heard
from lately.usecases.note_talk import Talk, note_talk
from lately.usecases.see_person import see_person
from lately.usecases.take_contact_back import take_contact_back
from lately.usecases.take_entry_back import take_entry_back
from lately.usecases.verify_state import verify_state
from lately.usecases.write_note import write_note
from lately.usecases.writing_down import LONGEST, Hand

TALKS = [
    Talk("phone", "out", said="Asked how the boiler is"),
    Talk("visit", "in", said="Came by to show the new bathroom"),
    Talk("phone", "in", said="Rang about the bill"),
    Talk("post", "out"),
    Talk("shop", "in", said="Bought a filter and stayed for tea"),
]


@pytest.fixture
def hand(small_book, owner, at):
    """The owner writes about Dov."""
    return Hand(owner, "dov@example.com", seconds(at), seconds(at), "one-form")


def of_dov(model):
    """Dov's rows that count."""
    return model.objects.filter(customer__identifiers__value="dov@example.com", voided_at=None)


def page(hand):
    return see_person(user=hand.user, who=hand.who, at=hand.at, now=hand.now)


def reasons(hand, content):
    told = explain(customer=hand.who, content=content, at=hand.at, now=hand.now)["contents"][0]
    return {reason["code"] for channel in told["channels"] for reason in channel["reasons"]}


def neglected(hand):
    found = find_neglected(at=hand.at, now=hand.now).lists["silent_since_purchase"]
    return [one.customer for one in found.customers]


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: f"{talk.channel}-{talk.direction}")
def test_dov_is_neglected_no_more_whoever_of_us_and_however_they_spoke(small_book, hand, at, talk):
    KnownSince.objects.create(channel="email", since=small_book.ago(300), recorded_at=small_book.ago(300))
    assert neglected(hand) == ["dov@example.com"]
    key = note_talk(hand=hand, talk=talk)
    assert note_talk(hand=hand, talk=talk) == key
    assert neglected(hand) == []
    assert verify_state(now=at, repair=False).differences == []
    take_entry_back(hand=hand, kind="talk", key=key)
    assert neglected(hand) == ["dov@example.com"]
    assert verify_state(now=at, repair=False).differences == []


def test_a_talk_that_dov_began_presses_on_nobody_and_waits_for_no_answer(hand):
    note_talk(hand=hand, talk=Talk("phone", "in", on="2026-11-14", said="Rang about the bill"))
    ours = Interaction.objects.get(direction="out", customer__identifiers__value="dov@example.com")
    assert (ours.asked_for, ours.classed, ours.by_id) == (True, "service", hand.user.pk)
    assert "waits_for_answer" not in reasons(hand, "diapers")
    note_talk(hand=hand, talk=Talk("email", "in", said="When do you come?"))
    assert "waits_for_answer" in reasons(hand, "diapers")


def test_a_deed_is_untold_a_promise_is_open_and_a_complaint_holds_asks_until_taken_back(hand):
    deed = note_deed(hand=hand, what="We bled the radiators", on="2026-11-10", worth="2000", saved="40")
    promise = make_promise(hand=hand, what="To send the plan", due="2026-11-20", refrains="")
    word = note_heard(hand=hand, kind="complaint", channel="phone", on="", said="The valve drips again.")
    seen = page(hand)
    assert [(one["saved_minor"], one["currency"], one["told_at"]) for one in seen["deeds"]] == [(4000, "EUR", None)]
    assert seen["promises"][0]["due"] == seconds(of_dov(Promise).get().due_at)
    assert of_dov(Promise).get().due_at.isoformat() == "2026-11-20T23:59:59+00:00"
    assert [one["text"] for one in seen["heard"]] == ["The valve drips again."]
    assert of_dov(Deed).get().worth_milli == 2000
    assert "open_complaint" in reasons(hand, "diapers")
    for kind, key in (("deed", deed), ("promise", promise), ("heard", word)):
        take_entry_back(hand=hand, kind=kind, key=key)
    seen = page(hand)
    assert (seen["deeds"], seen["promises"], seen["heard"]) == ([], [], [])
    assert "open_complaint" not in reasons(hand, "diapers")


def test_dov_is_left_in_peace_until_the_day_that_was_promised(hand):
    make_promise(hand=hand, what="", due="2026-12-01", refrains="all")
    assert "promise_broken" in reasons(hand, "winter-tip")


def test_a_note_is_kept_as_it_was_typed_and_only_its_writer_or_the_owner_take_it_back(hand, at):
    key = write_note(hand=hand, text="Rings the bell twice.\r\n<b>Dog!</b>")
    assert page(hand)["notes"][0]["text"] == "Rings the bell twice.\n<b>Dog!</b>"
    other = set_user(at=at, email="mia@example.org", name="Mia", role=Role.MEMBER, sees=Book.ALL)
    with pytest.raises(Refusal, match="Somebody else wrote this down"):
        take_entry_back(hand=dataclasses.replace(hand, user=other), kind="note", key=key)
    assert not see_person(user=other, who=hand.who, at=hand.at, now=hand.now)["notes"][0]["mine"]
    theirs = write_note(hand=dataclasses.replace(hand, user=other), text="Likes tea")
    for each in (key, theirs):
        take_entry_back(hand=hand, kind="note", key=each)
    assert page(hand)["notes"] == []
    for who, again in ((hand, key), (dataclasses.replace(hand, who="ann@example.com"), theirs)):
        with pytest.raises(Refusal, match="nothing to take back"):
            take_entry_back(hand=who, kind="note", key=again)


def test_a_form_sent_twice_is_one_row_and_one_changed_after_going_back_is_another(hand):
    for text in ("Likes tea", "Likes tea", "Likes coffee"):
        write_note(hand=hand, text=text)
        note_deed(hand=hand, what=text, on="", worth="1000", saved="")
        make_promise(hand=hand, what=text, due="2026-11-20", refrains="")
        note_heard(hand=hand, kind="feedback", channel="visit", on="", said=text)
    assert [of_dov(model).count() for model in (Note, Deed, Promise)] == [2, 2, 2]
    assert Interaction.objects.filter(kind="feedback").count() == 2


def test_a_call_of_today_is_written_down_as_of_now_and_answers_what_dov_wrote_at_noon(hand, at):
    later = dataclasses.replace(hand, at=hand.at + 8 * 3600, now=hand.now + 8 * 3600)
    note_talk(hand=later, talk=Talk("phone", "out", on="2026-11-16"))
    note_talk(hand=later, talk=Talk("phone", "out", on="2026-11-15"))
    moments = of_dov(Interaction).filter(kind="call").order_by("happened_at").values_list("happened_at", flat=True)
    assert [f"{one:%d %H}" for one in moments] == ["15 12", "16 17"]


def test_a_second_call_of_the_day_with_other_words_is_another_contact(hand):
    def rang(said):
        about = About(said=said)
        return note_contact_made(
            user=hand.user, who=hand.who, channel="phone", about=about, at=hand.at, now=hand.now
        )  # fmt: skip

    assert rang("") == rang("")
    assert rang("") != rang("Said hello")


def test_a_child_that_is_not_born_yet_has_no_age(hand, small_book):
    small_book.fact("Cara", "child_birth_date", "2027-02-02")
    seen = see_person(user=hand.user, who="cara@example.com", at=hand.at, now=hand.now)
    assert seen["stage"] == "with a child of 15 years"


def test_a_deed_that_dov_was_told_of_is_not_taken_from_under_the_telling(hand, small_book):
    key = note_deed(hand=hand, what="We bled the radiators", on="", worth="1000", saved="")
    small_book.heard("Dov", 0, tells=of_dov(Deed).get())
    with pytest.raises(Refusal, match="said or done because of this"):
        take_entry_back(hand=hand, kind="deed", key=key)
    assert of_dov(Deed).exists()


WRONG = {
    "nothing in a note": lambda hand: write_note(hand=hand, text=" \n "),
    "a book in a note": lambda hand: write_note(hand=hand, text="a" * (LONGEST + 1)),
    "a deed of tomorrow": lambda hand: note_deed(hand=hand, what="It", on="2026-11-17", worth="1000", saved=""),
    "a worth nobody offered": lambda hand: note_deed(hand=hand, what="It", on="", worth="999999", saved=""),
    "money that is none": lambda hand: note_deed(hand=hand, what="It", on="", worth="1000", saved="a lot"),
    "money below nothing": lambda hand: note_deed(hand=hand, what="It", on="", worth="1000", saved="-5"),
    "a promise for yesterday": lambda hand: make_promise(hand=hand, what="It", due="2026-11-15", refrains=""),
    "a promise without a day": lambda hand: make_promise(hand=hand, what="It", due="", refrains=""),
    "a promise for the end of the calendar": lambda hand: make_promise(
        hand=hand, what="It", due="9999-12-31", refrains=""
    ),
    "a promise of nothing": lambda hand: make_promise(hand=hand, what="", due="2026-12-15", refrains=""),
    "a strange silence": lambda hand: make_promise(hand=hand, what="", due="2026-12-15", refrains="gifts"),
    "a carrier pigeon": lambda hand: note_talk(hand=hand, talk=Talk("pigeon")),
    "both at once": lambda hand: note_talk(hand=hand, talk=Talk("phone", "both")),
    "a strange purpose": lambda hand: note_talk(hand=hand, talk=Talk("phone", classed="disguised")),
    "a word that is a purchase": lambda hand: note_heard(hand=hand, kind="purchase", channel="visit", on="", said="x"),
    "a day that is none": lambda hand: note_heard(hand=hand, kind="feedback", channel="visit", on="soon", said="x"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_is_refused_in_words_and_nothing_of_dov_is_written(hand, wrong):
    before = of_dov(Interaction).count()
    with pytest.raises(Refusal) as refused:
        WRONG[wrong](hand)
    assert all((refused.value.what, refused.value.why, refused.value.todo))
    assert [of_dov(model).count() for model in (Interaction, Note, Deed, Promise)] == [before, 0, 0, 0]


def test_nobody_writes_about_a_customer_who_is_not_in_their_book(hand, at):
    own = set_user(at=at, email="own@example.org", name="Otto", role=Role.MEMBER, sees=Book.OWN)
    with pytest.raises(Refusal, match="not in your book"):
        write_note(hand=dataclasses.replace(hand, user=own), text="Mine?")


def test_a_contact_with_whom_somebody_else_looks_after_now_is_theirs_to_take_back(small_book, at):
    maya = set_user(at=at, email="maya@example.org", name="Maya", role=Role.MEMBER, sees=Book.OWN)
    Customer.objects.filter(pk=small_book.ids["Dov"]).update(owner=maya)
    now = seconds(at)
    key = note_contact_made(user=maya, who="dov@example.com", channel="phone", about=About(), at=now, now=now)
    heard = note_talk(hand=Hand(maya, "dov@example.com", now, now, "1"), talk=Talk("phone", "in", said="It is cold."))
    with pytest.raises(Refusal, match="nothing to take back"):
        take_contact_back(user=maya, key=heard, now=now)
    Customer.objects.filter(pk=small_book.ids["Dov"]).update(owner=None)
    with pytest.raises(NotInYourBook):
        take_contact_back(user=maya, key=key, now=now)

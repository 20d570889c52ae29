"""Small words on the screens: read aloud, they are what a person would say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string

from lately.accounts.models import User
from lately.decisioning.phrases import CHANNEL_WORDS, CHANNELS_WORDS
from lately.interactions.services import record
from lately.lib.moments import seconds
from lately.policies.services import set_policy
from lately.profiles.models import Customer
from lately.usecases.choose_moment import choose_moment
from lately.usecases.decide_now import decide_now
from lately.usecases.draft_words import Matter, way_to
from lately.usecases.see_how_we_do import see_how_we_do
from lately.usecases.see_person import see_person
from lately.usecases.see_today import see_today
from lately.web.when import late_words


@pytest.fixture
def olga(small_book: Any) -> User:
    return User.objects.create(email="o@example.org", name="Olga", role="owner", recorded_at=small_book.ago(20))


@pytest.fixture
def maya(small_book: Any) -> User:
    return User.objects.create(email="m@example.org", name="Maya", role="member", recorded_at=small_book.ago(20))


def today(user: User, at: dt.datetime) -> str:
    found = see_today(user=user, at=seconds(at), now=seconds(at))
    return render_to_string("web/today.html", found | {"moment": choose_moment(text="", now=at)})


def person(user: User, who: str, at: dt.datetime) -> str:
    found = see_person(user=user, who=f"{who}@example.com", at=seconds(at), now=seconds(at))
    return render_to_string("web/person.html", found | {"moment": choose_moment(text="", now=at)})


def test_where_nobody_shares_the_work_it_is_not_said_that_nobody_looks_after_ann(
    small_book: Any, olga: User, maya: User, at: dt.datetime
) -> None:
    assert "nobody looks after them" not in today(olga, at)
    assert "nobody looks after them" not in person(olga, "ann", at)
    Customer.objects.filter(pk=small_book.ids["Ben"]).update(owner=maya)
    assert "nobody looks after them" in today(olga, at)
    assert "nobody looks after them" in person(olga, "ann", at)
    assert "looked after by Maya" in person(olga, "ben", at)


def test_dov_prefers_the_phone_as_others_prefer_letters(small_book: Any, at: dt.datetime) -> None:
    small_book.fact("Dov", "preferred_channel", "phone")
    small_book.fact("Dov", "phone", "+441632960001")
    free = {"email": 5.0, "phone": 0.0}
    set_policy(name="worth.cost", value=free, valid_from=small_book.ago(9), now=small_book.ago(9), by="Olga")
    said = decide_now(customer="dov@example.com", at=seconds(at), now=seconds(at))["says"]
    assert (said[0]["channel"], said[0]["because"][-1]) == ("phone", "Dov prefers the phone.")
    assert CHANNELS_WORDS.keys() == CHANNEL_WORDS.keys()


def test_a_draft_for_mayas_customer_is_signed_in_her_name_too(
    small_book: Any, olga: User, maya: User, at: dt.datetime
) -> None:
    whose = {"greeting": "Ann", "owner": "Maya"}
    assert Matter().facts(whose, "Olga")["sender.name"] == "Olga (for Maya)"
    assert Matter().facts(whose, "Maya")["sender.name"] == "Maya"
    assert Matter().facts({"greeting": "Ann", "owner": ""}, "Olga")["sender.name"] == "Olga"


def test_a_title_that_asks_has_no_stop_after_it(small_book: Any, olga: User, at: dt.datetime) -> None:
    small_book.fact("Dov", "phone", "+441632960001")
    small_book.heard("Dov", 91, "ask")
    for name in ("Ann", "Ben", "Cara", "Eve"):
        Customer.objects.filter(pk=small_book.ids[name]).update(voided_at=at - dt.timedelta(days=1))
    page = today(olga, at)
    assert "How is it doing?" in page
    assert "?." not in page


def test_a_complaint_that_begins_with_its_subject_is_shown_once(small_book: Any, olga: User, at: dt.datetime) -> None:
    cold = "It is cold again. I am sitting in my coat."
    record(
        customer=small_book.ids["Ben"], direction="in", channel="email", kind="complaint", subject="It is cold again.",
        text=cold, happened_at=small_book.ago(2), now=small_book.ago(2), source="mail",
    )  # fmt: skip
    ledger = person(olga, "ben", at).partition('id="ledger"')[2].partition("</aside>")[0].partition("<aside")[0]
    assert ledger.count("It is cold again.") == 1
    assert "I am sitting in my coat." in ledger


def test_who_only_gives_is_not_told_a_number_of_asks(small_book: Any, olga: User, at: dt.datetime) -> None:
    assert see_how_we_do(user=olga, at=seconds(at), now=seconds(at))["per_give"] == (
        "We brought something and wanted nothing."
    )


def test_a_promise_is_late_by_the_calendar_and_a_number_is_dialled_as_abroad() -> None:
    now = dt.datetime(2026, 7, 14, 8, tzinfo=dt.UTC)

    def said(due: str) -> str:
        return late_words(seconds(dt.datetime.fromisoformat(f"2026-07-{due}Z")), seconds(now), "Europe/London")

    assert said("13T22:59") == "1 day late"
    assert said("14T07:00") == said("14T22:59") == "due today"
    assert said("14T23:01") == said("15T07:00") == "due in 1 day"
    assert way_to("phone", "+44 (0)20 7946 0018", "", "") == "tel:+442079460018"
    assert way_to("sms", "110", "", "Hi") == "sms:110?body=Hi"

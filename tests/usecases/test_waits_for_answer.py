"""Whoever writes to us is answered first; until then nothing is asked of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string

from lately.accounts.models import User
from lately.consent.models import Consent
from lately.content.definition import parse_definitions
from lately.content.models import Content
from lately.content.services import keep_contents
from lately.interactions.models import Interaction, KnownSince
from lately.interactions.services import record
from lately.lib.moments import seconds
from lately.policies.services import set_policy
from lately.profiles.models import Redirect
from lately.usecases.choose_moment import choose_moment
from lately.usecases.decide_now import decide_now
from lately.usecases.note_contact_made import About, note_contact_made
from lately.usecases.see_heard import Part, see_heard
from lately.usecases.see_today import see_today
from lately.usecases.take_contact_back import take_contact_back

BEGAN = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
FURIOUS = "Hello,\n\nI am furious, this is the third time the boiler failed and nobody calls back.\n\nBen"
SALE = """
- key: sale
  title: A new stove
  purpose: sale
  benefit: A warm room
  worth: 60
  channels: {email: {class: ask, text: Buy}}
"""


@pytest.fixture
def owner(small_book: Any) -> User:
    return User.objects.create(email="o@example.org", name="Olga", role="owner", recorded_at=small_book.ago(20))


@pytest.fixture
def ben(small_book: Any) -> int:
    """Ben, who was given much and asked for nothing yet."""
    keep_contents(definitions=parse_definitions(SALE, zone="UTC"), now=small_book.ago(99))
    small_book.heard("Ben", 60)
    small_book.heard("Ben", 50)
    return int(small_book.ids["Ben"])


def wrote(book: Any, customer: int, days: float, text: str = FURIOUS, **more: Any) -> Any:
    what = {"direction": "in", "channel": "email", "subject": "The boiler", "text": text, "source": "mail"} | more
    return record(customer=customer, happened_at=book.ago(days), now=book.ago(days), **what)


def today(owner: User, at: dt.datetime) -> dict[str, Any]:
    return see_today(user=owner, at=seconds(at), now=seconds(at))


def waiting(owner: User, at: dt.datetime) -> list[dict[str, Any]]:
    return [card for card in today(owner, at)["cards"] if card["kind"] == "waits"]


def reasons(at: dt.datetime, content: str = "sale", customer: str = "ben@example.com") -> set[str]:
    line = decide_now(customer=customer, at=seconds(at), now=seconds(at))
    return {one["code"] for held in line["held_back"] if held["content"] == content for one in held["reasons"]}


def test_bens_angry_mail_stands_in_today_in_his_own_words_and_holds_back_asks(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    assert "waits_for_answer" not in reasons(at)
    wrote(small_book, ben, 2)
    assert "waits_for_answer" in reasons(at)
    assert "waits_for_answer" not in reasons(at, "winter-tip")
    (card,) = waiting(owner, at)
    page = render_to_string(
        "web/today.html", today(owner, at) | {"may_act": True, "moment": choose_moment(text="", now=at)}
    )
    assert "<blockquote>I am furious, this is the third time" in page
    assert "I answered" in page
    assert card["ways"][0]["href"] == "mailto:ben@example.com?subject=Re%3A%20The%20boiler"
    assert card["better_not"][0] == (
        "Ask for nothing yet. Ben wrote to us and waits for an answer; first we answer, then we may ask."
    )


def test_once_ben_is_answered_the_card_goes_and_comes_back_if_that_was_pressed_by_mistake(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    wrote(small_book, ben, 2)
    (card,) = waiting(owner, at)
    now = seconds(at)
    key = note_contact_made(
        user=owner, who="ben@example.com", channel="email", about=About(**card["refers"]), at=now, now=now
    )
    answer = Interaction.objects.get(source_key=key)
    assert (answer.asked_for, answer.declared, answer.by_id) == (True, "service", owner.pk)
    tomorrow = at + dt.timedelta(days=1)
    assert not waiting(owner, tomorrow)
    assert "waits_for_answer" not in reasons(tomorrow)
    (row,) = see_heard(user=owner, part=Part(kind="message"), at=now, now=now)["rows"]
    assert row["state"] == "settled"
    take_contact_back(user=owner, key=key, now=now + 60)
    assert waiting(owner, tomorrow)


def test_a_mailing_a_bill_or_an_older_call_is_no_answer_and_a_call_since_is(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    wrote(small_book, ben, 4)
    small_book.heard("Ben", 5, "service", "phone", kind="call")
    small_book.heard("Ben", 3)
    small_book.heard("Ben", 2, "ask", kind="invoice", by_id=owner.pk)
    assert waiting(owner, at)
    assert "waits_for_answer" in reasons(at)
    small_book.heard("Ben", 1.5, "service", "phone", kind="call")
    assert not waiting(owner, at)
    assert "waits_for_answer" not in reasons(at)


def test_a_reply_that_was_imported_from_the_mailbox_is_an_answer(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    wrote(small_book, ben, 4)
    small_book.heard("Ben", 3, "service", asked_for=True)
    assert not waiting(owner, at)
    assert "waits_for_answer" not in reasons(at)


def test_the_longest_waiting_come_first_and_nobody_twice(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    wrote(small_book, ben, 3)
    wrote(small_book, ben, 1, "Are you there?")
    wrote(small_book, small_book.ids["Cara"], 9, "When do you come to sweep the chimney?")
    found = today(owner, at)
    assert found["waiting"]["waits"] == 2
    assert [card["person"]["given"] for card in found["cards"] if card["kind"] == "waits"] == ["Cara", "Ben"]
    shown = see_heard(user=owner, part=Part(kind="message"), at=seconds(at), now=seconds(at))["rows"]
    assert [row["state"] for row in shown] == ["waits", "waits", "waits"]
    turned = see_heard(user=owner, part=Part(state="waits", oldest=True), at=seconds(at), now=seconds(at))["rows"]
    assert [row["at"] for row in turned] == sorted(row["at"] for row in turned), "the longest waiting first"
    assert {row["state"] for row in turned} == {"waits"}


def test_thanks_for_what_we_sent_do_not_wait_and_neither_does_what_is_long_ago(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    wrote(small_book, ben, 2, "Thank you, that is kind.", kind="reply")
    wrote(small_book, small_book.ids["Cara"], 31)
    assert not waiting(owner, at)
    set_policy(name="answers.wait_days", value=40, valid_from=BEGAN, now=small_book.ago(10), by="Olga")
    (card,) = waiting(owner, at)
    assert card["person"]["given"] == "Cara"


def test_an_answer_under_the_name_they_had_before_counts(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    wrote(small_book, ben, 3)
    Redirect.objects.create(customer_id=ben, into_id=small_book.ids["Dov"], recorded_at=small_book.ago(2))
    (card,) = waiting(owner, at)
    assert card["person"]["given"] == "Dov"
    assert "waits_for_answer" in reasons(at, customer="dov@example.com")
    small_book.heard("Dov", 1, "service", "phone", kind="call")
    assert not waiting(owner, at)
    assert "waits_for_answer" not in reasons(at, customer="dov@example.com")


def test_what_ben_was_never_answered_stands_in_heard_and_in_today_as_one_line(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    wrote(small_book, ben, 33)
    assert waiting(owner, at) == []
    assert today(owner, at)["never_answered"] == 1
    page = render_to_string(
        "web/today.html", today(owner, at) | {"may_act": True, "moment": choose_moment(text="", now=at)}
    )
    assert "1 message was never answered" in page
    (row,) = see_heard(user=owner, part=Part(state="never"), at=seconds(at), now=seconds(at))["rows"]
    assert (row["text"], row["state"]) == (FURIOUS, "never")
    small_book.heard("Ben", 1, kind="call", channel="phone")
    assert today(owner, at)["never_answered"] == 0
    assert see_heard(user=owner, part=Part(state="never"), at=seconds(at), now=seconds(at))["rows"] == []


def test_messages_never_answered_go_on_page_by_page_in_both_orders(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    for days in range(31, 61):
        wrote(small_book, ben, days - 0.5, text=f"{days}")
    small_book.heard("Ben", 45, kind="call", channel="phone")
    newest = see_heard(user=owner, part=Part(state="never"), at=seconds(at), now=seconds(at))["rows"]
    assert [row["text"] for row in newest] == [str(days) for days in range(31, 46)]
    oldest = see_heard(user=owner, part=Part(state="never", oldest=True), at=seconds(at), now=seconds(at))["rows"]
    assert oldest == newest[::-1]


def test_messages_that_wait_go_on_page_by_page_in_both_orders_and_none_is_lost(
    small_book: Any, ben: int, owner: User, at: dt.datetime
) -> None:
    for hours in range(60):
        wrote(small_book, ben, 1 + hours / 4, text=f"{hours}")
    small_book.heard("Ben", 13, kind="call", channel="phone")

    def pages(*, oldest: bool) -> list[str]:
        part, after = Part(state="waits", oldest=oldest), ""
        told: list[str] = []
        while not told or after:
            page = see_heard(user=owner, part=part, after=after, at=seconds(at), now=seconds(at))
            told += [row["text"] for row in page["rows"]]
            after = page["after"]
        return told

    assert pages(oldest=False) == [str(hours) for hours in range(48)]
    assert pages(oldest=True) == pages(oldest=False)[::-1]


def test_dov_who_is_neglected_is_asked_how_he_is_where_nothing_is_on_the_shelf(
    small_book: Any, owner: User, at: dt.datetime
) -> None:
    Content.objects.update(voided_at=small_book.ago(19))
    KnownSince.objects.create(channel="email", since=BEGAN, recorded_at=BEGAN)
    (card,) = [card for card in today(owner, at)["cards"] if card["person"]["name"] == "Dov"]
    assert (card["kind"], [way["channel"] for way in card["ways"]]) == ("neglected", ["email"])


@pytest.mark.parametrize("word", ["deceased", "objected", "withdrawn"])
def test_nobody_asks_how_dov_is_who_died_or_wants_no_mail(
    small_book: Any, owner: User, at: dt.datetime, word: str
) -> None:
    Content.objects.update(voided_at=small_book.ago(19))
    KnownSince.objects.create(channel="email", since=BEGAN, recorded_at=BEGAN)
    if word == "deceased":
        small_book.fact("Dov", word, value=True)
    else:
        said = small_book.ago(15)
        Consent.objects.create(
            customer_id=small_book.ids["Dov"], state=word, happened_at=said, recorded_at=said, source="a call"
        )
    shown = today(owner, at)
    assert "Dov" not in [card["person"]["name"] for card in shown["cards"]]
    assert shown["waiting"]["neglected"] > 0

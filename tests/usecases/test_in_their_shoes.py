"""In their shoes: what a customer saw of us, without what we say among ourselves, and an honest sum of it."""

from __future__ import annotations

import pytest

from lately.interactions.models import Deed
from lately.interactions.services import record_deed
from lately.lib.moments import seconds
from lately.usecases.make_report import make_report
from lately.usecases.note_report_sent import note_report_sent
from lately.usecases.note_talk import Talk, note_talk
from lately.usecases.see_shoes import see_shoes
from lately.usecases.shoes_words import Seen, summary
from lately.usecases.writing_down import Hand

DAY = 86_400


def shoes(owner, at, who):
    return see_shoes(user=owner, who=f"{who}@example.com", at=seconds(at), now=seconds(at))


def said(at, seen, *, helped=None, untold=None):
    return " ".join(summary(seen, helped=helped, untold=untold, at=seconds(at), zone="Europe/London", days=90))


def test_four_messages_that_all_wanted_something_are_called_that(at):
    wanted = [Seen("ask"), Seen("disguised"), Seen("mixed"), Seen("feedback")]
    assert said(at, wanted, helped=seconds(at) - 180 * DAY) == (
        "In 90 days: 4 messages, all wanted something. The last time you helped them was in May."
    )


READS = {
    "In 90 days they heard nothing from you.": [],
    "In 90 days they heard nothing from you of your own accord. You answered them once.": [
        Seen("service", asked_for=True)
    ],
    "In 90 days: 1 message, and it wanted something.": [Seen("ask")],
    "In 90 days: 2 contacts, all for their own sake.": [Seen("give"), Seen("give", written=False)],
    "In 90 days: 3 messages; 2 wanted something and 1 was for their own sake.": [
        Seen("give"), Seen("ask"), Seen("ask"),
    ],
    "In 90 days: 1 message, and nobody has read what it wanted.": [Seen("")],
    "In 90 days: 2 messages; 1 was about work going on and 1 nobody has read, so what it wanted is not known.": [
        Seen(""), Seen("service"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("sentence", READS)
def test_the_sum_is_a_whole_sentence_whatever_they_saw(at, sentence):
    assert said(at, READS[sentence]).startswith(sentence + " ")


def test_a_help_of_this_month_has_its_day_one_of_another_year_its_year_and_an_untold_deed_is_owned_up_to(at):
    assert "on 9 November." in said(at, [], helped=seconds(at) - 7 * DAY)
    assert "in November 2024." in said(at, [], helped=seconds(at) - 730 * DAY)
    assert "you have never helped them" in said(at, [])
    told = said(at, [], helped=seconds(at) - 200 * DAY, untold=seconds(at) - 10 * DAY)
    assert told.endswith("On 6 November you did something for them and never told them.")
    assert "never told" not in said(at, [], helped=seconds(at) - DAY, untold=seconds(at) - 10 * DAY)


def test_a_report_that_tells_two_deeds_reached_ann_once(small_book, owner, at):
    record_deed(
        customer=small_book.ids["Ann"], what="Bled the radiators", happened_at=small_book.ago(2),
        now=small_book.ago(2), source="test",
    )  # fmt: skip
    moment = {"at": seconds(at), "now": seconds(at)}
    key = make_report(user=owner, who="ann@example.com", since="", once="once", **moment)
    assert note_report_sent(user=owner, key=key, channel="email", **moment) == 2
    seen = shoes(owner, at, "ann")
    assert [one["did"] for one in seen["entries"]] == [f"A mail from {owner.name}"]
    assert seen["sums"][0] == "In 90 days: 1 message, for their own sake."


def test_dov_sees_what_reached_him_and_nothing_we_say_among_ourselves(small_book, owner, at):
    small_book.heard("Dov", 95, subject="Too long ago")
    small_book.heard("Dov", 20, "ask", subject="Buy now", text="Dear Dov, buy now.", content="winter-tip")
    small_book.heard("Dov", 15, "give", channel="phone", kind="call", subject="Difficult man", text="Do not mention it")
    small_book.heard("Dov", 10, "ask", status="bounced", subject="Never arrived")
    hand = Hand(owner, "dov@example.com", seconds(at), seconds(at))
    note_talk(hand=hand, talk=Talk("email", "out", "2026-11-12", "give", "Calmed him down"))
    note_talk(hand=hand, talk=Talk("email", "in", "2026-11-13", said="Who are you?"))
    seen = shoes(owner, at, "dov")
    told = [(one["did"], one["subject"], one["text"]) for one in seen["entries"]]
    assert told == [
        ("A mail from you", "Buy now", "Dear Dov, buy now."),
        ("A call from you", "", ""),
        (f"A mail from {owner.name}", "", ""),
        ("They wrote", "Who are you?", "Who are you?"),
    ]
    assert [one["unkept"] for one in seen["entries"]] == [False, False, True, False]
    assert seen["sums"][0] == "In 90 days: 3 contacts; 1 wanted something and 2 were for their own sake."


def test_a_deed_that_dov_was_never_told_of_stands_in_the_sum(small_book, owner, at):
    record_deed(
        customer=small_book.ids["Dov"], what="Bled the radiators", happened_at=small_book.ago(3),
        now=small_book.ago(3), source="test",
    )  # fmt: skip
    assert shoes(owner, at, "dov")["sums"][-1] == "On 13 November you did something for them and never told them."
    small_book.heard("Dov", 1, tells=Deed.objects.get(what="Bled the radiators"))
    assert "never told" not in " ".join(shoes(owner, at, "dov")["sums"])

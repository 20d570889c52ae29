"""A yes or a no is written down by hand, counts at once, and what customers said last stands."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from lately.accounts.models import Role, User
from lately.accounts.services import set_user
from lately.consent.models import Consent
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.usecases.explain import explain
from lately.usecases.note_consent import Allowed, note_consent
from lately.usecases.see_person import see_person
from lately.usecases.take_entry_back import take_entry_back
from lately.usecases.writing_down import Hand


@pytest.fixture
def hand(small_book: Any, owner: User, at: dt.datetime) -> Hand:
    """The owner writes about Ben, of whom nothing is on record."""
    Consent.objects.filter(customer=small_book.ids["Ben"]).delete()
    return Hand(owner, "ben@example.com", seconds(at), seconds(at), "one-form")


def shown(hand: Hand) -> list[tuple[str, str, str]]:
    page = see_person(user=hand.user, who=hand.who, at=hand.at, now=hand.now)
    return [(one["channel"], one["purpose"], one["state"]) for one in page["consents"]]


def held_by(hand: Hand) -> set[str]:
    told = explain(customer=hand.who, content="winter-tip", at=hand.at, now=hand.now)["contents"][0]
    return {reason["code"] for channel in told["channels"] for reason in channel["reasons"]}


def test_bens_yes_opens_mail_and_his_no_closes_it(hand: Hand) -> None:
    assert "no_consent" in held_by(hand)
    assert note_consent(hand=hand, said=Allowed("yes", "email", where="on the phone", on="2026-11-10"))
    assert held_by(hand) == set()
    assert shown(hand) == [("email", "", "granted")]
    assert Consent.objects.get(source__startswith="screen:").proof.startswith("on the phone; written down by ")
    note_consent(hand=hand, said=Allowed("no", "email"))
    assert "objected" in held_by(hand)


def test_a_yes_of_an_earlier_day_does_not_take_back_bens_no(hand: Hand) -> None:
    note_consent(hand=hand, said=Allowed("no", on="2026-11-12"))
    note_consent(hand=hand, said=Allowed("yes", "email", where="a form", on="2026-11-10"))
    assert "objected" in held_by(hand)


def test_a_no_to_everything_that_ben_says_again_after_a_yes_to_mail_closes_mail_again(hand: Hand) -> None:
    for day, said in (("11", Allowed("no")), ("12", Allowed("yes", "email", where="a form")), ("13", Allowed("no"))):
        assert note_consent(hand=hand, said=dataclasses.replace(said, on=f"2026-11-{day}"))
    assert "objected" in held_by(hand)
    assert note_consent(hand=hand, said=Allowed("yes", "email", where="on the phone", on="2026-11-14"))
    assert held_by(hand) == set()


def test_said_twice_it_stands_once_and_a_slip_is_taken_back(hand: Hand) -> None:
    key = note_consent(hand=hand, said=Allowed("no", "email"))
    assert note_consent(hand=hand, said=Allowed("no", "email")) == ""
    assert Consent.objects.filter(voided_at=None, source__startswith="screen:").count() == 1
    take_entry_back(hand=hand, kind="consent", key=key)
    assert shown(hand) == []
    with pytest.raises(Refusal, match="nothing to take back"):
        take_entry_back(hand=hand, kind="consent", key=key)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Allowed("perhaps"), "answer"),
        (Allowed("yes", "email"), "where"),
        (Allowed("no", "pigeon"), "channel"),
        (Allowed("no", purpose="x" * 41), "purpose"),
        (Allowed("no", on="2026-11-30"), "on"),
    ],
)
def test_what_is_unclear_is_refused_and_nothing_is_written_down(hand: Hand, said: Allowed, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        note_consent(hand=hand, said=said)
    assert refused.value.field == field
    assert shown(hand) == []


def test_nobody_takes_back_what_a_colleague_or_a_list_said(hand: Hand, small_book: Any, at: dt.datetime) -> None:
    key = note_consent(hand=hand, said=Allowed("no", "email"))
    priya = set_user(email="priya@example.org", name="Priya", role=Role.MEMBER, at=at)
    other = dataclasses.replace(hand, user=priya)
    with pytest.raises(Refusal, match="Somebody else"):
        take_entry_back(hand=other, kind="consent", key=key)
    dovs = dataclasses.replace(hand, who="dov@example.com")
    from_a_form = Consent.objects.get(customer=small_book.ids["Dov"])
    for whose, row in ((dovs, str(from_a_form.pk)), (dovs, key)):
        with pytest.raises(Refusal, match="nothing to take back"):
            take_entry_back(hand=whose, kind="consent", key=row)

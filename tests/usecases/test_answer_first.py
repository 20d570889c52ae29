"""A customer who waits for us is answered before anything else is said to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string

from lately.accounts.models import User
from lately.content.models import Content
from lately.interactions.services import record
from lately.lib.moments import seconds
from lately.usecases.choose_moment import choose_moment
from lately.usecases.see_person import see_person


@pytest.fixture
def olga(small_book: Any) -> User:
    return User.objects.create(email="o@example.org", name="Olga", role="owner", recorded_at=small_book.ago(20))


def page(olga: User, name: str, at: dt.datetime) -> tuple[dict[str, Any], str]:
    found = see_person(user=olga, who=f"{name}@example.com", at=seconds(at), now=seconds(at))
    more = {"may_act": True, "moment": choose_moment(text="", now=at), "user": olga}
    parts = [
        name for name, shown in (("first", found["first"]), ("next", found["next"] or not found["first"])) if shown
    ]
    return found, "".join(render_to_string(f"web/person_{part}.html", found | more) for part in parts)


def test_bens_question_of_33_days_ago_is_answered_first(small_book: Any, olga: User, at: dt.datetime) -> None:
    asked = small_book.ago(33)
    record(
        customer=small_book.ids["Ben"], direction="in", channel="email", subject="Boiler", text="Which filter?",
        source="mail", happened_at=asked, now=asked,
    )  # fmt: skip
    _, shown = page(olga, "ben", at)
    assert "Answer first" in shown
    assert "Which filter?" in shown
    assert "mailto:ben@example.com?subject=Re%3A%20Boiler" in shown
    assert "Better say nothing now" not in shown
    small_book.heard("Ben", 1, channel="phone", kind="call")
    assert page(olga, "ben", at)[0]["first"] is None


def test_eves_open_complaint_is_answered_first(small_book: Any, olga: User, at: dt.datetime) -> None:
    found, shown = page(olga, "eve", at)
    assert found["first"]["kind"] == "complaint"
    assert "It is settled" in shown


def test_a_book_without_texts_says_so_and_leads_to_writing_one(small_book: Any, olga: User, at: dt.datetime) -> None:
    Content.objects.update(voided_at=small_book.ago(19))
    _, shown = page(olga, "ben", at)
    assert "There is nothing in the book to say yet" in shown
    assert "/say/new" in shown

"""Nobody is said never to have heard from us where nobody knows what we said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string

from lately.accounts.models import User
from lately.interactions.models import KnownSince
from lately.lib.moments import seconds
from lately.usecases.choose_moment import choose_moment
from lately.usecases.search_people import search_people
from lately.usecases.sift_people import Wish


@pytest.mark.parametrize(
    ("begins", "words"),
    [
        (91, "heard nothing from us since 17 August 2026, and before that we cannot tell."),
        (93, "Never heard from us, bought "),
    ],
)
def test_dov_bought_before_the_mail_goes_back_and_we_say_that_we_cannot_tell(
    small_book: Any, owner: User, at: dt.datetime, begins: int, words: str
) -> None:
    KnownSince.objects.create(channel="email", since=small_book.ago(begins), recorded_at=small_book.ago(90))
    found = search_people(user=owner, wish=Wish(), at=seconds(at), now=seconds(at))
    (dov,) = [row for row in found["rows"] if row["name"] == "Dov"]
    line = render_to_string("web/people_row.html", {"person": dov, "moment": choose_moment(text="", now=at)})
    assert words in " ".join(line.split())

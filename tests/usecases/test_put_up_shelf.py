"""Does the starter shelf come into a fresh book, as drafts, once?"""

from __future__ import annotations

import datetime as dt

import pytest

from lately.content.models import Content
from lately.usecases.put_up_shelf import put_up_shelf

pytestmark = pytest.mark.django_db


def test_seven_drafts_that_want_nothing(at: dt.datetime) -> None:
    assert put_up_shelf(now=at) == 7
    for content in Content.objects.all():
        assert content.definition["draft"] is True
        assert {form["class"] for form in content.definition["channels"].values()} == {"give"}
        for form in content.definition["channels"].values():
            assert "valued" not in form["text"].casefold()


def test_a_second_time_adds_nothing(at: dt.datetime) -> None:
    put_up_shelf(now=at)
    assert put_up_shelf(now=at + dt.timedelta(days=1)) == 0
    assert Content.objects.count() == 7


def test_what_somebody_made_theirs_or_took_off_stays_so(at: dt.datetime) -> None:
    put_up_shelf(now=at)
    Content.objects.filter(key="shelf-tip").update(voided_at=at)
    assert put_up_shelf(now=at + dt.timedelta(days=1)) == 0
    assert not Content.objects.filter(key="shelf-tip", voided_at=None).exists()

"""What does `demo` do in a home that is not empty?"""

from __future__ import annotations

import datetime as dt

import pytest

from lately.accounts.services import set_organisation
from lately.interactions.models import Interaction
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer
from lately.usecases.build_demo import build_demo

pytestmark = [pytest.mark.django_db, pytest.mark.large]


def _silent(_: str) -> None:
    pass


def test_the_same_demo_already_there_is_left_as_it_is(at: dt.datetime) -> None:
    build_demo(book="invented", at=at, progress=_silent)
    before = list(Interaction.objects.order_by("pk").values_list("pk", flat=True)[:5])
    said: list[str] = []
    assert build_demo(book="invented", at=at + dt.timedelta(days=9), progress=said.append) is None
    assert "already" in said[0]
    assert list(Interaction.objects.order_by("pk").values_list("pk", flat=True)[:5]) == before


def test_it_returns_the_first_moment_of_its_monday(at: dt.datetime) -> None:
    lives = build_demo(book="invented", at=at + dt.timedelta(days=3), progress=_silent)
    assert lives == at.replace(hour=0)


def test_a_home_with_a_book_of_its_own_is_refused(at: dt.datetime) -> None:
    set_organisation(at=at, name="Our own firm", zone="Europe/Berlin")
    with pytest.raises(Refusal, match="Our own firm"):
        build_demo(book="invented", at=at, progress=_silent)
    assert not Customer.objects.exists()


def test_a_home_with_customers_and_no_name_is_a_book_of_its_own_too(at: dt.datetime) -> None:
    Customer.objects.create(recorded_at=at)
    with pytest.raises(Refusal, match="of your own"):
        build_demo(book="invented", at=at, progress=_silent)
    assert Customer.objects.count() == 1


def test_an_unknown_demo_is_refused(at: dt.datetime) -> None:
    with pytest.raises(Refusal, match="no demo book"):
        build_demo(book="bakery", at=at, progress=_silent)

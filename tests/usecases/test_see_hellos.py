"""Whom somebody says hello to who took customers over: everybody once, and as many as Today says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from lately.accounts.models import Role, User
from lately.accounts.services import set_user
from lately.interactions.timeline import When
from lately.interactions.worth import unspoken
from lately.lib.moments import seconds
from lately.profiles.handing import hand_over
from lately.profiles.models import Customer, Redirect
from lately.usecases.see_hellos import CARDS, PAGE, see_hellos
from tests.usecases.conftest import SmallBook

Give = Callable[[User, User, Sequence[str], float], None]


@pytest.fixture
def tom(small_book: SmallBook, owner: User) -> User:
    """Tom came when all customers were the owner's."""
    Customer.objects.update(owner=owner)
    return set_user(at=small_book.ago(20), email="tom@example.org", name="Tom", role=Role.MEMBER)


@pytest.fixture
def give(small_book: SmallBook) -> Give:
    """Give customers to somebody, so many days ago."""

    def given(leaver: User, taker: User, names: Sequence[str], days: float) -> None:
        when = small_book.ago(days)
        to = {small_book.ids[name]: taker.pk for name in names}
        hand_over(leaver=leaver.pk, to=to, by=leaver, how="all", once=f"{days}", at=when, now=when)

    return given


def counts(user: User, book: SmallBook) -> tuple[int, int]:
    """How many there are as Today says, and as the page of them says."""
    at = seconds(book.at)
    return unspoken(user.pk, When(at, at), limit=99), see_hellos(user=user, after="", at=at, now=at)["count"]


def test_everybody_stands_there_once_page_by_page(small_book: SmallBook, owner: User, tom: User, give: Give) -> None:
    names = [f"P{number:02}" for number in range(CARDS + PAGE + 5)]
    for name in names:
        small_book.add(name)
    Customer.objects.update(owner=owner)
    give(owner, tom, names, 3)
    at, after, seen = seconds(small_book.at), "", []
    for _ in range(2):
        found = see_hellos(user=tom, after=after, at=at, now=at)
        seen += [one["person"]["given"] for part in ("cards", "leave", "rows") for one in found[part]]
        after = found["after"]
    assert (sorted(seen), after) == (names, "")


def test_today_counts_as_many_as_the_page_shows(small_book: SmallBook, owner: User, tom: User, give: Give) -> None:
    give(owner, tom, ["Ann", "Dov"], 9)
    give(tom, owner, ["Ann"], 8)
    give(owner, tom, ["Ann"], 7)
    assert counts(tom, small_book) == (2, 2)
    small_book.heard("Dov", 6, by_id=tom.pk)
    assert counts(tom, small_book) == (1, 1)
    Redirect.objects.create(
        customer_id=small_book.ids["Dov"], into_id=small_book.ids["Ann"], recorded_at=small_book.ago(1), source="test"
    )
    assert counts(tom, small_book) == (0, 0)

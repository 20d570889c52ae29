"""What stands below the handful: promises, deeds, calls, and who has earned to be asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lately.accounts.models import User
from lately.content.definition import parse_definitions
from lately.content.models import Content
from lately.content.services import keep_contents
from lately.interactions.models import Deed
from lately.interactions.services import record, record_deed, record_promise
from lately.interactions.timeline import When, place_of
from lately.lib.moments import seconds
from lately.policies.services import set_policy
from lately.profiles.models import Fact
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.find_earned import told as told_of_late
from lately.usecases.note_contact_made import About, note_contact_made
from lately.usecases.put_off import Wish, put_off
from lately.usecases.see_owed import PAGE, see_owed
from lately.usecases.see_today import see_today

BEGAN = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
REVIEW = """
- key: review
  title: Two honest lines
  purpose: favour
  benefit: Neighbours can read what it was like
  worth: 6
  channels: {email: {class: ask, text: "Would you write two honest lines?"}}
- key: pump
  title: A heat pump
  purpose: sale
  benefit: A warm room
  worth: 60
  channels: {email: {class: ask, text: "Buy it"}}
"""
CALL = """
- key: ring
  title: Is it warm?
  purpose: care
  benefit: Somebody asks
  worth: 60
  audience: {fact: purchases, at_least: 1}
  channels: {phone: {class: give, text: "Ask whether it is warm."}}
"""


@pytest.fixture
def olga(small_book: Any) -> User:
    return User.objects.create(email="o@example.org", name="Olga", role="owner", recorded_at=small_book.ago(20))


@pytest.fixture
def ann(small_book: Any) -> int:
    """Ann, whom we helped twice, who was told a week ago, and of whom nothing was ever wanted."""
    keep_contents(definitions=parse_definitions(REVIEW, zone="Europe/London"), now=small_book.ago(99))
    small_book.heard("Ann", 60)
    small_book.heard("Ann", 40)
    told(small_book, "Ann", 7)
    return int(small_book.ids["Ann"])


def told(book: Any, name: str, days: float) -> None:
    book.heard(name, days, "give", tells=Deed.objects.get(customer=book.ids[name]) if name == "Ann" else None)


def listed(olga: User, at: dt.datetime, name: str, after: str = "") -> dict[str, Any]:
    return see_owed(user=olga, name=name, after=after, at=seconds(at), now=seconds(at))


def names(olga: User, at: dt.datetime, name: str = "earned") -> list[str]:
    return [row["person"]["given"] for row in listed(olga, at, name)["rows"]]


@pytest.fixture
def deed_of_ann(small_book: Any) -> Deed:
    """The deed was done before it was told."""
    deed = Deed.objects.get(customer=small_book.ids["Ann"])
    Deed.objects.filter(pk=deed.pk).update(happened_at=small_book.ago(9), recorded_at=small_book.ago(9))
    return deed


def test_ann_who_was_helped_told_and_never_asked_has_earned_it_and_it_says_what_to_ask(
    small_book: Any, deed_of_ann: Deed, ann: int, olga: User, at: dt.datetime
) -> None:
    (row,) = listed(olga, at, "earned")["rows"]
    assert (row["person"]["given"], row["row"]["told"]) == ("Ann", "Fixed the leak on a Sunday")
    assert row["balance"] == "we last gave something 7 days ago, and wanted nothing yet"
    assert [ask["content"] for ask in row["asks"]] == ["review", "pump"]
    assert row["asks"][0]["ways"][0]["href"].startswith("mailto:ann@example.com?body=Would%20you")


def test_whoever_was_asked_lately_or_complains_or_waits_has_not(
    small_book: Any, deed_of_ann: Deed, ann: int, olga: User, at: dt.datetime
) -> None:
    assert names(olga, at) == ["Ann"]
    now = at + dt.timedelta(minutes=5)
    record(
        customer=ann, direction="in", channel="email", kind="complaint", text="It leaks", source="mail",
        source_key="leaks", happened_at=at, now=at,
    )  # fmt: skip
    assert names(olga, now) == []
    moment = seconds(now)
    note_contact_made(
        user=olga, who="ann@example.com", channel="phone", about=About(closes="leaks"), at=moment, now=moment
    )
    later = at + dt.timedelta(days=2)
    assert names(olga, later) == ["Ann"]
    small_book.heard("Ann", 90, "ask")
    assert names(olga, later) == []


def test_how_far_ahead_and_how_lately_are_policies(
    small_book: Any, deed_of_ann: Deed, ann: int, olga: User, at: dt.datetime
) -> None:
    set_policy(name="earned.within_days", value=6, valid_from=BEGAN, now=small_book.ago(1), by="Olga")
    assert names(olga, at) == []
    set_policy(name="earned.within_days", value=8, valid_from=BEGAN, now=at, by="Olga")
    assert names(olga, at) == ["Ann"]
    set_policy(name="earned.credit", value=9, valid_from=BEGAN, now=at, by="Olga")
    assert names(olga, at) == []


def test_with_nothing_on_the_shelf_to_ask_of_ann_she_stands_there_all_the_same(
    small_book: Any, deed_of_ann: Deed, olga: User, at: dt.datetime
) -> None:
    for days in (60, 40):
        small_book.heard("Ann", days)
    told(small_book, "Ann", 7)
    found = listed(olga, at, "earned")
    assert ([row["asks"] for row in found["rows"]], found["asks_on_shelf"]) == ([[]], True)
    Content.objects.filter(key="diapers").update(voided_at=small_book.ago(1))
    assert not listed(olga, at, "earned")["asks_on_shelf"]


def test_whom_every_ask_would_be_too_much_is_left_alone(
    small_book: Any, deed_of_ann: Deed, ann: int, olga: User, at: dt.datetime
) -> None:
    small_book.heard("Ann", 0.2)
    assert names(olga, at) == []


def test_who_was_told_twice_stands_there_once_and_hides_nobody(small_book: Any, at: dt.datetime) -> None:
    for name, days in (("Ann", 2), ("Ben", 3), ("Ann", 4), ("Dov", 5), ("Ann", 6), ("Eve", 7)):
        small_book.heard(name, days, tells=Deed.objects.get(source_key=deed_done(small_book, name, days)))
    when, found, after = When(seconds(at), seconds(at)), [], None
    while page := told_of_late(None, when, days=30, after=after, limit=2):
        found += [row["customer"] for row in page]
        after = place_of(page[-1]["place"])
    assert found == [small_book.ids[name] for name in ("Ann", "Ben", "Dov", "Eve")]


def deed_done(book: Any, name: str, days: float) -> str:
    key = f"{name} {days}"
    done = book.ago(days + 1)
    record_deed(customer=book.ids[name], what=key, happened_at=done, now=done, source="test", source_key=key)
    return key


def test_promises_are_listed_by_when_they_are_due_page_by_page_and_none_twice(
    small_book: Any, olga: User, at: dt.datetime
) -> None:
    count = 2 * PAGE + 3
    for place in range(count):
        record_promise(
            customer=small_book.ids["Ben"], what=f"Thing {place}", due_at=small_book.ago(place // 3 - 5),
            happened_at=small_book.ago(30), now=small_book.ago(30), source="test",
        )  # fmt: skip
    record_promise(
        customer=small_book.ids["Ben"], what="Far away", due_at=small_book.ago(-9), happened_at=small_book.ago(3),
        now=small_book.ago(3), source="test",
    )  # fmt: skip
    pages: list[list[dict[str, Any]]] = []
    after = ""
    while not pages or after:
        page = listed(olga, at, "promises", after)
        pages.append(page["rows"])
        after = page["after"]
    due = [row["row"]["due"] for rows in pages for row in rows]
    assert [len(rows) for rows in pages] == [PAGE, PAGE, 3]
    assert due == sorted(due)
    assert len({row["row"]["key"] for rows in pages for row in rows}) == count == page["count"]


def test_what_was_put_off_is_owed_all_the_same_and_the_list_says_until_when(
    small_book: Any, olga: User, at: dt.datetime
) -> None:
    record_deed(
        customer=small_book.ids["Ben"], what="Moved the meter", happened_at=small_book.ago(5), now=small_book.ago(5),
        source="test", source_key="meter",
    )  # fmt: skip
    moment = seconds(at)
    put_off(user=olga, who="ben@example.com", wish=Wish("deed", "meter"), at=moment, now=moment)
    rests = {row["row"]["text"]: row["rest"] for row in listed(olga, at, "untold")["rows"]}
    assert rests["Moved the meter"].by == "Olga"
    assert rests["Fixed the leak on a Sunday"] is None
    found = see_today(user=olga, at=moment, now=moment)
    shown = [row["row"]["key"] for section in found["sections"] for row in section["rows"]]
    assert "meter" not in shown


def test_the_plan_gives_dov_a_call_with_his_number_until_somebody_rang(
    small_book: Any, olga: User, at: dt.datetime
) -> None:
    Fact.objects.create(
        customer_id=small_book.ids["Dov"], name="phone", value="+44 20 7946 0000", happened_at=BEGAN, recorded_at=BEGAN,
        source="a call",
    )  # fmt: skip
    keep_contents(definitions=parse_definitions(CALL, zone="Europe/London"), now=small_book.ago(99))
    assert not listed(olga, at, "calls")["planned"]
    decide_tonight(at=seconds(at), now=seconds(at))
    (call,) = listed(olga, at, "calls")["rows"]
    assert (call["person"]["given"], call["ways"][0]["href"]) == ("Dov", "tel:+442079460000")
    moment = seconds(at) + 60
    note_contact_made(user=olga, who="dov@example.com", channel="phone", about=About(), at=moment, now=moment)
    found = see_owed(user=olga, name="calls", at=moment, now=moment)
    assert (found["rows"], found["count"]) == ([], 0)


def test_nobody_stands_twice_on_the_page(
    small_book: Any, deed_of_ann: Deed, ann: int, olga: User, at: dt.datetime
) -> None:
    for name in ("Ann", "Ben", "Cara", "Dov", "Eve"):
        record_promise(
            customer=small_book.ids[name], what="Ring back", due_at=small_book.ago(1), happened_at=small_book.ago(3),
            now=small_book.ago(3), source="test",
        )  # fmt: skip
    found = see_today(user=olga, at=seconds(at), now=seconds(at))
    shown = [card["person"]["who"] for card in found["cards"]]
    shown += [row["person"]["who"] for section in found["sections"] for row in section["rows"]]
    assert len(shown) == len(set(shown)) == 5

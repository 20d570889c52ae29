"""Later, and not this one: what is put off rests until its day, or until the customer says something new."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lately.accounts.acting import acting
from lately.accounts.models import Organisation, User
from lately.interactions.models import Interaction, Promise
from lately.interactions.services import record, record_promise
from lately.interactions.timeline import When
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.plans.models import PutOff
from lately.plans.putting_off import resting
from lately.policies.services import set_policy
from lately.profiles.models import Customer, Note, Redirect
from lately.usecases.decide_now import decide_now
from lately.usecases.note_contact_made import About, note_contact_made
from lately.usecases.put_back import put_back
from lately.usecases.put_off import Wish, put_off
from lately.usecases.see_owed import see_put_off
from lately.usecases.see_today import see_today
from lately.usecases.see_why import see_why

BEGAN = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
EVE = "eve@example.com"
HOSPITAL = "they are in hospital"


@pytest.fixture
def olga(small_book: Any) -> User:
    return User.objects.create(email="o@example.org", name="Olga", role="owner", recorded_at=small_book.ago(20))


@pytest.fixture
def priya(small_book: Any) -> User:
    return User.objects.create(email="p@example.org", name="Priya", role="member", recorded_at=small_book.ago(20))


@pytest.fixture
def eve(small_book: Any) -> int:
    """Eve, whose complaint is open."""
    customer = int(small_book.ids["Eve"])
    Interaction.objects.filter(customer=customer, kind="complaint").update(source_key="first")
    return customer


def complains(book: Any, customer: int, days: float, key: str) -> None:
    record(
        customer=customer, direction="in", channel="email", kind="complaint", text=f"It leaks, {key}.", source="mail",
        source_key=key, happened_at=book.ago(days), now=book.ago(days),
    )  # fmt: skip


def press(user: User, at: dt.datetime, who: str = EVE, **more: Any) -> dict[str, Any]:
    wish = Wish(**{"kind": "complaint", "matter": "first", **more})
    return put_off(user=user, who=who, wish=wish, at=seconds(at), now=seconds(at))


def kinds(user: User, at: dt.datetime) -> set[tuple[str, str]]:
    found = see_today(user=user, at=seconds(at), now=seconds(at))
    return {(card["person"]["given"], card["kind"]) for card in found["cards"]}


def test_eve_is_put_off_until_tomorrow_and_comes_back_then(
    small_book: Any, eve: int, olga: User, at: dt.datetime
) -> None:
    assert ("Eve", "complaint") in kinds(olga, at)
    press(olga, at)
    assert "Eve" not in {name for name, _ in kinds(olga, at)}
    assert ("Eve", "complaint") in kinds(olga, at + dt.timedelta(days=1))


def test_what_olga_put_off_stands_on_priyas_card_with_who_until_when_and_why(
    small_book: Any, eve: int, olga: User, priya: User, at: dt.datetime
) -> None:
    key = press(olga, at)["key"]
    press(olga, at, changes=key, how="not", why="know_better", words=HOSPITAL)
    cards = see_today(user=priya, at=seconds(at), now=seconds(at))["cards"]
    rest = next(card["put_off"] for card in cards if card["person"]["given"] == "Eve")
    assert (rest.by, rest.refused, rest.why) == ("Olga", True, f"I know better: {HOSPITAL}")
    (told,) = see_why(user=priya, who=EVE, at=seconds(at), now=seconds(at))["put_off"]
    assert told == rest


def test_not_this_one_stays_away_for_the_days_of_the_policy(
    small_book: Any, eve: int, olga: User, at: dt.datetime
) -> None:
    set_policy(name="today.not_again_days", value=12, valid_from=BEGAN, now=small_book.ago(5), by="Olga")
    press(olga, at, how="not")
    assert ("Eve", "complaint") not in kinds(olga, at + dt.timedelta(days=11))
    assert ("Eve", "complaint") in kinds(olga, at + dt.timedelta(days=12, hours=1))


def test_a_new_complaint_brings_eve_back_and_an_old_mail_that_came_in_late_does_not(
    small_book: Any, eve: int, olga: User, at: dt.datetime
) -> None:
    press(olga, at, how="not")
    later = at + dt.timedelta(hours=2)
    record(
        customer=eve, direction="in", channel="email", kind="message", text="Hello", source="mail",
        happened_at=small_book.ago(200), now=later,
    )  # fmt: skip
    assert "Eve" not in {name for name, _ in kinds(olga, later)}
    complains(small_book, eve, -0.2, "second")
    assert ("Eve", "complaint") in kinds(olga, at + dt.timedelta(hours=6))


def test_a_second_message_brings_back_ben_who_waits_for_the_first(small_book: Any, olga: User, at: dt.datetime) -> None:
    ben, later = small_book.ids["Ben"], at + dt.timedelta(hours=2)

    def writes(moment: dt.datetime, key: str) -> None:
        record(
            customer=ben, direction="in", channel="email", text="Are you there?", source="mail", source_key=key,
            happened_at=moment, now=moment,
        )  # fmt: skip

    writes(small_book.ago(2), "one")
    press(olga, at, who="ben@example.com", kind="waits", matter="one", how="not")
    assert ("Ben", "waits") not in kinds(olga, later)
    writes(at + dt.timedelta(hours=1), "two")
    assert ("Ben", "waits") in kinds(olga, later)


def test_of_two_promises_to_ben_only_the_one_that_was_left_out_stays_away(
    small_book: Any, olga: User, at: dt.datetime
) -> None:
    for place, key in enumerate(("call", "visit")):
        record_promise(
            customer=small_book.ids["Ben"], what=f"We {key}", due_at=small_book.ago(1 + place),
            happened_at=small_book.ago(5), now=small_book.ago(5), source="test", source_key=key,
        )  # fmt: skip
    press(olga, at, who="ben@example.com", kind="promise", matter="call", how="not")
    cards = see_today(user=olga, at=seconds(at), now=seconds(at))["cards"]
    assert [card["row"]["key"] for card in cards if card["kind"] == "promise"] == ["visit"]


def test_what_was_put_off_is_known_as_it_was_at_either_moment(
    small_book: Any, eve: int, olga: User, at: dt.datetime
) -> None:
    key = press(olga, at)["key"]
    noon = at + dt.timedelta(hours=4)
    put_back(user=olga, key=key, now=seconds(noon))
    assert ("Eve", "complaint") in kinds(olga, noon)
    known = seconds(noon)
    assert resting(When(seconds(at), seconds(at)), user=olga.pk)
    assert not resting(When(seconds(at), known), user=olga.pk)
    assert not resting(When(seconds(small_book.ago(1)), known), user=olga.pk)


def test_pressed_twice_is_written_once_and_undone_it_can_be_pressed_again(
    small_book: Any, eve: int, olga: User, at: dt.datetime
) -> None:
    first, second = press(olga, at), press(olga, at)
    assert first == second
    assert PutOff.objects.count() == 1
    put_back(user=olga, key=first["key"], now=seconds(at))
    with pytest.raises(Refusal):
        put_back(user=olga, key=first["key"], now=seconds(at))
    press(olga, at)
    assert PutOff.objects.filter(voided_at=None).count() == 1


def test_a_reason_that_was_typed_is_a_note_on_eve_and_undo_takes_it_along(
    small_book: Any, eve: int, olga: User, at: dt.datetime
) -> None:
    key = press(olga, at, how="not")["key"]
    for _ in range(2):
        changed = press(olga, at, how="not", changes=key, why="moved", words="to her son, in Hexley")
    note = Note.objects.get(voided_at=None)
    assert (note.customer_id, note.text, note.by_id) == (eve, "They moved: to her son, in Hexley", olga.pk)
    assert PutOff.objects.filter(voided_at=None).count() == 1
    put_back(user=olga, key=changed["key"], now=seconds(at))
    assert not Note.objects.filter(voided_at=None).exists()


def test_nothing_until_march_is_a_promise_that_every_plan_keeps(small_book: Any, olga: User, at: dt.datetime) -> None:
    found = press(
        olga, at, who="dov@example.com", kind="neglected", matter="", how="not", peace="2027-03-01", words=HOSPITAL
    )
    promise = Promise.objects.get()
    assert (promise.refrains, promise.due_at) == ("all", dt.datetime(2027, 3, 1, tzinfo=dt.UTC))
    assert promise.what == f"Nothing at all until 1 March 2027: {HOSPITAL}"
    assert found["until"] == seconds(promise.due_at)
    line = decide_now(customer="dov@example.com", at=seconds(at), now=seconds(at))
    assert not line["says"]
    assert "promise_broken" in {one["code"] for held in line["held_back"] for one in held["reasons"]}
    put_back(user=olga, key=found["key"], now=seconds(at))
    assert not Promise.objects.filter(voided_at=None).exists()


def test_later_for_a_promise_leaves_her_complaint_where_it_is(
    small_book: Any, eve: int, olga: User, at: dt.datetime
) -> None:
    record_promise(
        customer=eve, what="Ring back", due_at=small_book.ago(1), happened_at=small_book.ago(3), now=small_book.ago(3),
        source="test", source_key="ring",
    )  # fmt: skip
    press(olga, at)
    assert ("Eve", "promise") in kinds(olga, at)
    press(olga, at, kind="promise", matter="ring", how="week")
    assert "Eve" not in {name for name, _ in kinds(olga, at + dt.timedelta(hours=1))}


def test_who_was_merged_meanwhile_stays_put_off(small_book: Any, eve: int, olga: User, at: dt.datetime) -> None:
    press(olga, at)
    Redirect.objects.create(customer_id=eve, into_id=small_book.ids["Dov"], recorded_at=at)
    assert "complaint" not in {kind for _, kind in kinds(olga, at + dt.timedelta(hours=1))}


@pytest.mark.parametrize(
    "wish",
    [
        {"how": "day", "day": "2020-01-01"}, {"how": "day", "day": "3020-01-01"}, {"how": "day"},
        {"how": "day", "day": "tomorrow"}, {"how": "for ever"}, {"kind": "grudge"}, {"how": "not", "words": "x" * 401},
        {"how": "not", "words": "x" * 10_000_000}, {"how": "not", "peace": "1999-01-01"}, {"changes": "put-off:none"},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_changes_nothing(
    small_book: Any, eve: int, olga: User, at: dt.datetime, wish: dict[str, str]
) -> None:
    with pytest.raises(Refusal):
        press(olga, at, **wish)
    assert not PutOff.objects.exists()
    assert not Note.objects.exists()


def test_somebody_else_neither_changes_nor_brings_back_what_olga_put_off(
    small_book: Any, eve: int, olga: User, priya: User, at: dt.datetime
) -> None:
    key = press(olga, at)["key"]
    for refused in (lambda: put_back(user=priya, key=key, now=seconds(at)), lambda: press(priya, at, changes=key)):
        with pytest.raises(Refusal, match="Somebody else"):
            refused()
    mine = press(priya, at)["key"]
    put_back(user=olga, key=mine, now=seconds(at))
    assert [row.user_id for row in PutOff.objects.filter(voided_at=None)] == [olga.pk]


def test_who_came_back_hides_nobody_who_is_put_off_for_longer(small_book: Any, olga: User, at: dt.datetime) -> None:
    for number in range(1, 23):
        small_book.add(f"P{number}")
        press(olga, at, f"p{number}@example.com", kind="neglected", how="day", day=f"2026-12-{number:02}")
    complains(small_book, small_book.ids["P3"], -0.1, "again")
    later = seconds(at) + 86_400
    found = see_put_off(user=olga, at=later, now=later)
    rest = see_put_off(user=olga, after=found["after"], at=later, now=later)
    assert [row["person"]["given"] for row in rest["rows"]] == ["P22"]
    with acting() as act:
        Organisation.objects.update(zone="Europe/Berlin")
        press(olga, at, how="day", day="2026-12-24")
    assert act.after == ["until 2026-12-24"]


def test_priya_who_sees_her_own_customers_sees_only_what_was_put_off_of_these(
    small_book: Any, eve: int, olga: User, priya: User, at: dt.datetime
) -> None:
    press(olga, at)
    User.objects.filter(pk=priya.pk).update(sees="own")
    priya.refresh_from_db()
    moment = seconds(at)
    assert not see_put_off(user=priya, at=moment, now=moment)["rows"]
    with pytest.raises(Refusal, match="not in your book"):
        press(priya, at)
    Customer.objects.filter(pk=eve).update(owner=priya)
    assert see_put_off(user=priya, at=moment, now=moment)["rows"]
    key = press(priya, at)["key"]
    Customer.objects.filter(pk=eve).update(owner=olga)
    with pytest.raises(Refusal, match="not in your book"):
        put_back(user=priya, key=key, now=moment)


def test_when_all_is_done_it_says_how_many_heard_from_olga_today_and_this_week(
    small_book: Any, eve: int, olga: User, at: dt.datetime
) -> None:
    now = seconds(at)
    note_contact_made(user=olga, who=EVE, channel="phone", about=About(closes="first"), at=now, now=now)
    found = see_today(user=olga, at=now, now=now)
    assert found["done_today"] == {"people": 1, "kept": 0, "told": 0, "closed": 1}
    tomorrow = seconds(at + dt.timedelta(days=1))
    found = see_today(user=olga, at=tomorrow, now=tomorrow)
    assert (found["done_today"]["people"], found["done_week"]["people"]) == (0, 1)


def test_what_the_owner_changes_stays_put_off_for_priya_who_put_it_off(
    small_book: Any, eve: int, olga: User, priya: User, at: dt.datetime
) -> None:
    key = press(priya, at)["key"]
    press(olga, at, changes=key, how="week")
    tomorrow = at + dt.timedelta(days=1)
    assert ("Eve", "complaint") not in kinds(priya, tomorrow)
    assert ("Eve", "complaint") in kinds(olga, tomorrow)


def test_what_is_changed_to_a_day_that_stands_already_does_not_rest_longer_than_that(
    small_book: Any, eve: int, olga: User, at: dt.datetime
) -> None:
    press(olga, at)
    longer = press(olga, at, how="week")["key"]
    press(olga, at, changes=longer)
    assert ("Eve", "complaint") in kinds(olga, at + dt.timedelta(days=1))

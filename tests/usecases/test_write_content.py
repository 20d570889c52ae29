"""Something new to say is written in a form; who saves second is told; two pairs of eyes, where policy asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lately.accounts.models import Role, User
from lately.accounts.services import set_user
from lately.content.approvals import Standing
from lately.content.definition import parse_definitions
from lately.content.models import Content
from lately.content.selectors import contents_known
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.policies.services import set_policy
from lately.usecases.approve_content import approve_content, take_approval_back
from lately.usecases.decide_now import decided_for
from lately.usecases.keep_segments import save_segment
from lately.usecases.pass_over import set_up
from lately.usecases.see_reach import see_content
from lately.usecases.write_content import ChangedMeanwhile, see_form, write_content
from tests.usecases.conftest import BEGAN

TYPED: dict[str, Any] = {
    "title": "Bleed your radiators",
    "purpose": "care",
    "benefit": "Warm rooms for less",
    "worth": "8",
    "again_after": "300",
    "topics": "heating, Radiators",
    "occasion": [("days_silent", "at_least", "30")],
    "audience": [("likes", "is", "Heating")],
    "classes": {"email": "give", "phone": "give"},
    "subject": "Cold at the top?",
    "text": "{{ customer.salutation }},\r\n\r\nturn the little key.\r\n",
}


@pytest.fixture
def now(small_book: Any, at: dt.datetime) -> int:
    return seconds(at)


@pytest.fixture
def priya(small_book: Any, at: dt.datetime) -> User:
    return set_user(at=at, email="priya@example.org", name="Priya", role=Role.MEMBER)


def stands(key: str) -> dict[str, Any]:
    found: dict[str, Any] = Content.objects.get(key=key, voided_at=None).definition
    return found


def change(user: User, key: str, now: int, **typed: Any) -> Any:
    shown = see_form(content=key, now=now)
    return write_content(user=user, form=shown["form"] | typed, content=key, version=shown["version"], now=now)


def test_what_was_typed_once_is_said_on_each_way_and_read_in_the_next_plan(owner: User, now: int) -> None:
    kept = write_content(user=owner, form=TYPED, now=now)
    assert (kept.content, kept.channel, kept.changed) == ("bleed-your-radiators", "email", True)
    found = stands(kept.content)
    assert found["occasion"] == {"fact": "days_silent", "at_least": 30}
    assert found["audience"] == {"fact": "likes.heating", "is": True}
    assert found["channels"]["email"]["text"] == "{{ customer.salutation }},\n\nturn the little key."
    assert "subject" not in found["channels"]["phone"]
    assert found["topics"] == ["heating", "Radiators"]
    assert kept.content in [one.key for one in contents_known(known=now, zone="Europe/London")]


def test_pressed_twice_it_is_one_and_another_of_the_same_title_is_another(owner: User, now: int) -> None:
    first, again = (write_content(user=owner, form=TYPED, now=now) for _ in range(2))
    assert (again.content, again.changed) == (first.content, False)
    other = write_content(user=owner, form=TYPED | {"worth": "9"}, now=now)
    assert other.content == "bleed-your-radiators-2"


def test_a_form_opened_and_saved_changes_nothing(owner: User, now: int) -> None:
    for key in ("check-in", "diapers", "winter-tip"):
        before = Content.objects.get(key=key, voided_at=None)
        assert not change(owner, key, now).changed
        assert Content.objects.get(key=key, voided_at=None).pk == before.pk


@pytest.mark.parametrize("key", ["autumn/tips", "x" * 81])
def test_a_key_that_fits_into_no_address_of_a_page_is_refused(key: str) -> None:
    said = "purpose: news, benefit: Less work, worth: 1, channels: {email: {class: give, text: Hi}}"
    with pytest.raises(Refusal, match="cannot be called"):
        parse_definitions(f"- {{key: {key}, {said}}}", zone="Europe/London")


def test_what_the_form_does_not_show_stays(owner: User, now: int) -> None:
    before = stands("check-in")
    change(owner, "check-in", now, title="How is the boiler?", worth="12,5")
    assert stands("check-in") == before | {"title": "How is the boiler?", "worth": 12.5}


def test_who_saves_second_is_told_and_keeps_what_they_typed(owner: User, priya: User, now: int) -> None:
    shown = see_form(content="check-in", now=now)
    change(owner, "check-in", now, title="Olga's title")
    mine = shown["form"] | {"title": "Priya's title"}
    with pytest.raises(ChangedMeanwhile):
        write_content(user=priya, form=mine, content="check-in", version=shown["version"], now=now)
    assert stands("check-in")["title"] == "Olga's title"
    again = see_form(content="check-in", now=now)["version"]
    write_content(user=priya, form=mine, content="check-in", version=again, now=now)
    assert stands("check-in")["title"] == "Priya's title"


def test_a_copy_is_a_content_of_its_own_and_nobody_let_its_words_out(owner: User, now: int) -> None:
    row = Content.objects.get(key="winter-tip", voided_at=None)
    row.definition["channels"]["email"] |= {"allowed_by": "Olga", "allowed_because": "A joke"}
    row.save()
    shown = see_form(copied="winter-tip", now=now)
    kept = write_content(user=owner, form=shown["form"], copied="winter-tip", now=now)
    assert kept.content == "winter-tip-copy"
    assert stands(kept.content)["channels"] == {"email": {"class": "give", "text": "Close the shutters."}}
    assert stands("winter-tip") == row.definition


def test_a_question_too_rich_for_rows_is_kept_until_somebody_lets_go_of_it(owner: User, now: int) -> None:
    rich = {"any": [{"fact": "purchases", "at_least": 1}, {"fact": "likes.heating", "is": True}]}
    row = Content.objects.get(key="winter-tip", voided_at=None)
    row.definition["audience"] = rich
    row.save()
    shown = see_form(content="winter-tip", now=now)
    assert shown["form"]["audience"] is None
    assert "purchases" in shown["said"]["audience"]
    change(owner, "winter-tip", now, worth="7")
    assert stands("winter-tip")["audience"] == rich
    change(owner, "winter-tip", now, audience=[])
    assert "audience" not in stands("winter-tip")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "}, {"benefit": ""}, {"purpose": "spam"}, {"worth": "much"}, {"worth": "-1"}, {"worth": "nan"},
        {"again_after": "1.5"}, {"classes": {}}, {"classes": {"email": "gift"}}, {"classes": {"pigeon": "give"}},
        {"text": ""}, {"text": "{{ customer.frist }}"}, {"title": "x" * 201}, {"because": "{nobody}"},
        {"occasion": [("days_silent", "at_least", "long")]}, {"occasion": [("days_silent", "is", "")]},
        {"occasion": [("secret", "is", "1")]}, {"audience": [("role", "at_least", "plumber")]},
        {"children_from": "0"}, {"valid_from": "soon"}, {"valid_from": "2027-01-02", "valid_to": "2027-01-01"},
        {"audience": [("likes", "is", "{topic}")]}, {"occasion": [("open_complaint", "is", "perhaps")]},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_content_is_told_in_words_and_nothing_is_kept(owner: User, now: int, wrong: dict[str, Any]) -> None:
    before = Content.objects.count()
    with pytest.raises(Refusal):
        write_content(user=owner, form=TYPED | wrong, now=now)
    assert Content.objects.count() == before


def test_every_kind_of_row_comes_back_as_it_was_typed(owner: User, now: int) -> None:
    rows = [
        ("role", "not", "plumber"), ("has_children", "is", "yes"), ("has_children", "not", "yes"),
        ("purchases", "at_most", "3"), ("owns", "not", "boiler"), ("renewal_date", "at_least", "2027-01-01"),
    ]  # fmt: skip
    kept = write_content(user=owner, form=TYPED | {"audience": rows}, now=now)
    told = see_form(content=kept.content, now=now)["form"]["audience"]
    assert told == [*rows[:2], ("has_children", "is", "no"), *rows[3:]]


def wanting(value: str) -> None:
    set_policy(name="approval.needed", value=value, valid_from=BEGAN, now=BEGAN, by="test")


def refused_for(small_book: Any, name: str, content: str, now: int) -> set[str]:
    setting = set_up(at=now, now=now)
    one, case = decided_for(setting, small_book.ids[name])
    bits = [bit for bit, offer in enumerate(case.tables.offers) if offer.content == content]
    return {code for code, mask in one.refused.items() if any(mask >> bit & 1 for bit in bits)}


def test_where_policy_asks_what_was_written_waits_for_somebody_else(
    small_book: Any, owner: User, priya: User, now: int
) -> None:
    kept = write_content(user=owner, form=TYPED | {"occasion": [], "audience": []}, now=now)
    assert "not_approved" not in refused_for(small_book, "Ann", kept.content, now)
    wanting("everything")
    assert "not_approved" in refused_for(small_book, "Ann", kept.content, now)
    version = see_content(user=owner, content=kept.content, at=now, now=now)["approval"].version
    with pytest.raises(Refusal, match="wrote this version yourself"):
        approve_content(user=owner, content=kept.content, version=version, now=now)
    for _ in range(2):
        approve_content(user=priya, content=kept.content, version=version, now=now)
    assert "not_approved" not in refused_for(small_book, "Ann", kept.content, now)
    assert see_content(user=owner, content=kept.content, at=now, now=now)["approval"].by == "Priya"


def test_a_change_takes_the_approval_away_and_an_old_page_approves_nothing(
    small_book: Any, owner: User, priya: User, now: int
) -> None:
    wanting("everything")
    kept = write_content(user=owner, form=TYPED | {"occasion": [], "audience": []}, now=now)
    seen = see_content(user=priya, content=kept.content, at=now, now=now)["approval"].version
    approve_content(user=priya, content=kept.content, version=seen, now=now)
    change(owner, kept.content, now + 1, worth="11")
    assert "not_approved" in refused_for(small_book, "Ann", kept.content, now + 2)
    assert "not_approved" not in refused_for(small_book, "Ann", kept.content, now), "as it was then"
    with pytest.raises(Refusal, match="changed after you opened it"):
        approve_content(user=priya, content=kept.content, version=seen, now=now + 2)


def test_whom_it_is_for_was_approved_too_and_another_segment_wants_another_word(
    small_book: Any, owner: User, priya: User, now: int
) -> None:
    def segment(title: str, likes: str, at: int, key: str = "") -> str:
        asked = {"fact": f"likes.{likes}", "is": True}
        return save_segment(key=key, title=title, question=asked, seen=None, by="Sam", now=at)[0]

    def standing(at: int) -> Standing:
        found: Standing = see_content(user=priya, content=kept.content, at=at, now=at)["approval"]
        return found

    small_book.fact("Ann", "likes", "gardening")
    wanting("everything")
    key = segment("Gardeners", "gardening", now - 9)
    kept = write_content(user=owner, form=TYPED | {"occasion": [], "audience": [("segment", "is", key)]}, now=now)
    seen = standing(now).version
    approve_content(user=priya, content=kept.content, version=seen, now=now + 1)
    segment("All gardeners", "gardening", now + 2, key)
    assert standing(now + 2).by == "Priya", "another name for the same people"
    segment("All gardeners", "cooking", now + 3, key)
    small_book.fact("Ann", "likes", "cooking")
    assert "not_approved" in refused_for(small_book, "Ann", kept.content, now + 3)
    assert "not_approved" not in refused_for(small_book, "Ann", kept.content, now + 2), "as it was then"
    stands = standing(now + 3)
    assert (stands.by, stands.before, stands.changed) == ("", "Priya", ["All gardeners"])
    with pytest.raises(Refusal, match="or the segment that it is for"):
        approve_content(user=priya, content=kept.content, version=seen, now=now + 4)
    approve_content(user=priya, content=kept.content, version=stands.version, now=now + 4)
    assert standing(now + 4).by == "Priya"
    assert "not_approved" not in refused_for(small_book, "Ann", kept.content, now + 4)


def test_an_approval_is_taken_back(small_book: Any, owner: User, priya: User, now: int) -> None:
    wanting("asks")
    version = see_content(user=priya, content="diapers", at=now, now=now)["approval"].version
    assert "not_approved" in refused_for(small_book, "Ann", "diapers", now)
    assert "not_approved" not in refused_for(small_book, "Ann", "winter-tip", now), "it wants nothing"
    approve_content(user=priya, content="diapers", version=version, now=now)
    assert "not_approved" not in refused_for(small_book, "Ann", "diapers", now)
    take_approval_back(content="diapers", now=now + 1)
    assert "not_approved" in refused_for(small_book, "Ann", "diapers", now + 1)


def test_approval_is_wanted_for_nothing_for_asks_or_for_everything(db: None) -> None:
    with pytest.raises(Refusal, match="one of nothing, asks, everything"):
        wanting("some")

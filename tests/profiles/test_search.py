"""Whoever looks for somebody finds them, however they type it, and nobody whom they may not see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from lately.accounts.models import Role, User
from lately.accounts.services import set_user
from lately.interactions.services import merge, unmerge
from lately.lib.moments import seconds
from lately.profiles import search_index
from lately.profiles.models import Customer, Fact, Identifier, SearchDue, SearchEntry
from lately.profiles.notes import add_note, void_note
from lately.profiles.search import Found, alike, fitting, search
from lately.profiles.search_index import catch_up, catch_up_at_once, due, due_again, refind
from lately.profiles.search_tables import make
from lately.profiles.search_words import sound_of

NOW = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)
MOMENT = seconds(NOW)
BEFORE = NOW - dt.timedelta(days=30)


def customer(owner: User | None = None, *, key: str = "", email: str = "", phone: str = "", **facts: str) -> int:
    made = Customer.objects.create(recorded_at=BEFORE, owner=owner).pk
    for kind, value in (("key", key), ("email", email), ("phone", phone)):
        if value:
            Identifier.objects.create(customer_id=made, kind=kind, value=value, recorded_at=BEFORE)
    for name, value in facts.items():
        known(made, name, value)
    return made


def known(who: int, name: str, value: str, at: dt.datetime = BEFORE) -> Fact:
    return Fact.objects.create(
        customer_id=who, name=name, value=value, happened_at=at, recorded_at=at, source="a form"
    )  # fmt: skip


def found(text: str, **asked: Any) -> Found:
    catch_up_at_once()
    return search(text, at=MOMENT, known=MOMENT, **asked)


def ids(text: str, **asked: Any) -> list[int]:
    return list(found(text, **asked).ids)


@pytest.fixture
def ann(db: None) -> int:
    return customer(
        key="A-17", email="ann.o.lee@example.org", phone="+441632960001", given_name="Ann", family_name="O\u2019Lée",
        company_name="Müller & Söhne", postal_address="Hauptstraße 7\n10115 Berlin",
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "ann", "AN", "olee", "o'lee", "O\u2019LÉE", "lee ann", "A-17", "a-17", "17", "example.org", "lee@example",
        "ann.o.lee@example.org", "+44 1632 960 001", "01632 96", "01 63 29 60", "+44 (0)1632-960",
        "müller", "MUELLER", "muller", "hauptstrasse",
        "straße 7", "10115", "berl", "sohne ann",
    ],
)  # fmt: skip
def test_ann_is_found_by_any_part_of_what_she_goes_by(ann, typed):
    customer(key="Z-9", given_name="Zed", family_name="Quux")
    assert ids(typed) == [ann]


@pytest.mark.parametrize("typed", ["!!!", "%", "_", '"', "zz' OR 1=1", "ann AND NOT", "ann zed", "\x00", "€" * 200])
def test_what_fits_nobody_finds_nobody_and_breaks_nothing(ann, typed):
    assert ids(typed) == []


def test_signs_without_blanks_between_them_are_found_by_each(db):
    wang = customer(key="W-1", full_name="王小明")
    minsu = customer(key="K-1", full_name="김민수")
    assert (ids("小明"), ids("明"), ids("민수")) == ([wang], [wang], [minsu])


def test_who_fits_best_comes_first_page_by_page(db):
    inside = customer(key="1", given_name="Joanna", family_name="Zell")
    begins = customer(key="2", given_name="Anna", family_name="Abel")
    whole = customer(key="ann", given_name="Zoe", family_name="Young")
    second = customer(key="4", given_name="Bea", family_name="Annis")
    mail = customer(key="5", given_name="Abe", family_name="Stone", email="joanne@example.org")
    right = [whole, begins, second, inside, mail]
    assert ids("ann") == right
    seen: list[int] = []
    after = ""
    for _ in right:
        page = search("ann", at=MOMENT, known=MOMENT, after=after, limit=1)
        seen += page.ids
        after = page.after
    assert (seen, after) == (right, "")


def test_everybody_stands_in_the_order_of_names_page_by_page(db):
    names = ["Zoë", "ann", "Élan", "Ben", "Ann"]
    made = {name: customer(key=f"k{place}", given_name=name) for place, name in enumerate(names)}
    nameless = customer(email="a@example.org")
    right = [made["ann"], made["Ann"], made["Ben"], made["Élan"], made["Zoë"], nameless]
    first = found("", limit=4)
    second = search("", at=MOMENT, known=MOMENT, after=first.after, limit=4)
    assert ([*first.ids, *second.ids], second.after) == (right, "")
    assert list(search("", at=MOMENT, known=MOMENT, after="no place at all").ids) == right


def test_jon_finds_john_and_only_as_sounding_alike(db):
    john = customer(key="1", given_name="John", family_name="Smith")
    mary = customer(key="2", given_name="Mary", family_name="Moss")
    assert ids("jon smit") == []
    assert alike("jon smit", known=MOMENT) == [john]
    assert alike("maire", known=MOMENT) == [mary]
    assert alike("john", known=MOMENT, besides=[john]) == []
    assert alike("1632", known=MOMENT) == alike("", known=MOMENT) == alike("!!", known=MOMENT) == []
    assert sound_of("katrin") == sound_of("cathrine")
    assert sound_of("meyer") == sound_of("maier") != sound_of("berger")


def test_who_sees_only_their_own_customers_finds_nobody_else(ann, at):
    rep = set_user(at=at, email="rep@example.org", name="Rita Rep", role=Role.MEMBER)
    hers = customer(rep, key="B-1", given_name="Ann", family_name="Reed")
    for typed in ("ann", "", "example ann", "A-17"):
        assert set(ids(typed, book=rep.pk)) <= {hers}
    assert ids("ann", book=rep.pk) == [hers]
    assert alike("anne", known=MOMENT, book=rep.pk) == [hers]
    assert fitting("ann", known=MOMENT, book=rep.pk)([ann, hers]) == {hers}
    assert fitting("", known=MOMENT, book=rep.pk)([ann, hers]) == {hers}
    assert fitting("ann", known=MOMENT)([ann, hers]) == {ann, hers}
    assert fitting("!!", known=MOMENT)([ann, hers]) == set()


def test_a_former_name_is_found_until_it_is_taken_back(ann):
    wrong = known(ann, "family_name", "Typoson")
    now = known(ann, "family_name", "Married", NOW)
    assert ids("typoson") == ids("married") == [ann]
    Fact.objects.filter(pk=wrong.pk).update(voided_at=NOW)
    assert (ids("typoson"), ids("married")) == ([], [ann])
    assert now.pk
    assert SearchEntry.objects.get(customer=ann).name == "ann married"


def test_a_note_is_found_in_the_same_moment_and_no_longer_when_it_is_taken_back(ann, owner):
    note = add_note(
        customer=ann, text="Likes the Bergamot tea", by=owner.pk, at=MOMENT, now=MOMENT, source="a call", source_key="n"
    )  # fmt: skip
    assert list(search("bergamot", at=MOMENT, known=MOMENT).ids) == [ann]
    void_note(note, now=MOMENT)
    assert list(search("bergamot", at=MOMENT, known=MOMENT).ids) == []


def test_two_who_were_merged_are_found_as_one_and_apart_again(ann):
    annie = customer(key="Z-1", given_name="Annie", family_name="Old")
    catch_up_at_once()
    merge(customer=annie, into=ann, now=NOW, source="same")
    assert list(search("annie old", at=MOMENT, known=MOMENT).ids) == [ann]
    unmerge(customer=annie, now=NOW)
    assert list(search("annie old", at=MOMENT, known=MOMENT).ids) == [annie]


def test_who_was_taken_out_of_the_book_is_not_found(ann):
    assert ids("ann") == [ann]
    Customer.objects.filter(pk=ann).update(voided_at=NOW)
    assert ids("ann") == ids("A-17") == []
    assert not SearchEntry.objects.exists()


def test_who_is_not_worked_off_yet_is_counted_and_found_by_their_key(ann, monkeypatch):
    assert due() == 1
    assert list(search("A-17", at=MOMENT, known=MOMENT).ids) == [ann]
    assert list(search("lee", at=MOMENT, known=MOMENT).ids) == []
    monkeypatch.setattr(search_index, "AT_ONCE", 0)
    catch_up_at_once()
    assert due() == 1
    told: list[int] = []
    assert catch_up(lambda _, done, __: told.append(done)) == 1
    assert (due(), told) == (0, [1])
    assert list(search("lee", at=MOMENT, known=MOMENT).ids) == [ann]


def test_the_search_begins_again_where_it_is_told_to(ann):
    catch_up_at_once()
    SearchEntry.objects.update(name="wrong")
    due_again()
    assert due() == 1
    assert ids("ann") == [ann]
    assert SearchEntry.objects.get().name == "ann olee"


def test_what_the_search_needs_is_made_once_and_filled_from_what_is_there(ann):
    catch_up_at_once()
    connection.check_constraints()  # PostgreSQL changes no table while a check is outstanding
    make("default")
    assert due() == 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE profiles_searchgrams")
        else:
            cursor.execute("DROP INDEX search_by_grams")
    make("default")
    assert list(search("hauptstrasse", at=MOMENT, known=MOMENT).ids) == [ann]


def test_more_than_can_be_ordered_are_told_and_names_that_begin_like_it_come_first(db, monkeypatch):
    monkeypatch.setattr("lately.profiles.search.MOST", 3)
    many = [customer(key=f"M{number}", given_name="Bo", family_name=f"Annison{number}") for number in range(6)]
    first = customer(key="Y", given_name="Annis", family_name="Zell")
    page = found("annis")
    assert (page.many, page.ids[0]) == (True, first)
    assert set(page.ids[1:]) <= set(many)
    assert found("annis", limit=1).after
    assert not found("annis zell").many
    assert ids("a") == [first]
    assert SearchDue.objects.count() == 0
    refind([])

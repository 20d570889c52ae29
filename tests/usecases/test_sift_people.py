"""Sorted, narrowed down, page by page: is everybody there, once, and nobody else?"""

import csv
import random

import pytest

from lately.accounts.models import Book, Role
from lately.accounts.services import set_user
from lately.interactions.models import KnownSince
from lately.interactions.services import record
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.profiles import search as searching
from lately.profiles.models import Customer
from lately.profiles.search_index import catch_up
from lately.usecases.export_found import HEADER, export_found
from lately.usecases.keep_segments import save_segment
from lately.usecases.recall_neglected import recall
from lately.usecases.search_people import search_people, sieve_of
from lately.usecases.sift_people import ORDERS, Wish, sift

NAMES = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida")
ALL = len(NAMES) + 5


@pytest.fixture
def book(small_book, owner, at):
    """Five and nine people: some heard from us, some on the same day; half of them are looked after."""
    priya = set_user(at=at, email="priya@example.org", name="Priya", role=Role.MEMBER, sees=Book.OWN)
    dice = random.Random(4)
    for name in NAMES:
        small_book.add(name)
        if dice.random() < 0.7:
            small_book.heard(name, dice.choice((3, 9, 9, 200)))
        if dice.random() < 0.4:
            small_book.bought(name, dice.choice((20, 400)))
    for place, customer in enumerate(sorted(small_book.ids.values())):
        if place % 2:
            Customer.objects.filter(pk=customer).update(owner=priya if place % 4 == 1 else owner)
    KnownSince.objects.create(channel="email", since=small_book.ago(600), recorded_at=small_book.ago(600))
    catch_up(lambda *_: None)
    small_book.priya, small_book.owner, small_book.now = priya, owner, seconds(at)
    return small_book


def bought(book):
    """The key of a segment of those who ever bought."""
    question = {"fact": "purchases", "at_least": 1}
    return save_segment(key="", title="Bought", question=question, seen=0, by="", now=book.now)[0]


def sieve(book, wish, *, user=None, before=0):
    return sieve_of(user=user or book.owner, wish=wish, at=book.now - before, now=book.now)


def all_of(sieve, lists=None, *, limit=3, after=""):
    """Everybody, page by page."""
    found: list[int] = []
    begun = False
    while after or not begun:
        page, begun = sift(sieve, lists, after=after, limit=limit), True
        assert len(page.ids) <= limit
        found += page.ids
        after = page.after
    return found


def last_heard(book, customer):
    when = Customer.objects.get(pk=customer).interactions.filter(direction="out").order_by("happened_at").last()
    return seconds(when.happened_at) if when else None


def test_the_pages_of_every_order_hold_everybody_once(book):
    for owner, whose in (({}, ""), ({"owner": book.owner}, "mine"), ({"owner": None}, "nobody")):
        wanted = sorted(Customer.objects.filter(**owner).values_list("pk", flat=True))
        for order in ("", *ORDERS):
            asked = sieve(book, Wish(order=order, whose=whose))
            found = all_of(asked)
            assert sorted(found) == wanted, (whose, order)
            assert found == all_of(asked, limit=100), (whose, order)


def test_the_silent_and_those_who_heard_last_stand_by_when_they_heard(book):
    for before in (0, 60):  # along the index; and at an earlier moment, added up
        for order, way in (("silent", 1), ("heard", -1)):
            found = [last_heard(book, one) for one in all_of(sieve(book, Wish(order=order), before=before))]
            heard = [moment for moment in found if moment is not None]
            assert heard == sorted(heard, key=lambda moment: way * moment)
            assert len(heard) > 5
            assert found[len(heard) :] == [None] * (len(found) - len(heard)), "who never heard from us comes last"


def test_names_and_newcomers_stand_in_their_order_and_back(book):
    by_name = all_of(sieve(book, Wish()))
    assert by_name[:3] == [book.ids[name] for name in ("Ada", "Ann", "Ben")]
    assert all_of(sieve(book, Wish(order="name_back"))) == by_name[::-1]
    assert all_of(sieve(book, Wish(order="newest"))) == sorted(by_name, reverse=True)


def test_a_segment_narrows_down_whoever_is_shown_and_leaves_the_order(book):
    buyers = set(Customer.objects.filter(interactions__kind="purchase").values_list("pk", flat=True))
    key = bought(book)
    for text in ("", "example"):
        for order in ("", "heard", "name_back"):
            everybody = all_of(sieve(book, Wish(text=text, order=order)))
            assert len(everybody) == ALL
            found = all_of(sieve(book, Wish(text=text, order=order, segment=key)))
            assert found == [one for one in everybody if one in buyers]
            assert found


def test_a_list_of_the_neglected_keeps_its_reasons_in_another_order_and_narrowed_down(book):
    lists = recall(at=book.now, now=book.now)
    name = max(lists.counts(None, ALL), key=lambda one: one["count"])["name"]
    own = all_of(sieve(book, Wish(neglected=name)), lists)
    assert own
    page = sift(sieve(book, Wish(neglected=name, order="name_back", segment=bought(book))), lists, limit=30)
    assert sorted(page.ids) == sorted(own)
    assert all(page.why[one].because for one in page.ids)
    mine = all_of(sieve(book, Wish(neglected=name, whose="mine")), lists)
    assert set(mine) == {one for one in own if Customer.objects.get(pk=one).owner_id == book.owner.pk}


def test_the_next_page_of_the_neglected_begins_where_jon_was_though_he_was_rung_up_since(book):
    for name in ("Jon", "Kit", "Liv", "Max"):
        book.add(name)
        book.bought(name, 400)
    name = max(recall(at=book.now, now=book.now).counts(None, ALL), key=lambda one: one["count"])["name"]
    own = all_of(sieve(book, Wish(neglected=name)), recall(at=book.now, now=book.now))
    page = sift(sieve(book, Wish(neglected=name)), recall(at=book.now, now=book.now), limit=2)
    now = at_seconds(book.now)
    record(customer=own[1], direction="out", channel="email", happened_at=now, now=now, source="test", declared="give")
    left = all_of(sieve(book, Wish(neglected=name)), recall(at=book.now, now=book.now))
    assert left == [own[0], *own[2:]]
    rest = all_of(sieve(book, Wish(neglected=name)), recall(at=book.now, now=book.now), after=page.after)
    assert (rest, len(rest) > 1) == (own[2:], True)


def test_the_neglected_who_go_by_a_common_word_can_be_taken_along(book, monkeypatch):
    name = max(recall(at=book.now, now=book.now).counts(None, ALL), key=lambda one: one["count"])["name"]
    monkeypatch.setattr(searching, "MOST", 2)
    asked = {"user": book.owner, "at": book.now, "now": book.now}
    wish = Wish(text="example", neglected=name)
    rows = b"".join(export_found(wish=wish, **asked)).decode().splitlines()[1:]
    assert len(rows) == len(all_of(sieve(book, Wish(neglected=name)), recall(at=book.now, now=book.now)))
    with pytest.raises(Refusal, match="More people fit"):
        export_found(wish=Wish(text="example"), **asked)


def test_who_sees_only_their_own_cannot_choose_otherwise(book):
    theirs = set(Customer.objects.filter(owner=book.priya).values_list("pk", flat=True))
    for whose in ("", "nobody", "mine", str(book.owner.pk)):
        assert set(all_of(sieve(book, Wish(whose=whose, order="heard"), user=book.priya))) == theirs
    found = search_people(user=book.priya, wish=Wish(whose="nobody"), at=book.now, now=book.now)
    assert found["wish"]["whose"] == ""
    assert found["colleagues"] == []


def test_an_address_that_was_tampered_with_shows_a_page_all_the_same_or_says_what_is_wrong(book):
    for after in ("x", "|", "9|x", "-1|999999999999", "ann|", "\u0661|\u0662", "1|2|3", "|5"):
        for order in ("", "newest", "heard", "worst"):
            wish = Wish(order=order, whose="77")
            found = search_people(user=book.owner, wish=wish, after=after, at=book.now, now=book.now, rows_only=True)
            assert found["wish"]["whose"] == ""
            assert len(found["rows"]) <= ALL
    with pytest.raises(Refusal, match="There is no segment"):
        search_people(user=book.owner, wish=Wish(segment="nobody-made-it"), at=book.now, now=book.now)


def test_the_table_holds_just_those_who_are_shown_in_their_order_and_runs_nothing(book):
    book.fact("Ada", "company_name", '=HYPERLINK("http://example.com")')
    wish = Wish(order="heard", segment=bought(book))
    lines = b"".join(export_found(user=book.owner, wish=wish, at=book.now, now=book.now)).decode().splitlines()
    header, *rows = csv.reader(lines)
    assert header == HEADER
    shown = search_people(user=book.owner, wish=wish, at=book.now, now=book.now)["rows"]
    assert [row[1] for row in rows] == [row["name"] for row in shown]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    days = [row[HEADER.index("last_heard_from_us")] for row in rows]
    assert sorted(filter(None, days), reverse=True) == [day for day in days if day]

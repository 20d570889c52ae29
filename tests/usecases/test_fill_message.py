"""May this go to Ann like this, asked with all that is known of her?"""

import datetime as dt
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from lately.cli.main import main
from lately.lib.moments import moment, seconds
from lately.lib.refusal import Refusal
from lately.usecases.build_demo import build_demo
from lately.usecases.fill_message import filled_for
from lately.usecases.know_reader import know_reader

pytestmark = pytest.mark.django_db


NOW = dt.datetime(2026, 11, 18, 15, 20, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    """The invented book, once for all tests here."""
    with django_db_blocker.unblock():
        build_demo(book="invented", at=NOW, progress=lambda _: None)
        yield SimpleNamespace(at=seconds(moment("2026-11-16", zone="Europe/London")), now=seconds(NOW))
        call_command("flush", verbosity=0, interactive=False)


def test_the_letter_to_our_most_valuable_customers_goes_to_vera_and_says_why_not_to_ann(demo):
    vera = filled_for(customer="vera", content="most-valuable-letter", channel="post", at=demo.at, now=demo.now)
    assert vera["verdict"]["verdict"] == "pass"
    assert vera["text"].startswith("Dear Vera,")
    ann = filled_for(customer="ann", content="most-valuable-letter", channel="post", at=demo.at, now=demo.now)
    assert ann["verdict"]["verdict"] == "refuse"
    assert [one["code"] for one in ann["verdict"]["findings"] if one["severity"] == "refuse"] == ["claim_untrue"]
    assert "bought for more" in ann["because"]["most_valuable"]


def test_a_wording_tried_out_is_filled_in_place_of_the_one_in_the_book(demo):
    said = {"customer": "ann", "content": "thanks-for-a-year", "at": demo.at, "now": demo.now}
    tried = filled_for(
        **said, channel="email", subject="Hello", text="Dear {{ customer.greeting }},\n\nall well?\n\nOlga"
    )
    assert tried["text"].startswith("Dear Ann,")
    gap = filled_for(**said, channel="email", text="Dear {{ deed.what }},")
    assert (gap["missing"], gap["text"], gap["verdict"]["verdict"]) == ("deed.what", "", "hold")


def test_a_greeting_of_somebody_else_is_refused_for_this_reader(demo):
    said = {"customer": "ann", "content": "thanks-for-a-year", "channel": "email", "at": demo.at, "now": demo.now}
    other = filled_for(**said, subject="Hello", text="Dear Mara,\n\nall well?\n\nOlga Brandt")
    assert other["verdict"]["verdict"] == "refuse"
    assert "salutation_not_theirs" in {one["code"] for one in other["verdict"]["findings"]}


def test_who_is_not_in_the_book_and_what_is_not_in_it_are_refused_in_words(demo):
    with pytest.raises(Refusal):
        filled_for(customer="nobody-at-all", content="thanks-for-a-year", at=demo.at, now=demo.now)
    with pytest.raises(Refusal, match="no content 'nothing'"):
        filled_for(customer="ann", content="nothing", at=demo.at, now=demo.now)
    with pytest.raises(Refusal, match="no wording for voice"):
        filled_for(customer="ann", content="thanks-for-a-year", channel="voice", at=demo.at, now=demo.now)


def test_a_reader_is_known_by_the_facts_of_the_moment(demo):
    cara = know_reader(customer="cara", at=demo.at, now=demo.now).reader
    assert cara.claims["parent"] is True
    assert cara.claims["only_for_you"] is False
    assert "Cara" in cara.names


def test_the_command_judges_a_file_for_a_customer(demo, tmp_path, capsys):
    file = tmp_path / "letter.txt"
    file.write_text("Subject: Hello\n\nDear Ann,\n\nyou are our most valuable customer.\n\nOlga Brandt", "utf-8")
    assert main(["check", str(file), "--for", "ann", "--at", "2026-11-16", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["asks"]) == ("refuse", "no")
    assert main(["check", "thanks-for-a-year", "--at", "2026-11-16", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["file"] for line in lines} >= {"thanks-for-a-year (email)"}
    assert main(["check", "no-such-thing"]) == 2


def test_what_a_person_has_still_to_fill_in_goes_to_nobody(demo):
    said = {"customer": "ann", "content": "thanks-for-a-year", "channel": "email", "at": demo.at, "now": demo.now}
    open_one = filled_for(**said, subject="Hello", text="Dear Ann,\n\nthank you for [something].\n\nOlga Brandt")
    assert (open_one["missing"], open_one["verdict"]["verdict"]) == ("what stands in [brackets]", "hold")
    assert open_one["text"].startswith("Dear Ann,")
    worse = filled_for(**said, subject="Hello", text="Dear Mara,\n\nthank you for [something].\n\nOlga Brandt")
    assert worse["verdict"]["verdict"] == "refuse"

import re

import pytest
from django.utils.translation import override

from lately.accounts.services import set_organisation
from lately.lib.clock import now
from lately.usecases.choose_moment import Moment
from lately.usecases.make_sign_in_link import make_sign_in_link
from lately.web.language import spoken_for
from lately.web.templatetags import words

LOCAL = {"host": "localhost"}
AT = 1_794_816_000  # Monday 16 November 2026, 08:00 UTC
THEN = Moment(at=AT, now=AT, text="", usual=True, words="", zone="UTC", currency="EUR")
DAY = 86_400


@pytest.fixture
def read(client, owner, at):
    """What a page says to the owner of an organisation that speaks a language."""

    def page(path: str, language: str) -> str:
        set_organisation(at=at, name="Anns Laden", zone="Europe/Berlin", language=language)
        client.get(f"/sign-in/{make_sign_in_link(at=now())}", headers=LOCAL)
        answer = client.get(path, headers=LOCAL)
        assert answer.headers["Content-Language"] == spoken_for(language)
        return re.sub(r"\s+", " ", answer.content.decode())

    return page


def test_ann_whose_shop_is_german_reads_today_in_german(read):
    page = read("/", "de-CH")
    assert '<html lang="de">' in page
    for said in ("<h1>Heute</h1>", "Noch wartet niemand darauf", ">Menschen</a>", ">Abmelden</button>", "Zum Inhalt"):
        assert said in page, said


def test_ben_comes_in_by_a_german_page(client, owner, at, settings):
    settings.ALLOWED_HOSTS = ["anns-laden.example.org"]
    elsewhere = {"host": "anns-laden.example.org"}
    set_organisation(at=at, name="Anns Laden", zone="Europe/Berlin", language="de")
    assert "Kommen Sie mit einem Link herein" in client.get("/sign-in/", headers=elsewhere).content.decode()
    link = f"/sign-in/{make_sign_in_link(at=now())}"
    assert "Willkommen zurück" in client.get(link, headers=elsewhere).content.decode()


@pytest.mark.parametrize("language", ["en", "en-GB", "xx", "fr"])
def test_a_language_of_which_there_is_no_catalogue_is_served_in_english(read, language):
    page = read("/", language)
    assert '<html lang="en">' in page
    assert "<h1>Today</h1>" in page


def test_ann_reads_sums_in_english_with_the_sign_first():
    assert words.amount(8_900, "EUR") == "€89"
    assert words.money({"GBP": "13379.40", "CHF": "20"}) == "£13,379, CHF 20"


def test_where_a_fact_of_ann_comes_from_is_said_in_her_words():
    assert words.from_where("customers in Kontakte.csv") == "from Kontakte.csv"
    assert words.from_where("chosen by Ruth in May") == "chosen by Ruth in May"
    with override("de"):
        assert words.from_where("customers in Kontakte.csv") == "aus Kontakte.csv"


def test_what_is_said_after_a_german_page_is_not_german_by_accident(client, owner, at):
    set_organisation(at=at, name="Anns Laden", zone="Europe/Berlin", language="de")
    client.get("/sign-in/", headers=LOCAL)
    assert words.spoken(AT, "UTC") == "Monday 16 November 2026, 08:00"


def test_a_page_that_says_nothing_to_people_asks_the_book_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health", headers=LOCAL).status_code == 200


def test_days_and_numbers_are_said_as_cara_says_them():
    with override("de"):
        said = {
            words.day(AT, "UTC"): "16. November 2026",
            words.weekday(AT + 10 * DAY, "UTC"): "Donnerstag, 26. November",
            words.clock(AT, "UTC"): "16. November, 08:00",
            words.spoken(AT, "UTC"): "Montag, 16. November 2026, 08:00",
            words.fact_value("2011-06-08"): "8. Juni 2011",
            words.ago(AT - 3 * DAY, AT): "vor 3 Tagen",
            words.ago(AT + DAY, AT): "in 1 Tag",
            words.late(AT - 30 * DAY, THEN): "4 Wochen überfällig",
            words.late(AT + 2 * DAY, THEN): "fällig in 2 Tagen",
            words.people(5806): "5.806 Menschen",
            words.number(1_240_000): "1.240.000",
            words.amount(124_050, "CHF"): "1.240,50\u00a0CHF",
            words.amount(-8_900, "EUR"): "-89\u00a0€",
            words.money({"GBP": "13379.40", "CHF": "20"}): "13.379\u00a0£, 20\u00a0CHF",
            words.age("2011-06-08", AT): "15 Jahre",
        }
    assert {one: one for one in said} == said

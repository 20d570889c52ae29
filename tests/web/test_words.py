import pytest

from lately.decisioning.rules import ARBITRATED, STAGES, package_rules
from lately.usecases.choose_moment import Moment
from lately.usecases.search_people import LISTS
from lately.web import reasons
from lately.web.bars import bars
from lately.web.templatetags import words


def test_every_reason_there_is_has_words_and_no_other():
    codes = {rule.code for rule in package_rules()}
    assert set(reasons.REASONS) == codes | set(ARBITRATED)
    assert set(reasons.RULES) == codes
    assert set(reasons.STAGES) == {*STAGES, "arbitration"}
    assert set(reasons.LISTS) == set(LISTS)


def test_a_rule_of_ones_own_is_called_by_its_code():
    assert reasons.reason_words("not_on_market_day") == "Not on market day"


DAY = 86_400
AT = 1_794_787_200  # Monday 16 November 2026
THEN = Moment(at=AT, now=AT, text="", usual=True, words="", zone="UTC", currency="GBP")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.ago(AT - 3 * DAY, AT), "3 days ago"),
        (words.ago(AT - DAY // 2, AT), "today"),
        (words.ago(AT + 2 * DAY, AT), "in 2 days"),
        (words.late(AT + DAY // 2, THEN), "due today"),
        (words.late(AT - 9 * DAY, THEN), "9 days late"),
        (words.late(AT + 2 * DAY, THEN), "due in 2 days"),
        (words.percent(0.186), "19%"),
        (words.percent(0.004), "under 1%"),
        (words.percent(0.0), "0%"),
        (words.percent(None), "none"),
        (words.money({"GBP": "13379.40", "USD": "0.00"}), "£13,379"),
        (words.money({}), ""),
        (words.amount(9550, "GBP"), "£95.50"),
        (words.amount(9500, "CHF"), "CHF 95"),
        (words.amount(1200, "JPY"), "JPY 1,200"),
        (words.amount(None, "GBP"), ""),
        (words.people(0), "nobody"),
        (words.people(1), "one person"),
        (words.people(5806), "5,806 people"),
        (words.something(0), "nothing"),
        (words.something(1), "something once"),
        (words.something(4461), "something 4,461 times"),
        (words.classed("give"), "for their sake"),
        (words.classed("disguised"), "wants something, dressed as care"),
        (words.upto(12, 12), "12 or more"),
        (words.upto(3, 12), "3"),
        (words.age("2011-06-08", AT), "15 years"),
        (words.age("2025-07-29", AT), "15 months"),
        (words.fact_value(value=True), "yes"),
        (words.fact_value("2011-06-08"), "8 June 2011"),
        (words.fact_value("care_plan"), "care plan"),
        (words.fact_value("a_b@example.com"), "a_b@example.com"),
        (words.spoken(AT, "Europe/London"), "Monday 16 November 2026"),
        (words.spoken(AT, "Europe/Berlin"), "Monday 16 November 2026, 01:00"),
        (words.clock(AT, "Europe/London"), "16 November, 00:00"),
        (words.stopped("How is it doing?"), "How is it doing?"),
        (words.stopped("A warm room "), "A warm room."),
        (words.stopped("She said “yes.”"), "She said “yes.”"),
        (words.beyond("Third time. I am cold.", "Third time."), "I am cold."),
        (words.beyond("Cold", "Cold"), ""),
        (words.beyond("I am cold.", "Third time"), "I am cold."),
        (words.beyond(" I am cold. ", ""), "I am cold."),
        (words.first_line("Hello,\n\nnobody calls me back.\nBen"), "nobody calls me back."),
        (words.first_line("Sehr geehrte Damen und Herren,\n\nmeine Bank ist gebrochen."), "meine Bank ist gebrochen."),
        (words.first_line("No\nthanks"), "No thanks"),
        (words.first_line("many words " * 40), "many words " * 21 + "many …"),
    ],
)
def test_what_a_page_says_is_what_people_say(said, expected):
    assert said == expected


def test_a_chart_without_figures_is_flat_and_does_not_break():
    assert bars([])["bars"] == []

"""A sentence is said in the language of whoever hears it, also when it was kept."""

import datetime as dt
import json

import pytest

from lately.lib.saying import Month, Voice, again, in_english, plainly, several, spoken, stored, worded

GERMAN = {
    "{name} last heard from us {days} ago.": "{name} hat {days} nichts von uns gehört.",
    "{n} month": "{n} Monat",
    "{n} months": "{n} Monate",
    "{name} has died.": "{name} ist gestorben.",
    "this customer": "diese Person",
}


def _month(day: dt.date) -> str:
    return f"{day:%m}.{day:%Y}"


def said_in_german() -> Voice:
    """A small German."""
    return Voice(
        lambda text: GERMAN.get(text, text),
        lambda one, many, n: GERMAN[one if n == 1 else many],
        lambda number: number.replace(".", ","),
        lambda day: f"{day:%d.%m.%Y}",
        _month,
    )


def test_what_was_said_of_dov_is_said_again_in_the_language_of_whoever_reads_it():
    told = worded("{name} last heard from us {days} ago.", name="Dov", days=several("{n} month", "{n} months", 3))
    assert told == "Dov last heard from us 3 months ago."
    kept = json.loads(json.dumps(stored(told)))
    with spoken(said_in_german()):
        assert again(told) == again(kept) == "Dov hat 3 Monate nichts von uns gehört."
        assert in_english(kept) == told
        with plainly():
            assert again(kept) == told
    assert again(kept) == told


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (dt.date(2026, 11, 6), "6 November 2026", "06.11.2026"),
        (Month(2026, 11), "November 2026", "11.2026"),
        (2.5, "2.5", "2,5"),
        (3, "3", "3"),
    ],
)
def test_a_day_a_month_and_a_number_are_said_as_in_the_language_of_the_customer(value, english, german):
    told = worded("{value}", value=value)
    with spoken(said_in_german()):
        assert (told, again(json.loads(json.dumps(stored(told))))) == (english, german)


def test_a_customer_without_a_name_begins_a_sentence_with_a_capital():
    told = worded("{name} has died.", name=worded("this customer"))
    assert told == "This customer has died."
    with spoken(said_in_german()):
        assert again(told) == "Diese Person ist gestorben."


def test_what_ann_wrote_herself_stays_as_it_stands():
    with spoken(said_in_german()):
        assert again(stored("{n} month, she said.")) == "{n} month, she said."

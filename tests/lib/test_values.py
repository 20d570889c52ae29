import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lately.lib.money import roughly, shown, written
from lately.lib.refusal import Refusal
from lately.lib.tables import Row, read_table
from lately.lib.values import Customs, address, customs_of, day_or_moment, money


def moment(year, month, day, hour=0, minute=0):
    return int(dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC).timestamp())


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2025-12-31", (2025, 12, 31)),
        ("2025-12-31T10:00Z", (2025, 12, 31, 10)),
        ("2025-12-31 10:00", (2025, 12, 31, 10)),
        ("31.12.2025", (2025, 12, 31)),
        ("3.4.2025", (2025, 4, 3)),
        ("3.4.25", (2025, 4, 3)),
        ("31.12.2025 14:05", (2025, 12, 31, 14, 5)),
        ("31.12.2025, 14:05 Uhr", (2025, 12, 31, 14, 5)),
        ("31/12/2025", (2025, 12, 31)),
        ("12/31/2025", (2025, 12, 31)),
        ("12/31/2025 3:05 PM", (2025, 12, 31, 15, 5)),
        ("12/31/2025 12:05 am", (2025, 12, 31, 0, 5)),
        ("03/03/2025", (2025, 3, 3)),
        ("2025/12/31", (2025, 12, 31)),
        ("20251231", (2025, 12, 31)),
        ("31 Dec 2025", (2025, 12, 31)),
        ("31-Dec-2025", (2025, 12, 31)),
        ("December 31st, 2025", (2025, 12, 31)),
        ("Wed, 31 Dec 2025 10:00", (2025, 12, 31, 10)),
        ("5. März 2025", (2025, 3, 5)),
        ("5. Mai 2025", (2025, 5, 5)),
    ],
)
def test_a_day_is_read_as_people_write_it(text, at):
    assert day_or_moment(text, zone="UTC") == moment(*at)


def test_a_bare_day_is_the_organisations():
    assert day_or_moment("2025-07-01", zone="Europe/Berlin") == moment(2025, 6, 30, 22)
    assert day_or_moment("1.7.2025 10:00", zone="Europe/Berlin") == moment(2025, 7, 1, 8)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "31.02.2025", "2025-13-01", "1899-12-31", "31.12.1899", "99/99/2025", "1/2/3", "31.12.225",
     "2025-12-31 25:00", "31.12.2025 noon", "5. Foo 2025", "3/4/2025"],
)  # fmt: skip
def test_what_is_no_day_or_two_days_is_refused(text):
    with pytest.raises(Refusal):
        day_or_moment(text, zone="UTC")


def test_the_rest_of_the_file_tells_day_from_month():
    assert day_or_moment("3/4/2025", zone="UTC", customs=Customs(days="dmy")) == moment(2025, 4, 3)
    assert day_or_moment("3/4/2025", zone="UTC", customs=Customs(days="mdy")) == moment(2025, 3, 4)


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("12", 1200, "EUR"),
        ("12.5", 1250, "EUR"),
        ("12,50", 1250, "EUR"),
        ("1.234,56 €", 123456, "EUR"),
        ("1,234.56", 123456, "EUR"),
        ("$12.30", 1230, "USD"),
        ("12.30 usd", 1230, "USD"),
        ("CHF 1'234.50", 123450, "CHF"),
        ("1 234,50", 123450, "EUR"),
        ("1.234.567", 123456700, "EUR"),
        ("¥1,234", 1234, "JPY"),
        ("0.500", 50, "EUR"),
        ("-5", -500, "EUR"),
        ("(5.00)", -500, "EUR"),
        ("5,00-", -500, "EUR"),
        ("12.3456", 1235, "EUR"),
    ],
)
def test_a_sum_is_read_as_people_write_it(text, minor, currency):
    assert money(text, "EUR") == (minor, currency)


def test_a_dollar_is_our_own_where_we_count_in_dollars():
    assert money("$5", "CAD") == (500, "CAD")
    assert money("$5", "EUR") == (500, "USD")


@pytest.mark.parametrize("text", ["", "free", "12 pcs", "1,234", "12.345", "9" * 30])
def test_what_is_no_sum_or_two_sums_is_refused(text):
    with pytest.raises(Refusal):
        money(text, "EUR")


def test_the_rest_of_the_file_tells_thousands_from_cents():
    assert money("1,234", "EUR", Customs(decimal=".")) == (123400, "EUR")
    assert money("1,234", "EUR", Customs(decimal=",")) == (123, "EUR")


def test_the_customs_of_a_file_are_found_and_contradictions_stay_untold(tmp_path):
    def customs(*lines):
        path = tmp_path / "sales.csv"
        path.write_text("\n".join(["date;amount", *lines]))
        table = read_table(path, needs=(), knows={"date": (), "amount": ()})
        return customs_of(table, day="date", amount="amount")

    assert customs("3/4/2025;1.234", "31/4/2025;12,50") == Customs("dmy", ",")
    assert customs("3/4/2025;1,234", "4/13/2025;12.50") == Customs("mdy", ".")
    assert customs("31/4/2025;12,50", "4/13/2025;12.50") == Customs("", "")
    assert customs("3/4/2025;1,234") == Customs("", "")


@given(st.integers(-(10**14), 10**14), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_is_written_is_read_again(minor, currency):
    assert money(written(minor, currency), currency, Customs(decimal=".")) == (minor, currency)


@pytest.mark.parametrize(
    "text", ["Ann@Example.org", " ann@example.org ", "Ann <ann@example.org>", "mailto:ann@example.org"]
)
def test_an_address_is_read_in_small_letters(text):
    assert address(text) == "ann@example.org"


@pytest.mark.parametrize("text", ["", "ann", "ann@", "@example.org", "ann@b", "a b@example.org", "ann@example..org"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(Refusal, match="is not an e-mail address"):
        address(text)


def test_sums_are_written_in_one_way_for_people():
    assert [shown(9500, "GBP"), shown(1350, "EUR"), shown(-120000, "USD")] == ["£95", "€13.50", "-$1,200"]
    assert [shown(1200, "JPY"), shown(1234, "CHF")] == ["JPY 1,200", "CHF 12.34"]
    assert roughly({"EUR": "6322.46", "CHF": "20.00", "GBP": "0.20"}) == "€6,322, CHF 20"


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [("12,-", "", 1_200), ("1.200,-", ".", 120_000), ("1.200,-", "", 120_000), ("1,200.-", ",", 120_000)],
)
def test_what_ben_paid_without_cents_is_never_a_thousandth(text, mark, minor):
    assert money(text, "EUR", Customs(decimal=mark)) == (minor, "EUR")


def test_eves_address_written_twice_in_one_cell_is_one_address():
    assert address('"eve@example.org" <eve@example.org>') == "eve@example.org"
    assert address("eve@example.org <eve@example.org>") == "eve@example.org"
    with pytest.raises(Refusal, match="several"):
        address("eve@example.org, ann@example.org")


def test_a_file_that_writes_sums_without_cents_tells_its_decimal_mark():
    assert customs_of([Row(2, {"paid": "1.200,-"}, ()), Row(3, {"paid": "3.500,-"}, ())], amount="paid").decimal == ","

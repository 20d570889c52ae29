import datetime as dt

import pytest

from lately.imports.models import Import
from lately.interactions.models import Interaction, KnownSince
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer, Fact

ANN = "email,date,amount\nann@example.org,2025-03-31,12.30\n"


def test_ann_who_bought_and_was_not_known_is_a_customer_with_a_purchase(take):
    tally = take.purchases(ANN)
    assert (tally.read, tally.added, tally.customers_added, tally.rejected) == (1, 1, 1, 0)
    row = Interaction.objects.get()
    assert row.customer_id == take.who("ann@example.org")
    assert (row.direction, row.kind, row.channel) == ("in", "purchase", "shop")
    assert (row.amount_minor, row.currency) == (1230, "EUR")
    assert row.source_key.startswith("purchase:ann@example.org:")


def test_a_purchase_has_the_date_of_the_file_and_the_moment_of_the_import(take, at):
    tally = take.purchases(ANN, zone="Europe/London")
    row = Interaction.objects.get()
    assert row.happened_at == dt.datetime(2025, 3, 30, 23, 0, tzinfo=dt.UTC)
    assert (row.recorded_at, row.imported_id) == (at, tally.imported)


def test_purchases_tell_nothing_of_when_we_spoke(take):
    assert take.purchases(ANN).known_since == {}
    assert not KnownSince.objects.exists()


def test_the_same_file_twice_under_another_name_doubles_nothing(take):
    take.purchases(ANN)
    again = take.later(1).purchases(ANN, "copy.csv")
    assert (again.imported, again.added, again.unchanged) == (None, 0, 1)
    assert Interaction.objects.count() == 1
    assert Import.objects.count() == 1


def test_of_a_file_that_grew_only_the_new_rows_are_added(take):
    take.purchases(ANN)
    grown = take.later(1).purchases(ANN + "ann@example.org,2025-03-31,12.30\nann@example.org,2025-04-01,12.30\n")
    assert (grown.added, grown.unchanged) == (2, 1)


def test_two_equal_purchases_on_one_day_are_two(take):
    both = ANN + "ann@example.org,2025-03-31,12.30\n"
    assert take.purchases(both).added == 2
    assert take.later(1).purchases(both).unchanged == 2
    assert Interaction.objects.count() == 2


@pytest.mark.parametrize(
    ("cell", "minor", "currency"),
    [
        ('"1.234,56"', 123456, "EUR"),
        ('"1,234.56"', 123456, "EUR"),
        ("0", 0, "EUR"),
        ("$12.50", 1250, "USD"),
        ("CHF 1'234.50", 123450, "CHF"),
    ],
)
def test_sums_are_read_as_people_write_them(take, cell, minor, currency):
    take.purchases(f"email,date,amount\nann@example.org,2025-03-31,{cell}\n")
    row = Interaction.objects.get()
    assert (row.amount_minor, row.currency) == (minor, currency)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ann@example.org,2025-03-31,-5", "below zero"),
        ("ann@example.org,2025-03-31,(5.00)", "below zero"),
        ("ann@example.org,2025-03-31,NaN", "holds no number"),
        ("ann@example.org,2025-03-31,1e9", "not a sum of money"),
        ("ann@example.org,2025-03-31,=A1*2", "not a sum of money"),
        ("ann@example.org,2025-03-31,12.345", "two different sums"),
        ("ann@example.org,2025-03-31,", "no amount"),
        ("ann@example.org,1899-03-31,5", "before 1900"),
        ("ann@example.org,2027-03-31,5", "in the future"),
        ("ann@example.org,,5", "no date"),
        ("ann@example.org,yesterday,5", "not a date"),
        (",2025-03-31,5", "which customer"),
        ("ann@,2025-03-31,5", "not an e-mail address"),
    ],
)
def test_a_purchase_that_cannot_be_is_rejected_by_line_and_the_good_one_is_kept(take, line, said):
    tally = take.purchases(f"email,date,amount\n{line}\nben@example.org,2025-03-31,5\n")
    assert (tally.added, tally.rejected) == (1, 1)
    assert tally.rejects[0].number == 2
    assert said in tally.rejects[0].what
    assert tally.rejects[0].todo
    assert Customer.objects.count() == 1


def test_a_purchase_by_id_and_one_by_address_are_of_one_customer(take):
    take.customers("id,email\n7,ann@example.org\n")
    take.purchases("id,date,amount\n7,2025-01-01,5\n")
    take.purchases(ANN, "more.csv")
    assert Interaction.objects.filter(customer=take.who("7")).count() == 2
    assert Customer.objects.count() == 1


def test_a_column_customer_takes_an_id_or_an_address(take):
    take.purchases("customer,date,amount\n7,2025-01-01,5\nann@example.org,2025-01-01,5\n")
    assert take.who("7") != take.who("ann@example.org")


def test_an_order_is_found_again_by_its_number(take):
    first = "email,date,amount,order_id\nann@example.org,2025-03-31,5,R-1\n"
    take.purchases(first)
    assert take.purchases(first + "ann@example.org,2025-03-31,5,R-2\n", "grown.csv").added == 1
    assert set(Interaction.objects.values_list("source_key", flat=True)) == {"purchase:ref:R-1", "purchase:ref:R-2"}


def test_an_order_that_says_otherwise_than_the_book_is_rejected_and_named(take):
    first = take.purchases("email,date,amount,order_id\nann@example.org,2025-03-31,5,R-1\n")
    tally = take.later(1).purchases("email,date,amount,order_id\nann@example.org,2025-03-31,6,R-1\n")
    assert (tally.imported, tally.added, tally.rejected) == (None, 0, 1)
    assert "Reference 'R-1' is in the book already" in tally.rejects[0].what
    assert f"lately import undo {first.imported}" in tally.rejects[0].todo
    assert Interaction.objects.get().amount_minor == 500


def test_one_order_number_on_two_lines_is_rejected(take):
    tally = take.purchases(
        "email,date,amount,order_id\nann@example.org,2025-03-31,5,R-1\nann@example.org,2025-03-31,7,R-1\n"
    )
    assert (tally.added, tally.rejected) == (1, 1)
    assert "stands on line 2 already" in tally.rejects[0].what


def test_what_was_bought_and_of_which_kind_is_kept(take):
    take.purchases(
        "email,date,amount,what,kind,channel\ncara@example.org,2025-03-31,5,Diapers 4 kg,Baby goods; soap,web\n"
    )
    row = Interaction.objects.get()
    assert (row.subject, row.channel) == ("Diapers 4 kg", "web")
    assert set(Fact.objects.values_list("name", flat=True)) == {"bought.baby_goods", "bought.soap"}


def test_what_was_bought_again_is_seen_again_so_that_it_does_not_lapse(take):
    head = "email,date,amount,kind\n"
    take.purchases(head + "cara@example.org,2024-03-31,5,baby\ncara@example.org,2025-03-31,5,baby\n")
    days = Fact.objects.filter(name="bought.baby").order_by("happened_at")
    assert [fact.happened_at.year for fact in days] == [2024, 2025]


def test_a_channel_that_does_not_exist_is_rejected_with_the_nearest(take):
    tally = take.purchases("email,date,amount,channel\nann@example.org,2025-03-31,5,shopp\n")
    assert "Did you mean shop?" in tally.rejects[0].todo


@pytest.mark.parametrize("missing", ["date", "amount", "email"])
def test_a_missing_column_is_refused_with_what_is_there(take, missing):
    columns = [name for name in ("email", "date", "amount") if name != missing]
    with pytest.raises(Refusal, match=f"no column '{missing}'") as refusal:
        take.purchases(",".join(columns) + "\n1,2\n")
    assert columns[0] in refusal.value.why


def test_a_file_that_is_one_endless_line_is_refused_and_changes_nothing(take, tmp_path):
    path = tmp_path / "purchases.csv"
    with path.open("wb") as file:
        file.truncate(2**28)  # it takes no room
    with pytest.raises(Refusal):
        take.purchases_at(path)
    assert not Import.objects.exists()


def test_an_endless_line_among_good_ones_is_rejected_and_they_are_kept(take, tmp_path):
    path = tmp_path / "purchases.csv"
    with path.open("wb") as file:
        file.write(ANN.encode())
        for _ in range(32):
            file.write(b"x" * 2**20)
        file.write(b"\nben@example.org,2025-03-31,5\n")
    tally = take.purchases_at(path)
    assert (tally.added, tally.rejected) == (2, 1)
    assert tally.rejects[0].number == 3
    assert "longer than" in tally.rejects[0].what


def test_a_file_without_a_line_changes_nothing(take):
    tally = take.purchases("email,date,amount\n")
    assert (tally.read, tally.imported) == (0, None)


def test_the_same_purchases_in_another_currency_or_zone_are_refused_and_not_doubled(take):
    bought = "email,date,amount\nann@example.org,2025-03-31,12.30\n"
    take.purchases(bought, zone="Europe/London", currency="GBP")
    for otherwise in ({"currency": "EUR", "zone": "Europe/London"}, {"currency": "GBP", "zone": "Asia/Tokyo"}):
        with pytest.raises(Refusal, match="was taken in before, as import"):
            take.later(1).purchases(bought, **otherwise)
    assert Interaction.objects.count() == 1


@pytest.mark.parametrize("blank", ["   ", "\u00a0", "\u200b", " \ufeff "])
def test_a_key_in_which_nothing_can_be_seen_names_nobody(take, blank):
    tally = take.purchases(f'id,date,amount\n"{blank}",2025-03-31,12.30\n')
    assert (tally.added, tally.customers_added) == (0, 0)
    assert "does not say which customer" in tally.rejects[0].what


def test_blanks_around_a_key_do_not_make_another_customer(take):
    take.purchases("id,date,amount\nA-17,2025-03-31,12.30\n")
    again = take.purchases('id,date,amount\n"\u200b A-17\ufeff ",2025-04-01,5\n', "more.csv")
    assert (again.added, again.customers_added) == (1, 0)


def test_a_purchase_that_has_yet_to_come_is_rejected(take):
    tally = take.purchases("email,date,amount\nann@example.org,2027-03-31,12.30\n")
    assert (tally.added, tally.rejected) == (0, 1)
    assert "lies in the future" in tally.rejects[0].what

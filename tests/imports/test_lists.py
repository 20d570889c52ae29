"""One list says the same to the pages, the commands and the audit, in whatever file it comes."""

from __future__ import annotations

import csv

import pytest

from lately.cli.main import main
from lately.imports.services import Manner
from lately.interactions.models import Interaction
from lately.lib.refusal import Refusal
from lately.measurement.audit.sources import Manner as Reading
from lately.measurement.audit.sources import read_lists
from lately.profiles.models import Customer, Fact
from lately.usecases.import_list import import_list
from tests.lib.test_spreadsheets import book

CARDS = "BEGIN:VCARD\nVERSION:3.0\nN:Lee;Ann;;;\nEMAIL:ann@example.org\nTEL:+44 7700 900123\nEND:VCARD\n"
ORDERS = (
    "Name,Email,Financial Status,Paid at,Currency,Total,Lineitem name\n"
    "#1,ann@example.org,paid,2025-03-12 10:00:00 +0100,EUR,54.00,Tea\n#1,ann@example.org,,,,,Pot\n"
    "#2,nobody,paid,2025-03-12 10:00:00 +0100,EUR,5.00,Tea\n#3,dov@example.org,voided,,EUR,7.00,Tea\n"
)


@pytest.fixture
def take_list(db, at):
    def take(path, kind="customers", columns=None, **manner):
        return import_list(path=path, kind=kind, now=at, manner=Manner(**manner), columns=columns)

    return take


def sheet(path, *rows):
    book(path, *rows)
    return path


def test_a_spreadsheet_and_contact_cards_come_in_by_command_as_they_do_in_the_browser(take_list, tmp_path):
    tally = take_list(sheet(tmp_path / "list.xlsx", ["E-Mail", "Vorname"], ["ann@example.org", "Ann"], [], ["x", "X"]))
    assert (tally.read, tally.customers_added, tally.rejected) == (2, 1, 1)
    assert tally.rejects[0].number == 4  # as the spreadsheet counts
    cards = tmp_path / "phone.vcf"
    cards.write_text(CARDS)
    assert take_list(cards).customers_added == 0
    assert Fact.objects.filter(name="family_name").get().value == "Lee"
    assert take_list(cards).added == 0


def test_the_export_of_a_known_program_says_by_command_what_it_says_in_the_browser(take_list, tmp_path):
    orders, rejects = tmp_path / "orders.csv", tmp_path / "rejects.csv"
    orders.write_text(ORDERS)
    tally = take_list(orders, "purchases", rejects=rejects)
    assert Interaction.objects.get().amount_minor == 5400
    assert (tally.rejected, tally.rejects[0].number) == (1, 4)
    assert "2 lines were passed over" in " ".join(tally.notes)
    rows = list(csv.reader(rejects.read_text().splitlines()))
    assert (rows[0][0], rows[1][:2], rows[1][7]) == ("Name", ["#2", "nobody"], "4")


def test_a_file_says_what_columns_become(take_list, tmp_path):
    path, columns = tmp_path / "list.csv", tmp_path / "columns.yaml"
    path.write_text("Nr;Wer;Tee;Geheim\n7;ann@example.org;Assam;x\n")
    columns.write_text("Nr: id\nWer: email\nTee: own.favourite_tea\nGeheim:\n")
    tally = take_list(path, columns=columns)
    assert dict(Fact.objects.values_list("name", "value")) == {"own.favourite_tea": "Assam", "email": "ann@example.org"}
    assert set(Customer.objects.get().identifiers.values_list("kind", "value")) == {
        ("key", "7"), ("email", "ann@example.org"),
    }  # fmt: skip
    assert "'Geheim' is not known" in " ".join(tally.notes)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("Nummer: id", "has no column 'Nummer'"),
        ("Nr: kundennummer", "has no column 'kundennummer'"),
        ("- Nr", "names no columns"),
        ("Nr: [", "cannot be read"),
    ],
)
def test_a_file_of_columns_that_cannot_be_meant_is_refused(take_list, tmp_path, said, what):
    path, columns = tmp_path / "list.csv", tmp_path / "columns.yaml"
    path.write_text("Nr,E-Mail\n7,ann@example.org\n")
    columns.write_text(said)
    with pytest.raises(Refusal, match=what):
        take_list(path, columns=columns)
    assert not Customer.objects.exists()


def test_all_or_nothing_counts_lines_that_could_not_be_read(take_list, tmp_path):
    path, columns = tmp_path / "list.csv", tmp_path / "columns.yaml"
    path.write_text('Nr,E-Mail\n7,ann@example.org\n8,"dov@example.org\n')
    columns.write_text("Nr: id")
    with pytest.raises(Refusal, match="cannot be read; nothing was changed"):
        take_list(path, columns=columns, all_or_nothing=True)
    assert not Customer.objects.exists()


def test_the_audit_reads_spreadsheets_cards_and_known_exports(tmp_path):
    cards, orders = tmp_path / "phone.vcf", tmp_path / "orders.csv"
    cards.write_text(CARDS)
    orders.write_text(ORDERS)
    sales = sheet(tmp_path / "sales.xlsx", ["E-Mail", "Datum", "Betrag"], ["dov@example.org", "2025-03-12", 12.5])
    lists = read_lists([cards, orders, sales], Reading("UTC", "EUR", lambda _: None))
    bought = {email: [minor for _, minor, _ in known.purchases] for email, known in lists.customers.items()}
    assert bought == {"ann@example.org": [5400], "dov@example.org": [1250]}
    assert lists.customers["ann@example.org"].names == ["Ann", "Lee"]
    assert [line.number for one in lists.read for line in one.rejected] == [4]


def test_the_command_takes_a_spreadsheet(db, tmp_path, capsys):
    path = sheet(tmp_path / "list.xlsx", ["E-Mail"], ["ann@example.org"])
    assert main(["import", "customers", str(path)]) == 0
    assert "It was read as a spreadsheet (.xlsx)." in capsys.readouterr().out

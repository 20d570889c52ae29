"""Lists as people really have them: with titles, doubled lines, shortened numbers, two-digit years, hidden sheets."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest

from lately.accounts.services import set_organisation
from lately.imports import uploads
from lately.imports.models import Upload
from lately.interactions.models import Interaction
from lately.measurement.audit.sources import Manner, read_lists
from lately.profiles.models import Customer, Fact, Identifier
from lately.usecases.choose_columns import Choice, choose_columns
from lately.usecases.keep_rejected_lines import rejected_lines
from lately.usecases.steer_upload import steer_upload
from lately.web import background
from tests.imports.test_uploads import Bringer

ORDERS = (
    "Name,Email,Financial Status,Paid at,Total,Currency,Lineitem name\n"
    "#1001,ann@example.org,paid,2025-03-01 10:00:00 +0100,12.50,EUR,Tea\n"
    "#1002,ben@example.org,pending,2025-03-01 10:00:00 +0100,99.00,EUR,Cup\n"
)


@pytest.fixture
def bring(db, at):
    return Bringer(at)


def usable(bring, text, name="list.csv"):
    """How many lines its page says can be used."""
    return bring.page(bring.came(text, name))["preview"]["usable"]


def sheet(*rows, prepare=None, dimension=""):
    """A spreadsheet, with another size than it has if that is told."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if prepare:
        prepare(book)
    made, lying = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as packed, zipfile.ZipFile(lying, "w") as again:
        for part in packed.namelist():
            data = packed.read(part)
            again.writestr(part, re.sub(rb'ref="[^"]*"', dimension.encode(), data, count=1) if dimension else data)
    return lying.getvalue()


def test_ann_who_stands_twice_with_the_same_is_taken_once_and_who_contradicts_is_told_by_the_line_that_came(bring):
    text = (
        "Customers;;\n\nEmail;Name;Tea\nann@example.org;Ann;x\nann@example.org;Ann;x\n"
        "dov@example.org;Dov;\n\ndov@example.org;Dov Ami;\n"
    )
    foreseen = usable(bring, text)
    upload = bring.taken_in(text)
    told = upload.outcome
    assert (foreseen, told["added"] + told["unchanged"], told["rejected"]) == (3, 3, 1)
    (line,) = rejected_lines(number=upload.pk)[1].read_text("utf-8-sig").splitlines()[1:]
    assert line.startswith("dov@example.org;Dov Ami;;8;")
    assert "stands on line 6 already" in line


def test_what_a_second_list_has_again_is_audited_once_and_a_list_brought_twice_is_taken_back_alone(bring):
    march = "email;date;amount\nann@example.org;2025-03-01;10\nann@example.org;2025-03-01;10\n"
    for name, text in {
        "march": march,
        "april": f"{march}ann@example.org;2025-04-01;10\n",
        "march again": march,
    }.items():
        last = bring.taken_in(text, f"{name}.csv")
        bring.at += dt.timedelta(hours=1)
    files = [uploads.plain_of(upload) for upload in Upload.objects.all()]
    told = read_lists(files, Manner("Europe/Berlin", "EUR", lambda _: None)).customers["ann@example.org"].purchases
    assert len(told) == Interaction.objects.filter(kind="purchase").count() == 3
    assert (last.outcome["added"], last.imported) == (0, None)
    steer_upload(number=last.pk, wanted="take_back", now=bring.at)
    assert Interaction.objects.filter(kind="purchase", voided_at=None).count() == 3


@pytest.mark.parametrize(
    ("header", "cell", "why"),
    [
        ("phone", "4,91701E+12", "shortened by a spreadsheet"),
        ("Kundennummer", "1.00012E+11", "shortened by a spreadsheet"),
        ("email", '"ann@example.org, ann@example.com"', "several e-mail addresses"),
    ],
)
def test_what_may_be_one_of_many_names_nobody(bring, header, cell, why):
    upload = bring.taken_in(f"{header};Name\n{cell};Ann\n")
    assert why in rejected_lines(number=upload.pk)[1].read_text("utf-8-sig")
    assert not Customer.objects.exists()


def test_ann_is_found_by_her_number_with_and_without_the_nought_that_is_dialled_at_home(bring):
    for number in ("+49 (0)89 123456", "+49 89 123456", "0049 (0) 89 123456"):
        bring.taken_in(f"phone;Name\n{number};Ann Lee\n", f"{number}.csv")
    assert [one.value for one in Identifier.objects.filter(kind="phone")] == ["+4989123456"]
    bring.taken_in("phone;Name\n+39 (0)6 123456;Cara Rossi\n", "rome.csv")  # there it is dialled from abroad, too
    assert Identifier.objects.filter(kind="phone", value="+3906123456").exists()


def test_whoever_was_born_in_65_is_not_yet_to_be_born_and_what_is_no_day_is_shown_as_left_out(bring):
    text = (
        "email;Name;Geburtstag\nann@example.org;Ann;12.03.65\nben@example.org;Ben;12.03.15\n"
        "dov@example.org;Dov;31.02.1980\n"
    )
    rows = bring.page(bring.came(text))["preview"]["rows"]
    assert [row["cells"][2] for row in rows] == ["12 March 1965", "12 March 2015", ""]
    assert bring.taken_in(text, "list2.csv").outcome["rejected"] == 0
    assert sorted(Fact.objects.filter(name="birth_date").values_list("value", flat=True)) == [
        "1965-03-12",
        "2015-03-12",
    ]


@pytest.mark.parametrize(
    "above",
    ["sep=;\n", "\n\n", ";;\n", "Person;;\nVorname;E-Mail;Telefon\n", "Kunden;;Stand 1.3.\nVorname;E-Mail;Telefon\n"],
)
def test_what_stands_above_the_names_of_two_columns_is_passed_over(bring, above):
    text = f"{above}{'' if 'Vorname' in above else 'Vorname;E-Mail'}\nAnn;ann@example.org\n"
    assert bring.taken_in(text).outcome["added"] == 1
    assert Fact.objects.get(name="given_name").value == "Ann"


def test_a_spreadsheet_is_read_as_it_is_seen_whatever_it_says_of_its_size(bring):
    def hide(book):
        book.create_sheet("People")
        for row in ([], ["E-Mail", "Vorname"], ["ann@example.org", "#N/A"], ["no", "Ben"]):
            book["People"].append(row)
        book["Sheet"].sheet_state, book.active = "hidden", 1

    data = sheet(["E-Mail"], ["hidden@example.org"], prepare=hide)
    assert [row["number"] for row in bring.page(bring.came(data, "a.xlsx"))["preview"]["rows"]] == [3, 4]
    lies = sheet(["E-Mail", "Vorname"], ["dov@example.org", "Dov"], dimension='ref="A1"')
    assert [bring.taken_in(one, f"{len(one)}.xlsx").outcome["added"] for one in (data, lies)] == [1, 1]
    assert list(Fact.objects.filter(name="given_name").values_list("value", flat=True)) == ["Dov"]
    empty = Upload.objects.get(pk=bring.came(sheet(), "none.xlsx").pk)
    assert empty.outcome["refusal"]["what"] == "none.xlsx is empty."


def test_a_card_of_a_firm_is_a_firm_and_a_birthday_of_apple_without_a_year_costs_ann_nothing(bring):
    cards = (
        "BEGIN:VCARD\nN:;;;;\nFN:Warm GmbH\nORG:Warm GmbH;\nTEL:+49 89 1234\nEND:VCARD\n"
        "BEGIN:VCARD\nN:Lee;Ann\nEMAIL:ann@example.org\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\nEND:VCARD\n"
    )
    assert bring.taken_in(cards, "cards.vcf").outcome["added"] == 2
    assert [one.kind for one in Customer.objects.order_by("pk")] == ["company", "person"]
    assert not Fact.objects.filter(name__in=["employer", "full_name", "birth_date"]).exists()


def test_an_order_that_was_never_paid_is_no_purchase_though_somebody_looked_at_the_list_as_people(bring):
    upload = bring.came(ORDERS)
    for seen, kind in enumerate(("customers", "purchases")):
        bring.chosen(upload, begin=False, seen=seen, kind=kind)
    preview = bring.page(Upload.objects.get(pk=upload.pk))["preview"]
    assert ([row["number"] for row in preview["rows"]], preview["passed_over"]) == ([2], 1)


def test_what_was_done_for_somebody_nobody_knows_is_foreseen_and_its_sums_read_as_they_will_be(bring):
    bring.taken_in("email\nann@example.org\n")
    text = (
        "email;date;what;told;saved\nann@example.org;2025-03-01;Roof;;1.234\nann@example.org;2025-03-02;Roof;;12,50\n"
        "ano@example.org;2025-03-02;Roof;;\n"
    )
    preview = bring.page(bring.came(text))["preview"]
    assert (preview["usable"], preview["rows"][0]["cells"][-1]) == (2, "€1,234")
    assert "There is no customer" in preview["rows"][2]["refusal"]
    assert bring.taken_in(text, "deeds.csv").outcome["added"] == 2


def test_in_a_german_house_it_is_said_in_german_why_a_line_cannot_be_used(bring, at):
    set_organisation(at=at, name="Warm", zone="Europe/Berlin", language="de")
    upload = bring.came("E-Mail\nann@example.org\nnobody\n")
    bring.chosen(upload)
    background.work()
    assert "ist keine Mailadresse" in rejected_lines(number=upload.pk)[1].read_text("utf-8-sig")


def test_a_mistyped_zone_loses_no_choice_and_a_list_that_was_thrown_away_is_not_begun(bring, at):
    upload = bring.came("Wer;Was\nann@example.org;Tee\n")
    said = Choice(kind="customers", columns=["email", "likes"], zone="Nowhere/There")
    with pytest.raises(Exception, match="Nowhere"):
        choose_columns(number=upload.pk, choice=said, seen=0, begin=True, now=at)
    kept = Upload.objects.get(pk=upload.pk)
    assert (kept.state, kept.chosen["columns"]) == ("looked", ["email", "likes"])
    uploads.throw_away_old(at + dt.timedelta(days=31))
    assert bring.page(kept)["state"] == "dropped"

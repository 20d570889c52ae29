import datetime as dt

import pytest

from lately.accounts.models import Organisation
from lately.accounts.services import set_organisation
from lately.consent.models import Consent
from lately.imports.guessing import guess
from lately.imports.models import Import
from lately.lib.refusal import Refusal
from lately.lib.values import address
from lately.profiles.models import Customer, Fact, Identifier

ANN = "email,given_name,family_name\nann@example.org,Ann,Lee\n"


def test_ann_with_an_address_and_two_names_is_in_the_book(take):
    tally = take.customers(ANN)
    assert (tally.read, tally.added, tally.unchanged, tally.rejected, tally.customers_added) == (1, 1, 0, 0, 1)
    assert take.facts("ann@example.org", "given_name") == ["Ann"]
    assert take.facts("ann@example.org", "family_name") == ["Lee"]
    assert take.facts("ann@example.org", "email") == ["ann@example.org"]


def test_what_is_known_of_ann_says_from_which_file_and_when(take, at):
    tally = take.customers(ANN, as_of="2026-03-01")
    fact = Fact.objects.get(name="given_name")
    assert fact.happened_at == dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert fact.recorded_at == at
    assert fact.imported_id == tally.imported
    assert fact.source == "customers in customers.csv"


def test_the_same_file_twice_changes_nothing(take):
    first = take.customers(ANN)
    before = take.counting()
    again = take.later(1).customers(ANN, "copy of customers.csv")
    assert (again.imported, again.added, again.unchanged) == (None, 0, 1)
    assert take.counting() == before
    assert [row.pk for row in Import.objects.all()] == [first.imported]


def test_a_file_that_grew_brings_only_what_is_new(take):
    take.customers(ANN)
    grown = take.later(1).customers(ANN + "ben@example.org,Ben,\n")
    assert (grown.added, grown.unchanged, grown.customers_added) == (1, 1, 1)


def test_ann_who_married_has_a_new_name_and_the_old_one_stays_on_record(take):
    take.customers(ANN)
    later = take.later(30).customers("email,family_name\nann@example.org,Moss\n")
    assert (later.added, later.customers_added) == (1, 0)
    assert take.facts("ann@example.org", "family_name") == ["Lee", "Moss"]


def test_a_changed_value_of_the_same_date_is_a_new_row_and_the_newest_recorded_counts(take):
    take.customers(ANN, as_of="2026-03-01")
    take.later(1).customers("email,family_name\nann@example.org,Moss\n", as_of="2026-03-01")
    rows = Fact.objects.filter(name="family_name").order_by("recorded_at")
    assert [row.value for row in rows] == ["Lee", "Moss"]
    assert len({row.happened_at for row in rows}) == 1


def test_an_older_file_with_what_was_true_then_is_history_and_not_news_twice(take):
    take.customers(ANN, as_of="2026-03-01")
    old = "email,family_name\nann@example.org,Birk\n"
    assert take.customers(old, as_of="2020-01-01").added == 1
    assert take.customers(old, as_of="2020-01-01").added == 0


def test_a_customer_without_a_name_is_a_customer(take):
    tally = take.customers("email,given_name,family_name\ncara@example.org,,\n")
    assert tally.customers_added == 1
    assert take.facts("cara@example.org", "given_name") == []


def test_a_line_with_neither_address_nor_id_nor_phone_is_rejected_and_the_others_are_kept(take):
    tally = take.customers("email,given_name\n,Nobody\nann@example.org,Ann\n")
    assert (tally.added, tally.rejected) == (1, 1)
    assert tally.rejects[0].number == 2
    assert "no id, no e-mail and no phone" in tally.rejects[0].what
    assert "Fill one of them" in tally.rejects[0].todo


def test_dov_is_found_by_his_phone_however_it_is_written(take):
    take.customers("phone,given_name\n+44 20 7946-0018,Dov\n")
    again = take.later(1).customers("phone,role\n0044 (20) 79460018,plumber\n")
    assert (again.added, again.customers_added) == (1, 0)
    assert take.facts("+442079460018", "role") == ["plumber"]


def test_two_at_home_may_share_a_phone(take):
    tally = take.customers("email,phone\nann@example.org,+44 20 7946 0018\nben@example.org,+44 20 7946 0018\n")
    assert tally.customers_added == 2
    assert take.facts("ben@example.org", "phone") == ["+44 20 7946 0018"]
    assert take.who("+442079460018") == take.who("ann@example.org")


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("birth_date", "1899-12-31", "lies before 1900"),
        ("birth_date", "2031-01-01", "lies in the future"),
        ("child_birth_date", "2011-03-02; 2031-01-01", "lies in the future"),
        ("zone", "Europe/Atlantis", "no time zone"),
        ("country", "Germany", "no country code"),
        ("language", "the Queen's", "no language tag"),
        ("wish_days", "often", "not a whole number"),
        ("preferred_channel", "emial", "not known"),
        ("kind", "persona", "not known"),
        ("phone", "call me", "not a phone number"),
        ("given_name", "=CONCAT(A1)", "is a formula"),
        ("left", "2027-01-01", "lies in the future"),
        ("consent_email", "perhaps", "not known"),
        ("email", "ann at example", "not an e-mail address"),
        ("note", "x" * 2001, "2,001 characters"),
    ],
)
def test_what_cannot_be_true_of_ann_is_rejected_by_line_with_how_to_mend_it(take, column, cell, said):
    name = "id" if column == "email" else "email"
    first, second = ("7", "8") if name == "id" else ("ann@example.org", "ben@example.org")
    tally = take.customers(f'{name},{column}\n{first},"{cell}"\n{second},\n')
    assert tally.rejected == 1
    assert tally.rejects[0].number == 2
    assert said in tally.rejects[0].what
    assert tally.rejects[0].todo
    assert tally.customers_added == 1


@pytest.mark.parametrize("empty", ["0.0.00", "0/0/00", "00.00.0000", "0000-00-00"])
def test_a_birthday_that_a_program_left_empty_says_nothing_of_ann(take, empty):
    tally = take.customers(f"email,birth_date\nann@example.org,{empty}\n")
    assert (tally.rejected, tally.customers_added) == (0, 1)
    assert take.facts("ann@example.org", "birth_date") == []


@pytest.mark.parametrize("day", ["31.02.1980", "1980-02-31"])
def test_ann_is_taken_without_a_birthday_that_no_calendar_has_and_it_is_said(take, day):
    tally = take.customers(f"email,given_name,birth_date\nann@example.org,Ann,{day}\n,Nobody,{day}\n")
    assert (tally.rejected, tally.customers_added) == (1, 1)
    assert take.facts("ann@example.org", "given_name") == ["Ann"]
    assert take.facts("ann@example.org", "birth_date") == []
    assert [note for note in tally.notes if f"birth_date {day}" in note]


def test_what_is_known_of_cara_is_typed(take):
    take.customers(
        "email;birth_date;child_birth_date;likes;zone;country;has_children;wish_days;role\n"
        "cara@example.org;31.12.1980;02.03.2011;tea;Europe/London;gb;yes;14;nurse\n"
    )
    told = {name: take.facts("cara@example.org", name) for name in (
        "birth_date", "child_birth_date", "likes", "zone", "country", "has_children", "wish_days", "role",
    )}  # fmt: skip
    assert told == {
        "birth_date": ["1980-12-31"], "child_birth_date": ["2011-03-02"], "likes": ["tea"], "zone": ["Europe/London"],
        "country": ["GB"], "has_children": [True], "wish_days": [14], "role": ["nurse"],
    }  # fmt: skip


def test_several_likes_stand_in_one_cell_and_more_are_added_later(take):
    take.customers("email,likes\nann@example.org,tea; cats\n")
    take.later(1).customers("email,likes\nann@example.org,tea; gardens\n")
    assert take.facts("ann@example.org", "likes") == ["tea", "cats", "gardens"]


def test_the_company_of_a_person_is_whom_they_work_for_and_of_nobody_it_is_the_customer(take):
    take.customers("email,full_name,company\nann@example.org,Ann Lee,Warm Homes\noffice@acme.example.org,,Acme\n")
    assert take.facts("ann@example.org", "employer") == ["Warm Homes"]
    assert take.facts("office@acme.example.org", "company_name") == ["Acme"]
    assert Customer.objects.get(pk=take.who("office@acme.example.org")).kind == "company"
    assert Customer.objects.get(pk=take.who("ann@example.org")).kind == "person"


def test_dov_who_left_left_on_that_day(take):
    take.customers("email,left\ndov@example.org,2026-05-01\n")
    fact = Fact.objects.get(name="left")
    assert fact.value is True
    assert fact.happened_at == dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def test_ann_is_looked_after_by_olga_and_an_unknown_rep_is_said_once(take, owner):
    tally = take.customers(
        "email,owner\nann@example.org,Olga@example.org\nben@example.org,gone@example.org\n"
        "cara@example.org,gone@example.org\n",
        zone="UTC",
    )
    assert Customer.objects.get(pk=take.who("ann@example.org")).owner == owner
    assert Customer.objects.get(pk=take.who("ben@example.org")).owner is None
    assert [
        note for note in tally.notes if "gone@example.org" in note and "nobody who works here" in note
    ] == tally.notes


def test_the_same_id_for_two_people_is_rejected_with_the_line_of_the_first(take):
    tally = take.customers("id,email,given_name\n7,ann@example.org,Ann\n7,ben@example.org,Ben\n")
    assert (tally.added, tally.rejected) == (1, 1)
    assert tally.rejects[0].number == 3
    assert "id '7' stands on line 2 already" in tally.rejects[0].what


def test_the_same_line_twice_is_one_customer(take):
    tally = take.customers(ANN + "ann@example.org,Ann,Lee\n")
    assert (tally.added, tally.unchanged, tally.rejected, tally.customers_added) == (1, 1, 0, 1)
    assert take.facts("ann@example.org", "given_name") == ["Ann"]


def test_an_address_of_another_customer_is_rejected(take):
    take.customers("id,email\n7,ann@example.org\n")
    tally = take.customers("id,email\n8,ann@example.org\n", "more.csv")
    assert "belongs to the customer with id '7'" in tally.rejects[0].what
    assert Customer.objects.count() == 1


def test_ann_known_by_her_address_gets_the_id_of_a_later_file(take):
    take.customers(ANN)
    later = take.later(1).customers("id,email\n7,ann@example.org\n")
    assert (later.added, later.customers_added) == (1, 0)
    assert take.who("7") == take.who("ann@example.org")


def test_three_hundred_columns_are_named_and_not_kept(take):
    names = ",".join(f"x{number}" for number in range(297))
    tally = take.customers(f"email,given_name,family_nmae,{names}\nann@example.org,Ann,Lee,{',' * 296}\n", zone="UTC")
    assert tally.added == 1
    assert len(tally.notes) == 1
    assert "298 columns 'family_nmae' (did you mean family_name?)" in tally.notes[0]
    assert "and 293 more are not known here and not kept" in tally.notes[0]


def test_no_column_says_who_is_meant(take):
    with pytest.raises(Refusal, match="no column 'email'"):
        take.customers("given_name,family_name\nAnn,Lee\n")
    assert take.counting() == (0, 0, 0, 0)
    assert not Organisation.objects.exists()


def test_a_file_in_another_encoding_keeps_the_names_and_says_how_it_was_read(take):
    tally = take.customers("email,given_name\ncara@example.org,Zoë\n".encode("cp1252"))
    assert take.facts("cara@example.org", "given_name") == ["Zoë"]
    assert "Windows-1252" in tally.notes[0]


def test_a_spreadsheet_is_refused_by_what_it_is(take):
    with pytest.raises(Refusal, match="spreadsheet"):
        take.customers(b"PK\x03\x04" + b"\0" * 100, "customers.xlsx")
    assert take.counting() == (0, 0, 0, 0)


def test_all_or_nothing_changes_nothing_if_a_line_is_rejected(take):
    with pytest.raises(Refusal, match="nothing was changed") as refusal:
        take.customers(ANN + ",No,Body\n", all_or_nothing=True)
    assert "Line 3" in refusal.value.why
    assert take.counting() == (0, 0, 0, 0)
    assert take.customers(ANN, all_or_nothing=True).added == 1


def test_all_or_nothing_holds_for_what_only_the_book_contradicts(take):
    take.customers("id,email\n7,ann@example.org\n")
    before = take.counting()
    with pytest.raises(Refusal, match="nothing was changed"):
        take.customers("id,email\n9,ben@example.org\n8,ann@example.org\n", "more.csv", all_or_nothing=True)
    assert take.counting() == before
    assert Import.objects.count() == 1


def test_rejected_lines_are_written_out_harmless_and_can_be_mended_and_taken_in(take, tmp_path):
    rejects = tmp_path / "rejects.csv"
    take.customers('email,given_name\n,"=cmd|calc"\nann@example,-5 kg\nben@example.org,Ben\n', rejects=rejects)
    text = rejects.read_text()
    assert text.splitlines()[0] == "email,given_name,rejected_line,rejected_because,rejected_todo"
    assert ",'=cmd|calc,2," in text
    assert "ann@example,'-5 kg,3," in text
    mended = take.customers(text.replace(",'=cmd|calc,2", "cara@example.org,Cara,2"), "mended.csv")
    assert (mended.added, mended.rejected, mended.notes) == (1, 1, [])


def test_rejects_never_overwrite_the_file_being_read(take, tmp_path):
    with pytest.raises(Refusal, match="is the file being imported"):
        take.customers(ANN, rejects=tmp_path / "customers.csv")
    assert (tmp_path / "customers.csv").read_text() == ANN


def test_a_first_import_founds_the_organisation_in_the_zone_given(take):
    take.customers(ANN, zone="Europe/London", currency="gbp")
    assert [(ours.zone, ours.currency) for ours in Organisation.objects.all()] == [("Europe/London", "GBP")]


def test_what_nobody_said_of_the_zone_is_open_until_somebody_says_it(take):
    first = take.customers(ANN)
    assert [note for note in first.notes if "Nobody said where you are" in note]
    assert not Organisation.objects.exists()
    take.later(1).customers("email\nben@example.org\n", zone="Europe/Berlin")
    take.later(2).customers("email\ndov@example.org\n", zone="UTC")
    assert [ours.zone for ours in Organisation.objects.all()] == ["Europe/Berlin"]


def test_into_a_demo_book_it_is_said_that_its_people_are_invented(take, at):
    set_organisation(at=at, name="Warm Homes", zone="UTC", book="invented")
    assert "demo book 'Warm Homes'" in take.customers(ANN).notes[0]


def consents(take, who: str) -> list[tuple[str, str, str]]:
    rows = Consent.objects.filter(customer=take.who(who), voided_at=None).order_by("happened_at", "recorded_at", "pk")
    return list(rows.values_list("channel", "purpose", "state"))


def test_ben_agreed_to_mail_and_stopped_sms_with_date_and_proof(take):
    take.customers(
        "email,consent_email,consent_sms,consent_post_news,consent_date,consent_until,consent_proof\n"
        "ben@example.org,yes,stop,no,2025-02-01,2027-02-01,form on our page\n"
    )
    assert sorted(consents(take, "ben@example.org")) == [
        ("email", "", "granted"), ("post", "news", "withdrawn"), ("sms", "", "objected"),
    ]  # fmt: skip
    row = Consent.objects.get(channel="email")
    assert (row.happened_at.year, row.expires_at and row.expires_at.year, row.proof) == (2025, 2027, "form on our page")


def test_do_not_contact_is_an_objection_to_everything(take):
    take.customers("email,do_not_contact\nben@example.org,yes\nann@example.org,no\n")
    assert consents(take, "ben@example.org") == [("", "", "objected")]
    assert consents(take, "ann@example.org") == []


def test_a_spreadsheet_read_again_does_not_take_back_bens_stop(take):
    old = "email,consent_sms\nben@example.org,yes\n"
    take.customers(old)
    take.later(1).customers("email,consent_sms\nben@example.org,stop\n")
    again = take.later(2).customers(old)
    assert (again.added, again.imported) == (0, None)
    assert "1 customers said no before" in again.notes[-1]
    assert consents(take, "ben@example.org")[-1] == ("sms", "", "objected")


def test_ben_who_agreed_again_on_a_day_may_be_written_to(take):
    take.customers("email,consent_sms\nben@example.org,stop\n")
    take.later(9).customers("email,consent_sms,consent_date\nben@example.org,yes,2026-11-20\n")
    assert consents(take, "ben@example.org")[-1] == ("sms", "", "granted")


def test_an_objection_to_everything_is_not_taken_back_by_an_undated_yes_to_mail(take):
    take.customers("email,do_not_contact\nben@example.org,yes\n")
    take.later(1).customers("email,consent_email\nben@example.org,yes\n")
    assert consents(take, "ben@example.org") == [("", "", "objected")]


def test_plain_addresses_are_known_at_sight_as_they_would_be_by_looking_closely():
    for text in ["Ann@Example.org", "a.b+c-d_e@x-y.co.uk", "ann@example.com"]:
        assert address(text) == address(f"<{text}>") == text.lower()
    assert address("ann@shop.test") == address("<ann@shop.test>") == "ann@shop.test"
    for text in ["ann@localhost", "a..b@example.org", "ann@-x.org", "ann@printer.local", ".ann@example.org"]:
        with pytest.raises(Refusal):
            address(text)


def test_identifiers_are_kept_once_in_lower_case(take):
    take.customers("email\nAnn@Example.ORG\n")
    assert list(Identifier.objects.values_list("kind", "value")) == [("email", "ann@example.org")]


def test_a_table_with_german_headings_is_read_as_the_audit_reads_it(take):
    take.customers(
        "Kundennummer;Vorname;Nachname;E-Mail-Adresse;Telefon;Geburtstag\n"
        "7;Jürgen;Groß;j.gross@example.org;0441 900100;02.03.1960\n".encode("cp1252")
    )
    assert take.facts("j.gross@example.org", "given_name") == ["Jürgen"]
    assert take.facts("j.gross@example.org", "birth_date") == ["1960-03-02"]
    assert take.purchases("Kundennummer;Datum;Betrag;Rechnungsnr\n7;12.03.2026;1.234,56;R1\n").added == 1


def test_a_shop_that_writes_its_headings_short_is_understood_at_sight():
    people = guess(["KdNr", "Nachname", "E-Mail Adr.", "Tel. priv.", "Geb."], [])
    assert (people.kind, people.columns) == ("customers", ["id", "family_name", "email", "phone", "birth_date"])
    bought = guess(["Rechnung", "Datum", "Kundennr", "Kunden E-Mail", "Artikel", "Betrag EUR"], [])
    assert (bought.kind, bought.columns) == ("purchases", ["reference", "date", "id", "email", "what", "amount"])


def test_ben_said_no_in_his_own_language(take):
    take.customers("email,consent_email\nben@example.org,nein\nann@example.org,ja\n")
    assert consents(take, "ben@example.org") == [("email", "", "withdrawn")]
    assert consents(take, "ann@example.org") == [("email", "", "granted")]


def test_the_first_import_says_where_it_takes_you_to_be(take):
    assert "days and hours in UTC" in take.customers(ANN).notes[-1]
    assert take.later(1).customers(ANN.replace("Lee", "Low")).notes == []


def test_who_says_where_they_are_is_not_told(take):
    assert take.customers(ANN, zone="Europe/Berlin").notes == []

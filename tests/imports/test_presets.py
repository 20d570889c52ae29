"""Each file is written as its program writes it: the header names and the habits, with people of ours in it."""

import pytest

from lately.imports.guessing import guess
from lately.imports.mapping import LeftOut, Rewriter
from lately.imports.originals import original_table
from lately.imports.presets import presets
from lately.lib.tables import Row
from lately.lib.values import day_or_moment

EXPORTS = {
    "google_contacts": (
        ("First Name,Middle Name,Last Name,Nickname,Organization Name,Organization Title,Birthday,Notes,Labels,"
        "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value\n"
        "Ann,,Lee,Annie,Acme,Baker,--04-12,Tea,* myContacts,* Work,ann@example.org ::: a@example.org,,Mobile,+44 1\n"),
        {"given_name": "Ann", "family_name": "Lee", "address_as": "Annie", "company_name": "Acme", "role": "Baker",
         "note": "Tea", "email": "ann@example.org", "phone": "+44 1"},
    ),
    "outlook": (
        ("First Name,Middle Name,Last Name,Title,Company,Job Title,Business Phone,Mobile Phone,E-mail Address,"
        "Birthday,Home Street,Home City,Home Postal Code,Categories\n"
        "Ann,,Lee,Ms.,Acme,Baker,+44 2,+44 1,ann@example.org,0/0/00,12 Elm St,London,N1 9GU,Friends\n"),
        {"form_of_address": "Ms.", "given_name": "Ann", "family_name": "Lee", "company_name": "Acme", "role": "Baker",
         "email": "ann@example.org", "phone": "+44 1", "postal_address": "12 Elm St, London, N1 9GU"},
    ),
    "outlook_german": (
        ("Anrede;Vorname;Nachname;Firma;Position;Straße geschäftlich;Ort geschäftlich;Straße privat;Ort privat;"
        "Postleitzahl privat;Telefon geschäftlich;Telefon privat;Mobiltelefon;E-Mail-Adresse;Geburtstag;Notizen\n"
        "Frau;Ann;Lee;Acme;Bäckerin;Hof 3;Worms;Mühlweg 22;Grünstadt;67269;;06359 90062;0171 1;ann@example.org;0.0.00;"
        "\n"),
        {"form_of_address": "Frau", "given_name": "Ann", "family_name": "Lee", "company_name": "Acme",
         "role": "Bäckerin", "email": "ann@example.org", "phone": "0171 1",
         "postal_address": "Mühlweg 22, 67269 Grünstadt"},
    ),
    "mailchimp": (
        ("Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,LEID,TAGS\n"
        'ben@example.org,Ben,Ode,2,2019-03-01 10:00:00,2019-03-01 10:05:00,2025-01-02 03:04:05,77,"""VIP"""\n'),
        {"email": "ben@example.org", "given_name": "Ben", "family_name": "Ode", "consent_email_news": "no",
         "consent_email_sale": "no", "consent_proof": "Unsubscribed at Mailchimp",
         "consent_date": "2025-01-02 03:04:05", "own.tags": '"VIP"'},
    ),
    "shopify_customers": (
        ("Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
        "Default Address Address1,Default Address City,Default Address Country Code,Default Address Zip,Phone,"
        "Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags\n"
        "'7410,Ann,Lee,ann@example.org,yes,,12 Elm St,Paris,FR,'75008,'+44207,no,54.00,1,,no,vip\n"),
        {"id": "7410", "given_name": "Ann", "family_name": "Lee", "email": "ann@example.org", "phone": "+44207",
         "consent_email_news": "yes", "consent_email_sale": "yes", "consent_sms_news": "no", "consent_sms_sale": "no",
         "postal_address": "12 Elm St, 75008, Paris", "country": "FR", "own.tags": "vip"},
    ),
    "shopify_orders": (
        ("Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,"
        "Lineitem name,Billing Name\n"
        "#1001,ann@example.org,paid,2025-03-12 09:14:02 +0000,GBP,50,4,0,54.00,2025-03-11 09:14:02 +0000,1,Tea,Ann\n"
        "#1001,ann@example.org,,,,,,,,2025-03-11 09:14:02 +0000,2,Cup,\n"
        "#1002,dov@example.org,refunded,2025-03-12 09:14:02 +0000,GBP,50,4,0,5.00,2025-03-11 09:14:02 +0000,1,Tea,\n"),
        {"reference": "#1001", "name": "Ann", "email": "ann@example.org", "date": "2025-03-12 09:14:02 +0000",
         "currency": "GBP", "amount": "54.00", "what": "Tea", "channel": "web"},
    ),
    "stripe_customers": (
        ("id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count\n"
        "cus_1,,ann@example.org,Ann Lee,2025-03-12 09:14,false,gold,active,54.00,1\n"),
        {"id": "cus_1", "email": "ann@example.org", "full_name": "Ann Lee", "plan": "gold"},
    ),
    "stripe_payments": (
        ("id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Description,Status,Customer ID,"
        "Customer Email\n"
        "ch_0,2025-03-12 09:13:00,54.00,0.00,gbp,false,Tea,Failed,cus_1,ann@example.org\n"
        "ch_2,2025-03-12 09:13:30,54.00,0.00,gbp,false,Tea,Paid,cus_1,ann@example.org\n"
        "ch_1,2025-03-12 09:14:00,54.00,0.00,gbp,true,Tea,Paid,cus_1,ann@example.org\n"),
        {"reference": "ch_1", "date": "2025-03-12 09:14:00", "amount": "54.00", "currency": "gbp", "what": "Tea",
         "id": "cus_1", "email": "ann@example.org", "channel": "web"},
    ),
}  # fmt: skip


def rows(tmp_path, text, columns=None, preset="", name="export.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8-sig")
    table = original_table(path, "csv")
    found = guess(table.headers, [row.cells for row in table if isinstance(row, Row)])
    left_out = LeftOut()
    rewriter = Rewriter(table, columns or found.columns, preset or found.preset)
    return found, [{name: cell for name, cell in said.items() if cell} for _, said in rewriter.rows(left_out)], left_out


def test_a_german_list_of_nobodys_program_gives_ann_an_address_as_on_an_envelope(tmp_path):
    text = (
        "Vorname,Telefon,Ort,PLZ,Straße,Hausnr.,Straße geschäftlich\nAnn,06359 90062,Grünstadt,67269,Mühlweg,22,Hof 3\n"
    )
    found, (ann,), _ = rows(tmp_path, text)
    assert (found.preset, ann["postal_address"]) == ("", "Mühlweg 22, 67269 Grünstadt")


def test_a_german_list_of_what_was_done_and_paid_is_one_of_purchases_with_anns_name(tmp_path):
    found, (bought,), _ = rows(
        tmp_path, "Datum;Kunde;E-Mail;Leistung;Betrag\n1.2.2026;Ann Lee;ann@example.org;Tee;12,00\n"
    )
    assert found.kind == "purchases"
    assert (bought["name"], bought["what"]) == ("Ann Lee", "Tee")


def test_of_every_preset_there_is_an_export_here():
    assert set(presets()) == set(EXPORTS)


@pytest.mark.parametrize("name", EXPORTS)
def test_the_export_of_a_known_program_needs_no_mapping(tmp_path, name):
    text, said = EXPORTS[name]
    found, (only,), left_out = rows(tmp_path, text)
    assert (found.preset, found.kind) == (name, presets()[name].kind)
    assert only == said
    assert not found.lacks
    assert left_out.passed_over == text.count("\n") - 2


def test_whoever_is_subscribed_agreed_and_whoever_was_cleaned_out_said_nothing(tmp_path):
    text = "Email Address,OPTIN_TIME,CLEAN_TIME\nann@example.org,2019-03-01 10:00:00,\ndov@example.org,,2020-01-01\n"
    _, (ann, dov), _ = rows(tmp_path, text)
    assert (ann["consent_email_news"], ann["consent_date"]) == ("yes", "2019-03-01 10:00:00")
    assert "consent_email_news" not in dov


@pytest.mark.parametrize(
    ("name", "agreed"),
    [
        ("subscribed_members_export_3f2a.csv", "yes"),
        ("unsubscribed_members_export_3f2a.csv", "no"),
        ("nonsubscribed_members_export_3f2a.csv", None),
        ("cleaned_members_export_3f2a.csv", None),
    ],
)
def test_whoever_only_bought_something_is_not_taken_for_a_subscriber(tmp_path, name, agreed):
    _, (ann,), _ = rows(tmp_path, "Email Address,OPTIN_TIME\nann@example.org,2019-03-01 10:00:00\n", name=name)
    assert ann.get("consent_email_news") == ann.get("consent_email_sale") == agreed


def test_a_subscriber_without_a_time_has_no_proof_and_did_not_agree(tmp_path):
    _, (ann,), _ = rows(tmp_path, "Email Address,OPTIN_TIME,MEMBER_RATING\nann@example.org,,2\n")
    assert "consent_email_news" not in ann


def test_days_as_these_programs_write_them_are_understood():
    assert day_or_moment("2025-03-12 09:14:02 +0100", zone="UTC") == day_or_moment("2025-03-12 08:14:02", zone="UTC")


@pytest.mark.parametrize(
    ("header", "kind", "columns"),
    [
        ("Kundennr;Vorname;Nachname;E-Mail-Adresse;Geburtsdatum", "customers",
         ["id", "given_name", "family_name", "email", "birth_date"]),
        ("Prénom;Nom;Courriel;Téléphone;Société", "customers",
         ["given_name", "family_name", "email", "phone", "company_name"]),
        ("Nombre;Apellidos;Correo electrónico;Móvil", "customers", ["full_name", "family_name", "email", "phone"]),
        ("E-Mail;Rechnungsdatum;Gesamtbetrag;Währung;Rechnungsnummer", "purchases",
         ["email", "date", "amount", "currency", "reference"]),
        ("Correo;Fecha de compra;Importe;Producto", "purchases", ["email", "date", "amount", "what"]),
        ("E-Mail;Gemachte Arbeit;Fertig am;Betrag", "purchases", ["email", "what", "date", "amount"]),
        ("client_id,date,channel,direction,subject", "interactions",
         ["id", "date", "channel", "direction", "subject"]),
        ("email,date,what,told", "deeds", ["email", "date", "what", "told"]),
        ("email,date,description", "customers", ["email", "", ""]),
    ],
)  # fmt: skip
def test_a_list_is_known_by_its_columns_in_four_languages(tmp_path, header, kind, columns):
    found, _, _ = rows(tmp_path, f"{header}\n")
    assert (found.kind, found.columns) == (kind, columns)


def test_a_list_without_a_first_line_of_names_is_read_from_its_first_person(tmp_path):
    found, said, _ = rows(tmp_path, "Ann Lee;ann@example.org\nDov;dov@example.org\n")
    assert found.columns == ["", "email"]
    assert [one["email"] for one in said] == ["ann@example.org", "dov@example.org"]

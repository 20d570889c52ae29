import base64

from lately.lib.cards import COLUMNS, card_rows, is_cards


def cards(tmp_path, text, codec="utf-8"):
    path = tmp_path / "contacts.vcf"
    path.write_bytes(text.replace("\n", "\r\n").encode(codec))
    assert is_cards(path)
    return [dict(zip(COLUMNS, row, strict=True)) for row in card_rows(path)]


def said(card):
    return {name: text for name, text in card.items() if text}


def test_a_card_of_today_tells_who_somebody_is(tmp_path):
    (ann,) = cards(
        tmp_path,
        "BEGIN:VCARD\nVERSION:4.0\nFN:Ann Lee\nN:Lee;Ann;Mary;;\nNICKNAME:Annie\nORG:Acme\\, Ltd;Sales\nTITLE:Baker\n"
        "EMAIL;TYPE=work:old@example.org\nEMAIL;PREF=1:ann@example.org\nTEL;VALUE=uri:tel:+44 20 7946 0018\n"
        "ADR;TYPE=home:;;12 Elm St;London;;N1 9GU;UK\nBDAY:19800412\n"
        "NOTE:likes tea\\, and\\n coffee\nUID:1\nEND:VCARD\n",
    )
    assert said(ann) == {
        "given_name": "Ann Mary", "family_name": "Lee", "address_as": "Annie", "company_name": "Acme, Ltd",
        "role": "Baker", "email": "ann@example.org", "phone": "+44 20 7946 0018",
        "postal_address": "12 Elm St, London, N1 9GU, UK", "birth_date": "1980-04-12",
        "note": "likes tea, and\n coffee",
    }  # fmt: skip


def test_a_name_is_parted_only_where_the_card_parts_it(tmp_path):
    (dov,) = cards(tmp_path, "BEGIN:VCARD\nVERSION:3.0\nFN:Dov ben Ami\nN:;;;;\nTEL:0170 1234567\nEND:VCARD\n")
    assert said(dov) == {"full_name": "Dov ben Ami", "phone": "0170 1234567"}


def test_lines_that_were_broken_are_whole_again(tmp_path):
    (ann,) = cards(tmp_path, "BEGIN:VCARD\nVERSION:3.0\nitem1.EMAIL;type=INTERNET:ann@exa\n mple.org\nEND:VCARD\n")
    assert ann["email"] == "ann@example.org"


def test_an_old_phone_writes_its_umlauts_otherwise(tmp_path):
    encoded = base64.b64encode(b"mag Tee").decode()
    (card,) = cards(
        tmp_path,
        "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen =\nM=C3=BCller\n"
        f"NOTE;ENCODING=BASE64:{encoded}\nTEL;CELL:+49 170 1234567\nEND:VCARD\n",
    )
    assert (card["full_name"], card["note"]) == ("Jürgen Müller", "mag Tee")


def test_a_birthday_without_a_year_tells_no_age(tmp_path):
    (ann,) = cards(tmp_path, "BEGIN:VCARD\nVERSION:4.0\nFN:Ann\nBDAY:--0412\nUID:urn:uuid:77\nEND:VCARD\n", "utf-16")
    assert said(ann) == {"full_name": "Ann", "id": "77"}


def test_broken_cards_cost_nobody_else_theirs(tmp_path):
    found = cards(
        tmp_path,
        "BEGIN:VCARD\nno colon here\n:\nFN;ENCODING=B:%%%\nPHOTO;ENCODING=b:" + "A" * 300_000 + "\n"
        "BEGIN:VCARD\nFN:Ben\nEMAIL:ben@example.org\nEND:VCARD\nEND:VCARD\nTEL:lost",
    )
    assert [card["email"] for card in found] == ["ben@example.org", ""]

import datetime as dt
import json
import subprocess
import sys
from email.message import EmailMessage
from email.utils import format_datetime
from html.parser import HTMLParser

import pytest

from lately.cli.audit_text import told
from lately.cli.main import main
from lately.lib.refusal import Refusal
from lately.measurement.audit.page import html_page
from lately.usecases.audit import audit

OLGA = "Olga Owner <olga@bakery.example>"
AT = int(dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC).timestamp())
CONTACTS = """Email,Given Name,Family Name,Left
ann@example.org,Ann,Lee,
ben@example.org,Ben,Bay,
cara@example.org,Cara,Cole,
dov@example.org,Dov,Dean,
eve@example.org,Eve,East,
"""
PURCHASES = """email;date;amount
ann@example.org;03.02.2026;120,50
ann@example.org;03.09.2026;80
ben@example.org;10.02.2026;10
cara@example.org;01.03.2026;20
dov@example.org;02.02.2026;1.000,00
eve@example.org;02.02.2026;30
"""


def letter(to, subject, text, at, sender=OLGA, **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC))
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return b"From - Mon Mar  3 10:00:00 2025\n" + bytes(message) + b"\n"


LETTERS = [
    letter("ann@example.org", "Thank you", "Dear Ann,\nthank you for being with us for five years.", "2026-11-01"),
    letter("ben@example.org", "Spring sale", "Dear valued customer,\n20% off all cakes. Order now.", "2026-04-01"),
    letter("ben@example.org", "Invoice 12", "Hi ,\nplease find attached our invoice.", "2026-02-09"),
    letter("cara@example.org", "Diapers", "Hi {{first_name}},\nSave 15% on diapers. Shop now.", "2026-04-03"),
    *(
        letter("cara@example.org", f"Only {n}", f"Dear Dora,\n{n}0% off. Order now.", f"2026-06-03T0{n}")
        for n in (1, 2, 3)
    ),
    letter(
        "olga@bakery.example", "Late", "Where is my cake?", "2026-11-10", "Eve <eve@example.org>", Message_ID="<q@e>"
    ),
    letter("olga@bakery.example", "Statement", "Your statement?", "2026-02-01", "noreply@bank.example"),
    letter("supplier@flour.example", "Flour", "Hello Tom, two sacks.", "2026-05-01"),
]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "contacts.csv").write_text(CONTACTS)
    (tmp_path / "sales.csv").write_text(PURCHASES)
    (tmp_path / "mail.mbox").write_bytes(b"".join(LETTERS))
    return [tmp_path / name for name in ("mail.mbox", "sales.csv", "contacts.csv")]


@pytest.fixture
def report(files):
    return audit(files=files, at=AT, me=["olga@bakery.example"])


def customers(listed):
    return [each.customer.partition("@")[0] for each in listed]


def test_dov_and_eve_are_silent_since_their_first_purchase(report):
    silent = report.neglect.lists["silent_since_purchase"]

    assert customers(silent.customers) == ["dov", "eve"]
    assert silent.share == 0.4
    assert report.neglect.customers == 5
    assert report.neglect.never_contacted == 2


def test_ben_and_cara_heard_only_when_something_was_wanted_and_ann_did_not(report):
    assert customers(report.neglect.lists["only_asked"].customers) == ["cara", "ben"]


def test_asks_and_gives_are_counted_and_what_was_wanted(report):
    assert (report.asks, report.gives, report.unread) == (6, 1, 0)
    assert report.wanted == {"sale": 5, "invoice": 1}


def test_cara_was_pestered(report):
    assert [each.customer for each in report.pestered] == ["cara@example.org"]
    assert "3 messages within one day from 3 June 2026" in report.pestered[0].because


def test_false_and_empty_greetings_are_found_and_true_ones_are_not(report):
    assert report.salutations == {"named": 1, "generic": 1, "empty": 1, "unrendered": 1, "wrong": 3}
    assert report.false_greetings == 6
    assert {(each.kind, each.text) for each in report.greetings} == {
        ("wrong", "Dear Dora,"),
        ("unrendered", "Hi {{first_name}},"),
        ("empty", "Hi ,"),
        ("generic", "Dear valued customer,"),
    }


def test_eve_who_waits_for_an_answer_comes_first_then_the_neglected_by_worth(report):
    assert customers(report.today) == ["eve", "dov", "cara", "ben"]
    assert report.today[0].because == "Wrote with a question 6 days ago and has had no answer by mail."
    assert report.today[0].name == "Eve East"
    assert report.today[1].worth_at_risk == {"EUR": "1000.00"}


def test_once_eve_is_answered_she_waits_no_longer(files, tmp_path):
    answer = letter("eve@example.org", "Re: Late", "Hi Eve,\nhere it comes.", "2026-11-11", In_Reply_To="<q@e>")
    (tmp_path / "sent.mbox").write_bytes(answer)
    report = audit(files=[*files, tmp_path / "sent.mbox"], at=AT, me=["olga@bakery.example"])

    assert "eve" not in customers(report.today)
    assert "eve" not in customers(report.neglect.lists["silent_since_purchase"].customers)
    assert report.unread == 1


def test_answers_that_eve_asked_for_do_not_pester_her(files, tmp_path):
    def answers(**reply):
        hours = [f"2026-11-12T1{hour}" for hour in range(4)]
        letters = [letter("eve@example.org", f"Re: {at}", "Hi Eve,\nyes.", at, **reply) for at in hours]
        (tmp_path / "sent.mbox").write_bytes(b"".join(letters))
        report = audit(files=[*files, tmp_path / "sent.mbox"], at=AT, me=["olga@bakery.example"])
        return customers(report.pestered)

    assert answers(In_Reply_To="<q@e>") == ["cara"]
    assert answers() == ["eve", "cara"]


def test_at_most_ten_people_are_named_for_today(tmp_path):
    lines = "".join(f"c{number:02}@example.org,2026-03-02,{number}\n" for number in range(30))
    (tmp_path / "sales.csv").write_text("email,date,amount\n" + lines)
    (tmp_path / "mail.mbox").write_bytes(letter("c00@example.org", "x", "x", "2026-03-01"))
    report = audit(files=[tmp_path / "sales.csv", tmp_path / "mail.mbox"], at=AT, me=["olga@bakery.example"])

    assert customers(report.today) == [f"c{number:02}" for number in range(29, 19, -1)]


def test_the_order_of_the_files_does_not_matter(files, report):
    again = audit(files=files[::-1], at=AT, me=["olga@bakery.example"])
    assert {**again.told(), "read": 0, "notes": 0} == {**report.told(), "read": 0, "notes": 0}


def test_what_comes_after_the_moment_is_not_looked_at(files):
    before = int(dt.datetime(2026, 4, 2, tzinfo=dt.UTC).timestamp())
    report = audit(files=files, at=before, me=["olga@bakery.example"])

    assert (report.asks, report.gives) == (2, 0)
    assert not report.pestered


def test_our_address_is_found_in_the_mail_and_told(files):
    report = audit(files=files, at=AT)

    assert report.me == ("olga@bakery.example",)
    assert any("olga@bakery.example was taken for our address" in note for note in report.notes)
    assert report.asks == 6


def test_where_it_is_not_clear_who_we_are_we_ask(tmp_path):
    (tmp_path / "mail.mbox").write_bytes(
        letter("ann@example.org", "x", "x", "2026-03-01", "ben@example.org")
        + letter("cara@example.org", "x", "x", "2026-03-01", "dov@example.org")
    )
    with pytest.raises(Refusal, match="--me"):
        audit(files=[tmp_path / "mail.mbox"], at=AT)


def test_a_misspelt_address_of_ours_is_told_and_not_taken_for_silence(files):
    with pytest.raises(Refusal, match=r"No message is from or to olga@bakry\.example"):
        audit(files=files, at=AT, me=["olga@bakry.example"])


def test_with_mail_alone_everybody_we_wrote_to_is_a_customer(files):
    report = audit(files=files[:1], at=AT, me=["olga@bakery.example"])

    assert report.neglect.customers == 5
    assert report.unread == 1
    assert report.neglect.lists["silent_since_purchase"].count == 0


def test_others_in_the_mail_are_left_out_and_counted(report):
    assert any("1 person in the mail stands in none of the lists" in note for note in report.notes)


def test_without_mail_of_ours_nobody_is_called_neglected(files, tmp_path):
    (tmp_path / "inbox.mbox").write_bytes(LETTERS[7])
    for mail in ([], [tmp_path / "inbox.mbox"]):
        report = audit(files=[*files[1:], *mail], at=AT, me=["olga@bakery.example"])
        assert report.neglect.lists["silent_since_purchase"].count == 0
        assert "Add the mail we sent" in report.neglect.note


def test_mail_that_begins_late_leaves_earlier_silence_unknown(files):
    with_old = files[1].read_text() + "dov@example.org;02.02.2016;1\n"
    files[1].write_text(with_old)
    report = audit(files=files, at=AT, me=["olga@bakery.example"])
    assert "dov" not in customers(report.neglect.lists["silent_since_purchase"].customers)
    assert report.neglect.unknown == 2

    told_so = audit(files=files, at=AT, me=["olga@bakery.example"], known_since=0)
    assert "dov" in customers(told_so.neglect.lists["silent_since_purchase"].customers)
    assert told_so.neglect.unknown == 0


def test_lines_that_cannot_be_used_are_told_with_their_number_and_how_to_mend_them(files):
    files[1].write_text(
        PURCHASES + "dov@example.org;31.13.2026;5\nnobody;01.01.2026;5\ndov@example.org;01.01.2026;-5\n"
    )
    report = audit(files=files, at=AT, me=["olga@bakery.example"])
    sales = next(read for read in report.read if read.kind == "purchases")

    assert [(each.number, bool(each.todo)) for each in sales.rejected] == [(8, True), (9, True), (10, True)]
    assert sales.count == 9


def test_purchases_may_name_customers_by_a_number_that_stands_in_the_contacts(tmp_path):
    (tmp_path / "a.csv").write_text("customer_id,mail\n7,ann@example.org\n")
    (tmp_path / "b.csv").write_text("customer_id,date,amount\n7,2026-01-05,10\n8,2026-01-05,10\n")
    report = audit(files=[tmp_path / "b.csv", tmp_path / "a.csv"], at=AT)

    assert report.neglect.customers == 1
    assert [each.number for each in report.read[1].rejected] == [3]


@pytest.mark.parametrize("content", ["name,phone\nAnn,1\n", "just a note\n", ""])
def test_a_file_that_is_neither_is_refused(tmp_path, content):
    (tmp_path / "x.csv").write_text(content)
    with pytest.raises(Refusal):
        audit(files=[tmp_path / "x.csv"], at=AT)
    with pytest.raises(Refusal, match="There is no"):
        audit(files=[tmp_path / "nothing"], at=AT)


def test_noise_is_refused_and_nothing_in_a_file_reaches_the_terminal_raw(files, tmp_path):
    (tmp_path / "noise").write_bytes(bytes(range(1, 256)) * 100)
    with pytest.raises(Refusal) as refused:
        audit(files=[tmp_path / "noise"], at=AT)
    assert str(refused.value).isprintable()

    files[0].write_bytes(b"".join(LETTERS) + letter(OLGA, "x", "Why?", "2026-11-10", '"\x1b[31mDov" <dov@example.org>'))
    assert "\x1b" not in told(audit(files=files, at=AT, me=["olga@bakery.example"]))


def test_json_holds_the_keys_of_neglected_and_those_of_the_audit(report):
    found = json.loads(json.dumps(report.told()))

    assert {
        "at",
        "customers",
        "never_contacted",
        "lists",
        "asks",
        "gives",
        "unread",
        "pestered",
        "salutations",
        "today",
    } <= (found.keys())
    for listed in found["lists"].values():
        assert {"count", "share", "left_share", "customers"} == listed.keys()
    dov = found["lists"]["silent_since_purchase"]["customers"][0]
    assert dov["customer"] == "dov@example.org"
    assert dov["because"].startswith("Bought once, in February 2026; heard nothing from us since")
    assert dov["worth_at_risk"] == {"EUR": "1000.00"}


def test_the_terminal_page_fits_eighty_columns(report):
    page = told(report)

    assert max(map(len, page.splitlines())) <= 80
    assert "2 of 5 customers (40%) have not heard from us since their first purchase." in page
    assert "dov@example.org" in page


class Tags(HTMLParser):
    """Every tag of a page with its attributes; fails if one is closed out of turn."""

    def __init__(self):
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        """Keep what opens."""
        self.seen.append((tag, attrs))
        self.open.extend([tag] if tag != "meta" else [])

    def handle_endtag(self, tag):
        """Check what closes."""
        assert self.open.pop() == tag


def tags(page):
    reader = Tags()
    reader.feed(page)
    assert not reader.open
    return reader.seen


def test_the_page_stands_alone_and_is_whole(report):
    page = html_page(report)
    found = tags(page)
    links = [value for _, attributes in found for name, value in attributes if name in {"src", "href"}]

    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in found}
    assert links
    assert all(link.startswith("mailto:") for link in links)
    assert "prefers-color-scheme: dark" in page
    assert "dov@example.org" in page


def test_whatever_stands_in_a_file_is_escaped(files):
    evil = "<script>alert(1)</script>"
    files[2].write_text(CONTACTS.replace("Eve,East", f'{evil},"""onload=x"'))
    files[0].write_bytes(b"".join(LETTERS) + letter("dov@example.org", "x", f"Dear {evil},\nx", "2026-05-01"))
    page = html_page(audit(files=files, at=AT, me=["olga@bakery.example"]))

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_an_audit_changes_nothing_and_needs_no_django(files, tmp_path):
    before = {path: path.read_bytes() for path in files}
    program = (
        "import sys, pathlib; from lately.usecases.audit import audit;"
        "audit(files=[pathlib.Path(name) for name in sys.argv[1:]], at=1794819600, me=['olga@bakery.example']);"
        "assert not [name for name in sys.modules if name.partition('.')[0] in {'django', 'sqlite3', 'psycopg'}]"
    )
    subprocess.run(
        [sys.executable, "-c", program, *map(str, files)],
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(sys.path)},
    )

    assert {path: path.read_bytes() for path in files} == before


def test_the_command_prints_the_page_writes_html_and_refuses_in_three_sentences(files, tmp_path, capsys):
    names = [str(path) for path in files]

    assert main(["audit", *names, "--at", "2026-11-16", "--me", "olga@bakery.example", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["asks"] == 6
    assert main(["audit", *names, "--at", "2026-11-16", "--html", str(tmp_path / "page.html")]) == 0
    assert "What have we done for them lately?" in capsys.readouterr().out
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")
    for wrong in (["--at", "soon"], ["--currency", "XXY"], ["--zone", "Moon"], ["--html", str(tmp_path / "no" / "x")]):
        assert main(["audit", *names, *wrong]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 3


def test_what_is_dated_after_today_is_counted_and_said(tmp_path):
    bought, mail = tmp_path / "bought.csv", tmp_path / "mail.mbox"
    bought.write_text(PURCHASES + "ann@example.org;03.02.2036;120,50\nben@example.org;03.02.2036;5\n")
    mail.write_bytes(b"".join([*LETTERS, letter("ann@example.org", "Hello", "Dear Ann,\nhello.", "2036-11-01")]))
    report = audit(files=[bought, mail], at=AT)
    note = "2 purchases and 1 message are dated after 16 November 2026 and not counted."
    assert any(note in each for each in report.notes)
    assert note in " ".join(told(report).split())
    assert note in html_page(report)
    bought.write_text(PURCHASES)
    assert not any("2 purchases" in each for each in audit(files=[bought, mail], at=AT).notes)


def test_money_is_written_as_on_the_screens(tmp_path):
    bought, mail = tmp_path / "bought.csv", tmp_path / "mail.mbox"
    bought.write_text(PURCHASES + "dov@example.org;02.03.2026;5.322,46\n")
    mail.write_bytes(b"".join(LETTERS))
    report = audit(files=[bought, mail], at=AT)
    for page in (told(report), html_page(report)):
        assert "€6,322" in page
        assert "EUR" not in page

"""A list as somebody brings it in: looked into, agreed on, worked off, stopped, taken back."""

from __future__ import annotations

import csv
import functools
import io
import os
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from lately.imports import uploads
from lately.imports.models import Import, Upload
from lately.interactions.models import Interaction
from lately.lib.locks import held_if_free
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer, Fact, Identifier
from lately.usecases import work_off_uploads as working
from lately.usecases.choose_columns import Choice, ChosenMeanwhile, choose_columns
from lately.usecases.keep_rejected_lines import rejected_lines
from lately.usecases.receive_upload import receive_upload
from lately.usecases.see_upload import see_upload
from lately.usecases.steer_upload import steer_upload
from lately.usecases.work_off_uploads import work_off_uploads

CONTACTS = "email,first name,last name,tea\nann@example.org,Ann,Lee,Assam\ndov@example.org,Dov,,\n"


class Bringer:
    """Brings files in, as the pages do."""

    def __init__(self, at):
        self.at = at
        self.count = 0

    def came(self, text, name="list.csv", once=""):
        """A file that came, looked into."""
        self.count += 1
        data = text.encode() if isinstance(text, str) else text
        return receive_upload(
            name=name, size=len(data), by="Olga", once=once or f"form-{self.count}", now=self.at,
            lay=functools.partial(Path.write_bytes, data=data),
        )  # fmt: skip

    def chosen(self, upload, *, begin=True, seen=0, **choice):
        """Agree on how it is read."""
        found = Upload.objects.get(pk=upload.pk)
        said = {"kind": found.kind, "columns": found.chosen.get("columns", ())} | choice
        return choose_columns(number=upload.pk, choice=Choice(**said), seen=seen, begin=begin, now=self.at)

    def taken_in(self, text, name="list.csv", **choice):
        """A file that came, was agreed on and worked off."""
        upload = self.came(text, name)
        work_off_uploads(clock=lambda: self.at)  # a large one is looked into by whoever works
        self.chosen(upload, **choice)
        work_off_uploads(clock=lambda: self.at)
        return Upload.objects.get(pk=upload.pk)

    def page(self, upload, typed=None):
        """What its page says."""
        return see_upload(number=upload.pk, now=int(self.at.timestamp()), typed=typed)


@pytest.fixture
def bring(db, at):
    return Bringer(at)


def test_a_book_without_a_zone_asks_for_it_with_the_first_file_whatever_that_is_and_then_no_more(bring, at):
    mail = bring.came(
        "From a@b Mon Mar 02 09:00:00 2026\nFrom: ann@example.org\nTo: us@warm.example.org\n\nHi\n", "a.mbox"
    )
    assert see_upload(number=mail.pk, now=int(at.timestamp()))["unsaid"]
    bring.taken_in(CONTACTS, zone="Europe/Berlin")
    seen = see_upload(number=mail.pk, now=int(at.timestamp()))
    assert (seen["unsaid"], seen["zone"]) == (False, "Europe/Berlin")


def test_the_zone_in_which_a_program_writes_is_not_taken_for_the_one_of_the_book(bring):
    bring.taken_in(
        "id,Email,Name,Created (UTC),Delinquent\ncus_1,ann@example.org,Ann Lee,2025-03-12 09:14,false\n", zone="UTC"
    )
    assert bring.page(bring.came(CONTACTS))["unsaid"]


def test_a_list_is_shown_as_it_will_be_before_anything_is_written(bring):
    page = bring.page(bring.came("email;first name;birthday;tea\nann@example.org;Ann;12.04.1980;Assam\nx;;;\n"))
    assert page["looked"]["said"] == "CSV, UTF-8, semicolons between the cells"
    assert [column["becomes"] for column in page["columns"]] == ["email", "given_name", "birth_date", ""]
    assert page["preview"]["columns"] == ["E-mail address", "Given name", "Date of birth"]
    ann, wrong = page["preview"]["rows"]
    assert ann["cells"] == ["ann@example.org", "Ann", "12 April 1980"]
    assert "is not an e-mail address" in wrong["refusal"]
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("text", "what", "why"),
    [
        ("email,first name\n" + "nobody,Ann\n" * 40, "None of the 40 lines can be used.", "is not an e-mail address"),
        ('email\n"ann@example.org\n', "The one line in it cannot be used.", "never closed"),
        (
            "Name,Email,Financial Status,Paid at,Total,Lineitem name\n#1,ann@example.org,voided,,5,Tea\n",
            "No line of this list says anything to be kept.", "passed over: 1 ",
        ),
    ],
)  # fmt: skip
def test_a_list_of_which_no_line_can_be_used_is_told_why_and_offers_no_button(bring, text, what, why):
    nothing = bring.page(bring.came(text))["preview"]["nothing"]
    assert nothing.what == what
    assert why in nothing.why


def test_how_many_lines_can_be_used_is_known_beyond_those_that_are_shown(bring):
    preview = bring.page(bring.came("email\n" + "nobody\n" * 20 + "ann@example.org\n"))["preview"]
    assert (len(preview["rows"]), preview["usable"], preview["nothing"]) == (20, 1, None)
    preview = bring.page(bring.came("email\n" + "nobody\n" * 2_000 + "ann@example.org\n"))["preview"]
    assert (preview["usable"], preview["nothing"].what) == (None, "None of the first 2,000 lines can be used.")


def test_a_list_that_was_agreed_on_is_in_the_book(bring):
    upload = bring.taken_in(CONTACTS, columns=["email", "given_name", "family_name", "own."])
    assert (upload.state, upload.outcome["added"], upload.outcome["customers_added"]) == ("done", 2, 2)
    assert list(Fact.objects.filter(name="own.tea").values_list("value", flat=True)) == ["Assam"]
    assert Import.objects.get().name == "list.csv"


def test_purchases_may_come_before_the_people_who_made_them(bring):
    bring.taken_in("email,date,amount\nann@example.org,2025-03-12,54.00\n", "sales.csv")
    bring.taken_in(CONTACTS)
    assert Interaction.objects.get().customer.identifiers.get(kind="email").value == "ann@example.org"
    assert Fact.objects.filter(name="given_name", value="Ann").exists()


def test_a_day_that_may_be_two_is_asked_and_not_guessed(bring):
    upload = bring.came("email,date,amount\nann@example.org,03/04/2025,12.00\n")
    assert bring.page(upload)["days"] | {} == {
        "order": "", "either": "03/04/2025", "said": "", "dmy": "3 April", "mdy": "4 March", "zone": "UTC",
    }  # fmt: skip
    with pytest.raises(Refusal, match="may be two different days"):
        bring.chosen(upload)
    bring.chosen(upload, days="mdy", seen=1)
    work_off_uploads(clock=lambda: bring.at)
    assert Interaction.objects.get().happened_at.date().isoformat() == "2025-03-04"


def test_a_day_that_the_list_itself_tells_is_not_asked(bring):
    page = bring.page(bring.came("email,date,amount\na@example.org,03/04/2025,1\nb@example.org,25/04/2025,1\n"))
    assert (page["days"]["order"], page["days"]["either"]) == ("dmy", "")
    assert page["preview"]["rows"][0]["cells"][1] == "3 April 2025"


def test_what_is_missing_is_said_and_what_was_chosen_is_kept(bring):
    upload = bring.came("when,sum\n2025-03-12,54.00\n")
    with pytest.raises(Refusal, match="No column tells whose line it is"):
        bring.chosen(upload, kind="purchases")
    assert Upload.objects.get(pk=upload.pk).kind == "purchases"
    assert "who" in bring.page(upload)["lacks"]


def test_of_two_who_choose_at_once_the_second_is_told_and_keeps_what_they_typed(bring):
    upload = bring.came(CONTACTS)
    bring.chosen(upload, begin=False, columns=["email", "full_name", "", ""])
    typed = Choice("customers", ["email", "given_name", "family_name", "note"])
    with pytest.raises(ChosenMeanwhile):
        choose_columns(number=upload.pk, choice=typed, seen=0, begin=True, now=bring.at)
    assert [column["becomes"] for column in bring.page(upload)["columns"]] == ["email", "full_name", "", ""]
    assert [column["becomes"] for column in bring.page(upload, typed)["columns"]] == typed.columns


def test_a_form_sent_twice_is_one_upload_and_a_list_begun_twice_is_taken_in_once(bring):
    first = bring.came(CONTACTS, once="same")
    assert bring.came(CONTACTS, once="same").pk == first.pk
    bring.chosen(first)
    with pytest.raises(Refusal, match="not as you saw it"):
        bring.chosen(first, seen=1)
    work_off_uploads(clock=lambda: bring.at)
    assert Import.objects.count() == 1


def test_lines_that_cannot_be_used_are_handed_out_in_their_own_columns_and_harmless(bring):
    text = 'Mail,Name\nann@example.org,Ann\nnobody,"=cmd|calc"\n"dov@example.org,+49 not a formula\nx@example.org,x\n'
    upload = bring.taken_in(text, columns=["email", "full_name"])
    name, path = rejected_lines(number=upload.pk)
    assert (name, upload.outcome["rejected"]) == ("list-rejected.csv", 2)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert rows[0] == ["Mail", "Name", "line", "why it could not be used", "how to mend it"]
    assert rows[1][:3] == ["nobody", "'=cmd|calc", "3"]
    assert "not an e-mail address" in rows[1][3] or "is a formula" in rows[1][3]
    assert (rows[2][2], "never closed" in rows[2][3]) == ("4", True)


def test_the_mended_list_is_cut_and_read_as_the_one_that_came(bring):
    upload = bring.taken_in("Mail;Wer;Tee\nann@example.org;Ann;Assam\nben at example;Ben;\n",
                            columns=["email", "given_name", "own.tea"])  # fmt: skip
    _, path = rejected_lines(number=upload.pk)
    text = path.read_text("utf-8-sig")
    assert text.startswith("Mail;Wer;Tee;line;")
    mended = bring.came(text.replace("ben at example", "ben@example.org"), "mended.csv")
    assert [column["becomes"] for column in bring.page(mended)["columns"]][:4] == ["email", "given_name", "own.tea", ""]
    bring.chosen(mended)
    work_off_uploads(clock=lambda: bring.at)
    assert Identifier.objects.filter(value="ben@example.org").exists()


def test_how_many_lines_of_the_whole_list_will_not_be_taken_and_why_is_said_before(bring):
    text = "email,first name\n" + "".join(f"a{number}@example.org,A\n" for number in range(30)) + "no,B\nnor,C\n"
    wrong = bring.page(bring.came(text))["preview"]["not_taken"]
    assert (wrong["count"], wrong["of"]) == (2, 32)
    ((count, line),) = [(reason["count"], reason["line"]) for reason in wrong["reasons"]]
    assert (count, line) == (2, 32)
    assert bring.page(bring.came("email\nann@example.org\n"))["preview"]["not_taken"] is None


def test_somebody_at_a_screen_is_told_of_no_command(bring):
    text = "email,date,amount,reference\nann@example.org,2025-03-12,5,A-1\nben@example.org,2031-03-12,5,A-2\n"
    wrong = bring.page(bring.came(text))["preview"]["rows"][1]["refusal"]
    assert wrong.endswith("Mend the date, or say in which time zone the list was written.")
    first = bring.taken_in(text, "first.csv", zone="Europe/Berlin")
    _, path = rejected_lines(number=bring.taken_in(text.replace("12,5", "12,6"), "other.csv").pk)
    assert f"wrong, take import {first.imported_id} back first, under Bring in." in path.read_text("utf-8-sig")
    again = bring.taken_in(text, "first.csv", zone="Asia/Tokyo").outcome["refusal"]["todo"]
    assert f"take import {first.imported_id} back under Bring in, and bring this again." in again


@pytest.mark.parametrize("name", ["people.csv", "all.mbox"])
@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + b"\0\x01" * 99, bytes(range(256)) * 40], ids=["picture", "noise"]
)
def test_what_is_neither_list_nor_mailbox_is_told_so(bring, name, data):
    refusal = bring.page(bring.came(data, name))["outcome"]["refusal"]
    assert "no list and no mailbox" in refusal["what"]


def test_a_list_waits_for_another_only_if_there_is_one(bring):
    first, second = bring.came(CONTACTS), bring.came("email\neve@example.org\n", "eve.csv")
    bring.chosen(second)
    assert not bring.page(second)["behind"]
    bring.chosen(first)
    assert bring.page(second)["behind"]


def test_a_list_can_be_taken_back(bring):
    upload = bring.taken_in(CONTACTS)
    steer_upload(number=upload.pk, wanted="take_back", now=bring.at)
    assert not Customer.objects.filter(voided_at=None).exists()
    assert Upload.objects.get(pk=upload.pk).state == "dropped"
    with pytest.raises(Refusal, match="cannot be done"):
        steer_upload(number=upload.pk, wanted="take_back", now=bring.at)


@pytest.mark.parametrize("then", ["keep", "take_back", "go_on"])
def test_who_stops_is_asked_what_is_to_become_of_what_was_read(bring, monkeypatch, then):
    upload = bring.came("email\n" + "".join(f"a{number}@example.org\n" for number in range(6_000)))
    bring.chosen(upload)
    told = working._Progress.told

    def pressed(progress, doing, done, of):  # somebody presses Stop when the first lines are in the book
        if doing == "written":
            Upload.objects.filter(pk=upload.pk).update(state="stopping")
            progress._last = 0
        told(progress, doing, done, of)

    with monkeypatch.context() as patched:
        patched.setattr(working._Progress, "told", pressed)
        work_off_uploads(clock=lambda: bring.at)
    stopped = Upload.objects.get(pk=upload.pk)
    assert (stopped.state, stopped.outcome["added"]) == ("stopped", 2_000)
    steer_upload(number=upload.pk, wanted=then, now=bring.at)
    work_off_uploads(clock=lambda: bring.at)
    count = Customer.objects.filter(voided_at=None).count()
    assert count == {"keep": 2_000, "take_back": 0, "go_on": 6_000}[then]
    assert Upload.objects.get(pk=upload.pk).state == {"keep": "done", "take_back": "dropped", "go_on": "done"}[then]


def test_a_fault_of_ours_stops_nobody_else(bring, monkeypatch, caplog):
    upload, other = bring.came(CONTACTS), bring.came("email\nben@example.org\n")
    bring.chosen(upload)
    bring.chosen(other)
    plain = uploads.plain_of(Upload.objects.get(pk=upload.pk))
    plain.mkdir(parents=True)  # a folder where the file is to be laid out
    work_off_uploads(clock=lambda: bring.at)
    assert [Upload.objects.get(pk=each.pk).state for each in (upload, other)] == ["broken", "done"]
    assert "could not be worked off" in caplog.text
    plain.rmdir()
    steer_upload(number=upload.pk, wanted="go_on", now=bring.at)
    work_off_uploads(clock=lambda: bring.at)
    assert Upload.objects.get(pk=upload.pk).state == "done"


def test_while_somebody_works_nobody_else_does(bring):
    bring.chosen(bring.came(CONTACTS))
    with held_if_free(uploads.lock()) as ours:
        assert ours
        assert work_off_uploads(clock=lambda: bring.at) == 0
    assert work_off_uploads(clock=lambda: bring.at) == 1


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("empty.csv", b"", "is empty"),
        ("scan.pdf", b"%PDF-1.7\n...", "is a PDF"),
        ("outlook.pst", b"!BDN\0\0\0\0", "Outlook data file"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "no list"),
        ("wide.csv", (",".join(f"c{n}" for n in range(400)) + "\n").encode(), "400 columns"),
    ],
)
def test_what_is_no_list_is_told_so_kindly(bring, name, data, what):
    upload = Upload.objects.get(pk=bring.came(data, name).pk)
    assert upload.state == "unread"
    assert what in upload.outcome["refusal"]["what"]


def test_a_name_from_elsewhere_leads_nowhere_else(bring):
    upload = bring.came(CONTACTS, "..\\..\\etc/../../pass\0wd.csv")
    assert upload.name == "passwd.csv"
    assert uploads.file_of(upload).is_relative_to(uploads.incoming())
    with pytest.raises(Refusal, match="has no name"):
        bring.came(CONTACTS, "../..")


def test_mail_is_taken_in_with_the_address_that_was_found_in_it(bring):
    mail = (
        "From x Mon Mar 10 09:00:00 2025\nFrom: {}\nTo: {}\nDate: Mon, 10 Mar 2025 09:0{}:00 +0000\n"
        "Subject: Tea\n\nHello\n\n"
    )
    olga, ann = "olga@warm.example.org", "ann@example.org"
    text = mail.format(olga, ann, 1) + mail.format(ann, olga, 2) + mail.format(olga, "dov@example.org", 3)
    upload = bring.came(text, "all.mbox")
    page = bring.page(upload)
    assert (page["kind"], page["me"], page["looked"]["count"]) == ("mail", olga, 3)
    assert page["preview"]["rows"][0]["cells"] == ["10 March 2025, 09:01", olga, ann, "Tea"]
    with pytest.raises(Refusal, match="which address is yours"):
        bring.chosen(upload)
    bring.chosen(upload, me=olga, seen=1)
    work_off_uploads(clock=lambda: bring.at)
    assert Upload.objects.get(pk=upload.pk).outcome["others"]["strangers"] == 1
    assert Identifier.objects.get(kind="email").value == ann


CHILD = """
import datetime as dt, functools, sys
from pathlib import Path
import django
django.setup()
from lately.imports.models import Upload
from lately.usecases.bring_up_to_date import bring_up_to_date
from lately.usecases.choose_columns import Choice, choose_columns
from lately.usecases.receive_upload import receive_upload
from lately.usecases.look_into_upload import look_into_upload
from lately.usecases.work_off_uploads import work_off_uploads
at = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)
bring_up_to_date()
if not Upload.objects.exists():
    source = Path(sys.argv[1])
    upload = receive_upload(name="list.csv", size=source.stat().st_size, by="Olga", once="one", now=at,
                            lay=lambda place: place.write_bytes(source.read_bytes()))
    look_into_upload(upload)
    choice = Choice("customers", Upload.objects.get().chosen["columns"])
    choose_columns(number=upload.pk, choice=choice, seen=0, begin=True, now=at)
work_off_uploads(clock=lambda: dt.datetime.now(dt.UTC))
"""


@pytest.mark.large
def test_killed_in_the_middle_it_is_gone_on_with_to_the_same_book(tmp_path):
    """A `kill -9` while lines are being written, then a new start: every line is there once, with one moment."""
    source = tmp_path / "list.csv"
    lines = (f"a{number}@example.org,Ann {number}\n" for number in range(8_000))
    source.write_text("email,first name\n" + "".join(lines))
    home = tmp_path / "home"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "LATELY_DATABASE"} | {
        "LATELY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "lately.config.settings", "PYTHONPATH": "src",
    }  # fmt: skip

    def asked(query):
        with sqlite3.connect(home / "lately.sqlite3", timeout=20) as book:
            try:
                return book.execute(query).fetchone()
            except sqlite3.OperationalError:
                return None

    start = functools.partial(subprocess.Popen, [sys.executable, "-c", CHILD, str(source)], env=environment)
    child = start()
    until = time.monotonic() + 60
    while time.monotonic() < until and not (asked("SELECT max(added) FROM imports_import") or [0])[0]:
        assert child.poll() is None
        time.sleep(0.01)
    child.kill()
    child.wait()
    assert 0 < asked("SELECT added FROM imports_import")[0] < 8_000
    assert asked("SELECT state FROM imports_upload") == ("running",)
    apart = [sys.executable, "-m", "lately.web.apart"]  # what the server starts; it holds the other end of its input
    with subprocess.Popen(apart, env=environment, stdin=subprocess.PIPE) as again:
        assert again.wait(60) == 0
    told = "json_extract(outcome, '$.added'), json_extract(outcome, '$.unchanged'), json_extract(outcome, '$.{}')"
    told = told.format("customers_added")
    assert asked(f"SELECT state, {told} FROM imports_upload") == ("done", 8_000, 0, 8_000)  # noqa: S608 - ours
    assert asked("SELECT count(*), count(DISTINCT recorded_at), max(added) FROM imports_import") == (1, 1, 8_000)
    assert asked("SELECT count(*), count(DISTINCT customer_id), count(DISTINCT value) FROM profiles_identifier") == (
        8_000, 8_000, 8_000,
    )  # fmt: skip
    names = "SELECT count(*), count(DISTINCT value), count(DISTINCT recorded_at) FROM profiles_fact"
    assert asked(f"{names} WHERE name = 'given_name'") == (8_000, 8_000, 1)


def test_the_process_that_works_ends_with_the_server_that_started_it():
    """However long it had yet to work, it ends when the other end of its input is closed, as it is by any death."""
    command = "import threading, time; from lately.web import apart; "
    command += "threading.Thread(target=apart._end_with_the_server, daemon=True).start(); time.sleep(60)"
    environment = os.environ | {"PYTHONPATH": "src"}
    with subprocess.Popen([sys.executable, "-c", command], stdin=subprocess.PIPE, env=environment) as child:
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(0.5)
        assert child.stdin
        child.stdin.close()
        assert child.wait(20) == 0


ANN = 'Vorname;E-Mail\n"Ann; ""Annie""";ann@example.org'
NUL_LINE = "email,first name\nann@example.org,Ann\nben@example.org,B\0en\n"


@pytest.mark.parametrize(
    ("data", "added", "rejected"),
    [
        (ANN.encode("utf-16"), 1, 0),  # with its mark, and without a line break at the end
        (ANN.encode("utf-8-sig"), 1, 0),
        (ANN.replace("\n", "\r\n").encode("cp1252"), 1, 0),
        (ANN.replace("\n", "\r").encode(), 1, 0),
        (NUL_LINE.encode(), 1, 1),
        (("email,note\nann@example.org," + "x" * 10_000_000 + "\nben@example.org,\n").encode(), 1, 1),
        (b"email\nann@example.org\nemail\nben@example.org\n", 2, 1),  # two exports put together
    ],
    ids=["utf-16", "utf-8 with a mark", "windows", "old mac", "nul", "10 MB in one cell", "two lists in one"],
)
def test_a_list_written_in_any_usual_way_is_read_and_what_cannot_be_is_told(bring, data, added, rejected):
    upload = bring.taken_in(data)
    assert (upload.state, upload.outcome["added"], upload.outcome["rejected"]) == ("done", added, rejected)
    if b"Vorname" in data or b"V\0o" in data:
        assert Fact.objects.get(name="given_name").value == 'Ann; "Annie"'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("E-Mail,Name,E-Mail\nann@example.org,Ann,x\n", ""),
        ("email,first name\n", "no line"),
        ("\n\n\n", "is empty"),
    ],
)
def test_a_header_twice_or_nothing_below_it_changes_nothing_by_itself(bring, text, what):
    upload = Upload.objects.get(pk=bring.came(text).pk)
    page = bring.page(upload)
    told = (page["outcome"].get("refusal") or {}).get("what", "") or str(
        (page.get("preview") or {}).get("nothing") or ""
    )
    assert what in told.lower()
    assert not Customer.objects.exists()


def zipped(**parts: bytes) -> bytes:
    """A zip file with these parts, packed as well as can be."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("bomb.xlsx", {"xl__workbook_xml": b"<a/>", "xl__sharedStrings_xml": b" " * 300_000_000}, "would unpack to"),
        ("list.xlsm", {"xl__workbook_xml": b"<a/>"}, "holds macros"),
        ("list.xlsx", {"xl__workbook_xml": b"<a/>", "xl__vbaProject_bin": b"x"}, "holds macros"),
        ("files.zip", {"people_csv": b"email\nann@example.org\n"}, "no spreadsheet"),
        ("list.xlsx", {"xl__workbook_xml": b"<not a workbook"}, "is damaged"),
    ],
)
def test_a_packed_file_that_means_harm_or_is_none_is_told_so_and_changes_nothing(bring, name, data, what):
    upload = Upload.objects.get(pk=bring.came(zipped(**data), name).pk)
    assert (upload.state, what in upload.outcome["refusal"]["what"]) == ("unread", True)
    assert all(upload.outcome["refusal"].values())
    assert not Customer.objects.exists()

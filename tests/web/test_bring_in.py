"""From nothing to the first person, with lists and mail as people have them."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from playwright.sync_api import expect

from lately.accounts.models import Book, Role
from lately.accounts.services import set_organisation, set_user
from lately.imports.models import Upload
from lately.lib.clock import now
from lately.profiles.models import Customer
from lately.usecases.work_off_uploads import work_off_uploads
from lately.web import background
from lately.web.uploads import takes_files
from lately.web.views import bring_in
from lately.web.visit import screen

CONTACTS = "Vorname;Nachname;E-Mail-Adresse;Lieblingstee\nAnn;Lee;ann@example.org;Assam\nDov;Ami;dov@example.org;\n"
MAIL = (
    "From x Mon Mar 10 09:00:00 2025\nFrom: {}\nTo: {}\nDate: Mon, {} Mar 2025 09:00:00 +0000\n"
    "Subject: {}\n\nDear {},\n\n{}\n\n"
)


@pytest.fixture
def olga(transactional_db):
    """The owner of a book in which nobody is yet."""
    return set_user(at=now(), email="olga@warm.example.org", name="Olga Owner", role=Role.OWNER)


@pytest.fixture
def client(db, signed_in_as):
    owner = set_user(at=now(), email="olga@warm.example.org", name="Olga Owner", role=Role.OWNER)
    return signed_in_as(owner)


def mailbox():
    us, ann, dov = "olga@warm.example.org", "ann@example.org", "dov@example.org"
    return (
        MAIL.format(us, ann, 3, "Your tea", "Ann", "It is on its way.")
        + MAIL.format(ann, us, 4, "Re: Your tea", "Olga", "Thank you!")
        + MAIL.format(us, dov, 5, "An offer", "Dov", "Buy our teapot now.")
    )


def bring(page, name, text):
    page.get_by_label("Choose your files").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": text.encode()}]
    )
    page.get_by_role("button", name="Look into them").click()


def test_how_many_lines_will_not_be_taken_is_said_before_and_the_zone_asked_with_mail_too(client, monkeypatch):
    monkeypatch.setattr(bring_in, "wake", lambda: None)
    for name, text, said in (
        ("people.csv", CONTACTS + "Eve;;eve at example;\n", "1 of 3 lines will not be taken"),
        ("all.mbox", mailbox(), "data-own-zone"),
    ):
        files = {"files": SimpleUploadedFile(name, text.encode()), "once": name}
        client.post("/people/bring-in/take", files)
        assert said in client.get(f"/people/bring-in/{Upload.objects.latest('pk').pk}").content.decode()


def test_from_an_empty_book_to_the_first_person_to_speak_to(olga, page_of, axe_finds_nothing):
    page = page_of(olga)
    page.get_by_role("link", name="Start your own: bring in what you have").click()
    axe_finds_nothing(page)

    bring(page, "kunden.csv", CONTACTS)
    expect(page.get_by_text("2 lines: CSV, UTF-8, semicolons between the cells")).to_be_visible()
    expect(page.get_by_label("What Vorname becomes")).to_have_value("given_name")
    page.get_by_label("What Lieblingstee becomes").select_option(label="A fact of its own")
    axe_finds_nothing(page)
    page.get_by_role("button", name="Take in 2 lines").click()
    expect(page.get_by_role("heading", name="It is in the book")).to_be_visible()
    expect(page.get_by_text("2 people are new.")).to_be_visible()
    axe_finds_nothing(page)

    page.get_by_role("link", name="Bring it in").click()
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=60)
    bring(page, "verkauf.csv", f"E-Mail,Datum,Betrag\ndov@example.org,{day},54.00\nann@example.org,03/04/2025,7\n")
    page.get_by_role("button", name="Take in 2 lines").click()
    expect(page.get_by_role("alert")).to_contain_text("may be two different days")
    page.get_by_label("3 April").check()
    page.get_by_role("button", name="Take in 2 lines").click()
    expect(page.get_by_role("heading", name="It is in the book")).to_be_visible()

    page.get_by_role("link", name="Bring it in").click()
    bring(page, "mail.mbox", mailbox())
    expect(page.get_by_label("Your own addresses")).to_have_value("olga@warm.example.org")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="What you can see now")).to_be_visible()

    page.get_by_role("link", name="What your files say of you").click()
    expect(page.get_by_role("heading", name="What have you done for them lately?")).to_be_visible()
    page.goto("/people/")
    page.get_by_role("link", name="Dov Ami", exact=True).click()
    expect(page.get_by_role("heading", name="Dov Ami")).to_be_visible()


MESSY = (
    "Vorname;Nachname;E-Mail;Geburtstag;Straße;Postleitzahl;Ort\n"
    "Ann;Lee;ann@example.org;;;;\n"
    "DOV ;Amri;dov@example.org;03.05.1961;Mühlweg 22;67269;Grünstadt\n"
    ";;;0.0.00;;;\n"
    "Dov;Amry;dov.amry@example.net;03.05.1961;Muehlweg 22;67269;Gruenstadt\n"
)


def test_a_messy_list_is_mended_and_the_one_we_neglected_hears_from_us(olga, page_of):
    page = page_of(olga, at="/people/bring-in/")
    bring(page, "kunden.csv", MESSY)
    page.get_by_role("button", name=re.compile("^Take in")).click()
    expect(page.get_by_role("heading", name="It is in the book")).to_be_visible()
    page.goto("/people/same/")
    page.get_by_role("link", name=re.compile("Amr[iy].*and.*Amr[iy]")).first.click()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("status").first).to_contain_text("They are one customer now")

    page.goto("/people/bring-in/")
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=120)
    bring(page, "verkauf.csv", f"E-Mail,Datum,Betrag\ndov.amry@example.net,{day},54.00\n")
    page.get_by_role("button", name=re.compile("^Take in")).click()
    expect(page.get_by_role("heading", name="It is in the book")).to_be_visible()
    page.goto("/people/bring-in/")
    bring(page, "mail.mbox", mailbox())
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="What you can see now")).to_be_visible()

    page.goto("/")
    card = page.locator(".cards > li").filter(has=page.get_by_role("heading", name=re.compile("Amr")))
    expect(card).to_contain_text("what they last heard from us was before that, in March 2025")
    card.get_by_role("button", name="I did it").first.click()
    expect(page.get_by_role("status")).to_contain_text("Amr")
    page.goto("/people/dov@example.org")
    page.get_by_role("link", name="In their shoes").click()
    expect(page.get_by_role("heading", name=re.compile("In dov.s shoes", re.IGNORECASE))).to_be_visible()
    expect(page.locator(".shoes > li")).to_contain_text(["Olga Owner"])


@pytest.mark.long
def test_without_script_a_list_comes_in_all_the_same(olga, page_of):
    page = page_of(olga, at="/people/bring-in/", script=False)
    bring(page, "kunden.csv", CONTACTS)
    page.get_by_role("button", name="Take in 2 lines").click()
    for _ in range(50):
        if page.get_by_role("heading", name="It is in the book").count():
            break
        page.reload()
        page.wait_for_timeout(100)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Taken back")).to_be_visible()
    assert not Customer.objects.filter(voided_at=None).exists()


def test_a_demo_is_cleared_away_only_by_who_knows_what_goes_with_it(client):
    set_organisation(at=now(), name="Lark", zone="UTC", currency="GBP", book="invented")
    answer = client.get("/people/bring-in/").content.decode()
    assert "This is the demo" in answer
    assert client.post("/people/bring-in/own").status_code == 422
    assert client.post("/people/bring-in/own", {"sure": "on"}).status_code == 302
    assert "This is the demo" not in client.get("/people/bring-in/").content.decode()
    assert client.post("/people/bring-in/own", {"sure": "on"}).status_code == 422


def test_a_demo_is_not_made_where_somebody_is_already(client):
    Customer.objects.create(recorded_at=now())
    answer = client.post("/people/bring-in/demo", {"once": "x"})
    assert answer.status_code == 422
    assert "holds something already" in answer.content.decode()
    assert not Upload.objects.exists()


def test_what_is_larger_than_is_taken_is_refused_before_it_is_read(client):
    sent = client.post("/people/bring-in/take", {"once": "x"}, CONTENT_LENGTH=str(bring_in.MOST + 2**30))
    assert sent.status_code == 422
    assert "This is too much at once" in sent.content.decode()


def test_what_turns_out_larger_on_the_way_is_stopped(owner):
    lines = SimpleUploadedFile("list.csv", b"email\n" + b"ann@example.org\n" * 100)
    request = RequestFactory().post(
        "/people/bring-in/take", {"files": lines, "once": "x"}, headers={"host": "localhost"}
    )
    request.user = owner
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as the test client says it
    assert takes_files(screen("import")(bring_in._take), most=1_000)(request).status_code == 422
    assert not Upload.objects.exists()


def test_the_same_form_sent_twice_is_one_list(client):
    for _ in range(2):
        sent = SimpleUploadedFile("list.csv", CONTACTS.encode())
        answer = client.post("/people/bring-in/take", {"files": sent, "once": "form"})
        assert answer.headers["Location"] == f"/people/bring-in/{Upload.objects.get().pk}"


def test_of_three_files_brought_at_once_those_that_wait_are_told_people_first_and_mail_last(client):
    sold = "email,date,amount\nann@example.org,2025-03-12,7\n"
    names = {"mail.mbox": mailbox(), "sold.csv": sold, "all.csv": CONTACTS}
    files = [SimpleUploadedFile(name, text.encode()) for name, text in names.items()]
    client.post("/people/bring-in/take", {"files": files, "once": "x"})
    waiting = client.get("/people/bring-in/").context["waiting"]
    assert [file["name"] for file in waiting] == ["all.csv", "sold.csv", "mail.mbox"]
    client.post(f"/people/bring-in/{waiting[1]['number']}/steer", {"wanted": "leave"})
    page = client.get("/people/bring-in/")
    assert [file["name"] for file in page.context["waiting"]] == ["all.csv", "mail.mbox"]
    assert "These wait for you" in page.content.decode()
    assert page.context["next"] == ["purchases"]


def test_no_file_is_told_kindly_and_an_unknown_list_is_not_found(client):
    assert client.post("/people/bring-in/take", {"once": "x"}).status_code == 422
    assert client.get("/people/bring-in/77").status_code == 404
    assert client.post("/people/bring-in/77/choose", {"seen": "x"}).status_code == 422
    assert client.post("/people/bring-in/77/steer", {"wanted": "take_back"}).status_code == 422
    assert client.get("/people/bring-in/77/rejected").status_code == 404
    assert client.get("/people/bring-in/audit").status_code == 404
    assert client.post("/people/bring-in/undo", {"import": "9" * 99}).status_code == 422


def test_hostile_cells_are_shown_as_text(client):
    evil = "<img src=x onerror=alert(1)>"
    data = f"email,name,{evil}\nann@example.org,{evil},=1+1\n".encode()
    sent = client.post("/people/bring-in/take", {"files": SimpleUploadedFile(f"{evil}.csv", data), "once": "x"})
    page = client.get(sent.headers["Location"]).content.decode()
    assert evil not in page
    assert "&lt;img src=x" in page


def test_a_long_list_of_empty_columns_does_not_hide_what_becomes_of_ann_and_the_number_not_kept_is_said(client):
    data = b"email,mobile,tel,fax,telex,isdn,pager\nann@example.org,06359 90062,06359 1,,,,\n"
    sent = client.post("/people/bring-in/take", {"files": SimpleUploadedFile("list.csv", data), "once": "x"})
    number = sent.headers["Location"].rpartition("/")[2]
    seen = client.get(sent.headers["Location"]).content.decode()
    assert "4 more, empty in the first lines" in seen
    assert seen.index('name="column-2"') < seen.index("4 more") < seen.index('name="column-3"')
    assert "becomes the same" not in seen
    chosen = {"kind": "customers", "column-0": "email", "column-1": "phone", "column-2": "phone", "wanted": "look"}
    more = {f"column-{place}": "" for place in range(3, 7)} | {"seen": "0"}
    page = client.post(f"/people/bring-in/{number}/choose", chosen | more, follow=True).content.decode()
    assert "More than one column becomes the same: Phone number." in page


@pytest.mark.parametrize(
    ("role", "sees", "status"),
    [
        (Role.OWNER, Book.ALL, 200),
        (Role.MEMBER, Book.ALL, 200),
        (Role.MEMBER, Book.OWN, 403),
        (Role.VIEWER, Book.ALL, 403),
    ],
)
def test_only_who_may_bring_in_may_have_what_could_not_be_used(client, signed_in_as, role, sees, status):
    sent = SimpleUploadedFile("list.csv", b"email,first name\nann@example.org,Ann\nnobody,x\n")
    page = client.post("/people/bring-in/take", {"files": sent, "once": "x"}).headers["Location"]
    chosen = {"kind": "customers", "column-0": "email", "column-1": "given_name", "seen": "0", "wanted": "begin"}
    assert client.post(f"{page}/choose", chosen).status_code == 302
    work_off_uploads(clock=now)
    theirs = signed_in_as(set_user(at=now(), email="p@example.org", name="P", role=role, sees=sees))
    handed = theirs.get(f"{page}/rejected")
    assert handed.status_code == theirs.get("/people/bring-in/audit").status_code == status
    if status == 200:
        assert b"nobody,x,3" in b"".join(handed.streaming_content)


def test_the_thread_goes_home_when_there_is_nothing_to_do(transactional_db):
    background._start()
    until = time.monotonic() + 10
    while background._state["working"] and time.monotonic() < until:
        time.sleep(0.02)
    assert not background._state["working"]

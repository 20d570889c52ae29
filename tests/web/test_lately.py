"""What have you done for me lately: draft, edit, link, seen by the customer without signing in, taken back."""

import re

import pytest
from playwright.sync_api import expect

from lately.interactions.models import Interaction
from lately.measurement.models import Report, ReportShowing
from lately.usecases.make_report import make_report
from lately.usecases.make_report_for_all import make_report_for_all
from lately.usecases.publish_report import publish_report
from lately.usecases.see_report import see_report
from lately.usecases.show_report import show_report

PHYLLIS = "phyllis-dunwoody"
LONGEST = 10_000_000


def drafted(firm, who=PHYLLIS):
    return make_report(user=firm.owner, who=who, since="", once="1", at=firm.at, now=firm.now)


def link_of(firm, key):
    show_report(user=firm.owner, key=key, at=firm.at, now=firm.now)
    page = see_report(user=firm.owner, key=key, at=firm.at, now=firm.now)["page"]
    return f"/for-you/{page['token']}"


def told(answer):
    return answer.content.decode()


def test_a_customer_needs_no_account_and_leaves_no_trace(firm, client):
    answer = client.get(link_of(firm, drafted(firm)), headers={"host": "localhost"})
    assert answer.status_code == 200
    assert "Moved the base away from the router" in told(answer)
    assert "Aldermere Heat &amp; Home" in told(answer)
    assert "mailto:ruth.calloway@example.org" in told(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    policy = answer.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'none'", "form-action 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert not answer.cookies
    assert "<script" not in told(answer)
    assert "<form" not in told(answer)


def test_whoever_works_here_sees_the_page_as_the_customer_does(firm, signed_in_as, client):
    link = link_of(firm, drafted(firm))
    theirs = signed_in_as(firm.owner).get(link)
    assert told(theirs) == told(client.get(link, headers={"host": "localhost"}))


@pytest.mark.parametrize("token", ["x", "x.y", "..", "%00", "a" * 3000, "<script>", "%2e%2e%2fpeople%2fcara"])
def test_a_link_that_is_not_ours_opens_nothing_and_says_so_kindly(firm, client, token):
    answer = client.get(f"/for-you/{token}", headers={"host": "localhost"})
    assert answer.status_code in {302, 404, 410}
    if answer.status_code == 410:
        assert "This page is not open any more" in told(answer)
        assert "<script>" not in told(answer)
        assert "Phyllis" not in told(answer)


def test_the_pdf_and_the_mail_are_for_those_who_may(firm, signed_in_as):
    pytest.importorskip("typst")
    key = drafted(firm)
    for role, pdf, mail in (("owner", 200, 200), ("member", 200, 200), ("viewer", 200, 403), ("own", 403, 403)):
        client = signed_in_as(getattr(firm, role))
        assert client.get(f"/report/{key}/pdf").status_code == pdf, role
        assert client.get(f"/report/{key}/mail").status_code == mail, role
    answer = signed_in_as(firm.owner).get(f"/report/{key}/mail")
    assert b"127.0.0.1" not in answer.content
    assert b"for-you" not in answer.content, "an address that leads nowhere from their machine is not written to them"


@pytest.mark.parametrize("typed", ["\0", "x" * 5000, "<script>alert(1)</script>", "=cmd|' /C calc'!A0"])
def test_hostile_words_are_refused_or_stay_words(firm, signed_in_as, client, typed):
    key = drafted(firm)
    answer = signed_in_as(firm.owner).post(f"/report/{key}/save", {"seen": "1", "opening": typed})
    assert answer.status_code == (422 if typed[0] in "\0x" else 302)
    page = told(client.get(link_of(firm, key), headers={"host": "localhost"}))
    assert "<script>" not in page
    assert ("&lt;script&gt;" in page) == typed.startswith("<script>")


def test_a_paste_of_ten_megabytes_changes_nothing(firm, signed_in_as):
    key = drafted(firm)
    answer = signed_in_as(firm.owner).post(f"/report/{key}/save", {"seen": "1", "opening": "x" * LONGEST})
    assert answer.status_code in {400, 413, 422}
    assert Report.objects.get(key=key).versions.count() == 1


def test_sent_twice_from_an_old_page_is_written_once(firm, signed_in_as):
    key = drafted(firm)
    client, before = signed_in_as(firm.owner), Interaction.objects.count()
    for _ in range(2):
        client.post(f"/report/{key}/sent", {"channel": "post"})
    first = Interaction.objects.count() - before
    assert first == Interaction.objects.filter(source_key__startswith=f"report:{key}:").count() > 0
    client.post(f"/report/{key}/not-sent")
    client.post(f"/report/{key}/not-sent")
    assert not Interaction.objects.filter(source_key__startswith=f"report:{key}:", voided_at=None).exists()


def test_what_the_second_typed_stays_whatever_they_press(firm, signed_in_as):
    key = drafted(firm)
    client = signed_in_as(firm.owner)
    client.post(f"/report/{key}/save", {"seen": "1", "added": "Theirs"})
    for door in ("save", "show", "sent"):
        answer = client.post(f"/report/{key}/{door}", {"seen": "1", "added": "Mine", "channel": "post"})
        assert answer.status_code == 422
        assert "Somebody else saved this while you were writing" in told(answer)
        assert ">\nMine</textarea>" in told(answer)
    assert Report.objects.get(key=key).sent_at is None
    assert not ReportShowing.objects.exists()


def test_a_page_is_taken_back_whatever_stands_in_the_form(firm, signed_in_as, client):
    key = drafted(firm)
    link = link_of(firm, key)
    answer = signed_in_as(firm.owner).post(f"/report/{key}/hide", {"seen": "7", "added": "x" * 5000})
    assert "too long" in told(answer)
    assert client.get(link, headers={"host": "localhost"}).status_code == 410


def test_only_an_owner_publishes_for_all_and_takes_it_back_in_one_click(firm, signed_in_as, client):
    key = make_report_for_all(user=firm.owner, quarter="2026-q4", at=firm.at, now=firm.now)
    page = "/for-all/2026-q4"
    for role in ("member", "own", "viewer"):
        assert signed_in_as(getattr(firm, role)).post(f"/report/{key}/publish").status_code == 403
    assert client.get(page, headers={"host": "localhost"}).status_code == 410
    owner = signed_in_as(firm.owner)
    owner.post(f"/report/{key}/publish")
    answer = client.get(page, headers={"host": "localhost"})
    assert answer.status_code == 200
    assert "of you" in told(answer)
    owner.post(f"/report/{key}/unpublish")
    assert client.get(page, headers={"host": "localhost"}).status_code == 410


def test_the_link_of_one_customer_is_no_way_to_the_page_for_all(firm, client):
    key = make_report_for_all(user=firm.owner, quarter="2026-q4", at=firm.at, now=firm.now)
    publish_report(user=firm.owner, key=key, at=firm.at, now=firm.now)
    signed = see_report(user=firm.owner, key=key, at=firm.at, now=firm.now)["page"]["token"]
    assert client.get(f"/for-you/{signed}", headers={"host": "localhost"}).status_code == 410
    assert client.get(f"/for-all/{ReportShowing.objects.get().key}", headers={"host": "localhost"}).status_code == 410


def test_a_report_is_drafted_changed_seen_by_the_customer_and_taken_back(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, at=f"/people/{PHYLLIS}")
    page.get_by_role("link", name="What have we done for Phyllis lately?").click()
    axe_finds_nothing(page)
    page.get_by_role("button", name="Make a draft of it").click()
    axe_finds_nothing(page)
    lines = page.get_by_label("The line, as they read it")
    expect(lines).to_have_count(3)
    lines.first.fill("Your thermostat stands away from the router now")
    page.get_by_label("Say it").last.uncheck()
    page.get_by_label("A line of your own").fill("Tea at the village hall")
    page.get_by_role("button", name="Make the page").click()
    expect(lines).to_have_count(4)  # what was typed is saved, whatever is pressed
    link = page.get_by_label(re.compile("Its address")).input_value()
    axe_finds_nothing(page)
    theirs = page_of(None, phone=True, dark=True, script=False)
    assert theirs.goto(link).status == 200
    main = theirs.get_by_role("main")
    expect(main).to_contain_text("Your thermostat stands away from the router now")
    expect(main).to_contain_text("Tea at the village hall")
    expect(main).not_to_contain_text("jackdaw")
    expect(theirs.get_by_role("link", name="Write to ruth.calloway@example.org")).to_be_visible()
    page.get_by_role("button", name="I sent it").click()
    expect(page.get_by_text("It stands in the ledger")).to_be_visible()
    page.get_by_role("button", name="Take the page back").click()
    assert theirs.goto(link).status == 410
    expect(theirs.get_by_role("heading", name="This page is not open any more")).to_be_visible()
    expect(theirs.get_by_role("link", name="hello@example.org")).to_be_visible()
    page.goto(f"/people/{PHYLLIS}")
    expect(page.get_by_text("told by e-mail").first).to_be_visible()


def test_a_customer_for_whom_nothing_was_done_gets_no_report_and_we_are_told_why(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, phone=True, at="/lately/cara")
    expect(page.get_by_role("heading", name="There is nothing to tell Cara yet")).to_be_visible()
    expect(page.get_by_role("button", name="Make a draft of it")).to_have_count(0)
    axe_finds_nothing(page)


@pytest.mark.long
def test_the_page_a_customer_sees_is_sound_for_every_eye(page_of, demo, axe_finds_nothing):
    link = link_of(demo, drafted(demo))
    for phone, dark in ((False, False), (True, False), (True, True)):
        page = page_of(None, phone=phone, dark=dark)
        page.goto(link)
        axe_finds_nothing(page)

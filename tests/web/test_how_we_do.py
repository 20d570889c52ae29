import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from lately.lib.clock import now
from lately.usecases.find_neglected import find_neglected
from lately.web.templatetags.words import something

MESSAGE = """From sender {day:%a %b %d %H:%M:%S %Y}
From: {sender}
To: {to}
Date: {day:%a, %d %b %Y %H:%M:%S} +0000
Message-ID: <{day:%s}@example.org>
Subject: {subject}
Content-Type: text/plain; charset=utf-8

{text}

"""


def mail() -> str:
    """A question from Ann that was never answered, and an offer to Ben."""
    asked = MESSAGE.format(
        day=now() - dt.timedelta(days=20), sender="Ann Archer <ann@example.com>", to="olga@example.org",
        subject="The boiler", text="Could you tell me what the other plan costs?",
    )  # fmt: skip
    offered = MESSAGE.format(
        day=now() - dt.timedelta(days=15), sender="Olga <olga@example.org>", to="Ben <ben@example.com>",
        subject="LAST CHANCE: 20% off", text="Dear valued customer,\n\nBuy now and save 20%. Order today.",
    )  # fmt: skip
    return asked + offered


@pytest.mark.long
def test_the_neglected_are_counted_as_neglected_counts_them(page_of, demo, axe_finds_nothing):
    found = find_neglected(at=demo.at, now=demo.now)
    page = page_of(demo.owner)
    page.get_by_role("link", name="How we do", exact=True).click()
    axe_finds_nothing(page)
    silent = found.lists["silent_since_purchase"]
    assert silent.left_share is not None
    assert found.cared_for.left_share is not None
    row = page.get_by_role("row").filter(has_text="Silent since the sale")
    expect(row).to_contain_text(str(silent.count))
    expect(row).to_contain_text(f"{silent.left_share * 100:.0f}%")
    cared = page.get_by_role("row").filter(has_text="Heard from us since they first bought")
    expect(cared).to_contain_text(f"{found.cared_for.left_share * 100:.0f}%")
    row.get_by_role("link").click()
    expect(page.locator("#results li").first).to_contain_text(silent.customers[0].because)


@pytest.mark.long
def test_the_chart_has_its_figures_beside_it(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, phone=True, dark=True, at="/how-we-do/")
    expect(page.get_by_role("img", name=re.compile("What was for their sake stands above"))).to_be_visible()
    expect(page.locator(".bar-give")).to_have_count(12)
    page.get_by_text("The same as a table").click()
    cells = page.locator("section[aria-labelledby=balance] tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(1).map(cell => Number(cell.textContent)))"
    )
    gives, asks = sum(row[0] for row in cells), sum(row[1] for row in cells)
    expect(page.locator("#balance")).to_have_text(
        f"In twelve months we wanted {something(asks)} and gave {something(gives)}"
    )
    axe_finds_nothing(page)


def test_a_mailbox_from_the_browser_becomes_a_page_and_is_not_kept(page_of, owner, axe_finds_nothing, tmp_path):
    mailbox = tmp_path / "post.mbox"
    mailbox.write_text(mail(), encoding="utf-8")
    page = page_of(owner, at="/how-we-do/")
    page.get_by_role("link", name="see what your own files say", exact=True).click()
    axe_finds_nothing(page)
    page.get_by_label("Your own addresses").fill("olga@example.org")
    page.get_by_label("Your files").set_input_files(mailbox)
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("heading", name="You wanted something once and gave nothing")).to_be_visible()
    expect(page.locator("section[aria-labelledby=ten]")).to_contain_text("ann@example.com")
    expect(page.locator("section[aria-labelledby=greetings]")).to_contain_text("Dear valued customer")
    axe_finds_nothing(page)
    page.goto("/people/")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Nobody is in")


@pytest.mark.long
def test_a_file_that_is_no_mail_is_refused_in_words(page_of, owner, tmp_path):
    picture = tmp_path / "cat.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    page = page_of(owner, at="/how-we-do/audit")
    page.get_by_label("Your files").set_input_files(picture)
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("alert").filter(has_text="cat.png")).to_be_visible()

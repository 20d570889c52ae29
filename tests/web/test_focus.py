"""Where does one go on from, who hears a page or moves by keys, when a part of it changed?"""

import re
from typing import Any

from playwright.sync_api import Page, expect


def test_the_focus_goes_on_from_what_came_and_what_was_done_is_told(page_of: Any, demo: Any) -> None:
    page: Page = page_of(demo.owner)
    card = page.locator(".cards > li").first
    card.get_by_role("button", name="I did it").first.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("status")).to_be_focused()
    page.goto("/people/")
    page.locator("#results").get_by_role("link", name="More").focus()
    before = page.locator("#results [data-row]").count()
    page.keyboard.press("Enter")
    expect(page.locator("#results [data-row]").nth(before).locator("[data-main]")).to_be_focused()
    page.get_by_role("searchbox").press_sequentially("cara")
    expect(page.locator("#said")).to_have_text("One person shown.")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.goto("/people/cara")
    page.get_by_role("link", name="Why?", exact=True).press("Enter")
    panel = page.get_by_role("dialog")
    panel.get_by_role("link", name="Old walls want to breathe").press("Enter")
    expect(panel.get_by_role("heading", name="Old walls want to breathe")).to_be_focused()


def test_what_is_refused_is_read_first_and_tied_to_its_field(page_of: Any, demo: Any) -> None:
    page: Page = page_of(demo.owner, at="/people/cara")
    page.get_by_text("Something we did", exact=True).click()
    page.get_by_label("What was done, in words Cara would use").fill("Mended the gate")
    page.locator("#deed-on").fill("2031-01-01")
    page.locator("#deed-on").press("Enter")
    expect(page.get_by_role("alert").get_by_role("heading")).to_be_focused()
    expect(page.locator("#deed-on")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#deed-on")).to_have_accessible_description(re.compile("Empty: today.*2031-01-01 has not come"))

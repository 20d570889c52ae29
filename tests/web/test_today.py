import re

import pytest
from playwright.sync_api import Locator, Page, expect

from lately.interactions.models import Interaction
from lately.interactions.services import record
from lately.lib.moments import at_seconds
from lately.profiles.selectors import find_customer

COMPLAINT = "Open complaint"


def card(page: Page, kind: str) -> Locator:
    return page.locator(".cards > li").filter(has=page.locator(".pill", has_text=kind))


def name_on(card: Locator) -> str:
    return card.locator("h2").inner_text()


def card_of(page: Page, name: str) -> Locator:
    return page.locator(".cards > li").filter(has=page.get_by_role("heading", name=name))


def test_the_owner_rings_who_complained_and_the_card_goes(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner)
    complaint = card(page, COMPLAINT)
    name = name_on(complaint)
    said = complaint.locator("blockquote").first.inner_text()
    assert Interaction.objects.filter(kind="complaint", direction="in", text=said).exists()
    expect(complaint.locator(".talk-not")).to_contain_text("Ask for nothing yet")
    axe_finds_nothing(page)
    way = complaint.locator(".way").first
    assert re.match(r"(tel:\+\d+$|mailto:\S+@example)", way.locator("a").first.get_attribute("href") or "")
    before = Interaction.objects.count()
    way.get_by_role("button", name="I did it").click()
    expect(page.get_by_role("status")).to_contain_text(name)
    row = Interaction.objects.latest("pk")
    assert Interaction.objects.count() == before + 1
    assert (row.direction, row.by_id, row.content, row.closes_id) == ("out", demo.owner.pk, "putting-it-right", None)
    axe_finds_nothing(page)
    page.reload()
    expect(page.locator(".cards > li")).to_have_count(5)
    expect(card_of(page, name)).to_have_count(0)


def test_what_was_pressed_by_mistake_is_taken_back(page_of, demo):
    page = page_of(demo.owner)
    name = name_on(card(page, COMPLAINT))
    card_of(page, name).get_by_role("button", name="I did it").first.click()
    page.get_by_role("button", name="Undo").click()
    expect(card_of(page, name)).to_be_visible()
    assert Interaction.objects.latest("pk").voided_at is not None


@pytest.mark.long
def test_a_settled_complaint_is_settled_in_heard_too(page_of, demo):
    page = page_of(demo.owner)
    complaint = card(page, COMPLAINT)
    name, said = name_on(complaint), complaint.locator("blockquote").first.inner_text()
    complaint.get_by_role("button", name="It is settled").first.click()
    expect(page.get_by_role("status")).to_contain_text("it is settled")
    page.goto("/heard/?kind=complaint")
    expect(page.locator("section[aria-labelledby=open]")).not_to_contain_text(name)
    line = page.locator("section[aria-labelledby=newest] li").filter(has_text=name).filter(has_text=said)
    expect(line.first).to_contain_text("settled")


@pytest.mark.long
def test_there_is_one_of_each_kind(page_of, demo):
    page = page_of(demo.owner)
    expect(page.locator(".cards > li")).to_have_count(5)
    for kind in (COMPLAINT, "Promise", "Done, not told", "Neglected", "Worth a word"):
        expect(page.locator(".cards .pill").filter(has_text=kind)).to_have_count(1)


def test_a_draft_goes_to_ones_own_mail_program_as_it_is_read(page_of, demo):
    page = page_of(demo.owner)
    told = page.locator(".cards > li").filter(has_text="Done, not told")
    way = told.locator(".way").filter(has=page.locator("a[href^='mailto:']")).first
    link = way.locator("a[href^='mailto:']").get_attribute("href")
    text = way.locator(".letter").text_content()
    body = page.evaluate("link => new URL(link).searchParams.get('body')", link)
    assert body.replace("\r\n", "\n") == text
    assert body.startswith("Dear ")
    assert re.search(r"Ruth Calloway( \(for [\w ]+\))?(, Aldermere Heat & Home)?$", body.rstrip())
    assert "{{" not in body
    assert "+" not in link.partition("?")[2]


def test_the_keyboard_alone_is_enough(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner)
    first, second = page.locator(".cards h2").all_inner_texts()[:2]
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text(first)
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_text(second)
    page.keyboard.press("ArrowUp")
    expect(page.locator(":focus")).to_have_text(first)
    page.keyboard.press("w")
    panel = page.get_by_role("dialog", name="Why")
    expect(panel).to_contain_text("Every rule")
    expect(panel).to_contain_text(first)
    axe_finds_nothing(page)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(":focus")).to_have_text(first)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_it_works_without_a_script(page_of, demo):
    page = page_of(demo.owner, script=False)
    name = name_on(card(page, COMPLAINT))
    card_of(page, name).get_by_role("button", name="I did it").first.click()
    expect(page.get_by_role("status")).to_contain_text(name)
    expect(card_of(page, name)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    card_of(page, name).get_by_role("link", name=re.compile("Why")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.get_by_role("heading", name="Every rule")).to_be_visible()


@pytest.mark.long
def test_a_phone_shows_it_all_and_does_not_slide_sideways(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, phone=True, dark=True)
    expect(card(page, COMPLAINT)).to_be_visible()
    axe_finds_nothing(page)


@pytest.mark.long
def test_who_only_reads_sees_no_button(page_of, demo):
    page = page_of(demo.viewer)
    expect(card(page, COMPLAINT)).to_be_visible()
    expect(page.get_by_role("button", name="I did it")).to_have_count(0)


@pytest.mark.long
def test_at_another_moment_one_can_only_look(page_of, demo):
    page = page_of(demo.owner)
    page.get_by_role("link", name="See it as of now").click()
    expect(page.get_by_label("The moment shown")).to_contain_text("Looking only")
    expect(page.get_by_role("button", name="I did it")).to_have_count(0)
    expect(page.locator(".cards > li").first).to_be_visible()
    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_label("The moment shown")).to_contain_text("Looking only")
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_label("The moment shown")).not_to_contain_text("Looking only")


def test_who_wrote_and_waits_is_answered_by_their_own_way_and_the_card_goes(page_of, demo, axe_finds_nothing):
    at = at_seconds(demo.at - 2 * 86_400)
    record(
        customer=find_customer("ann"), direction="in", channel="email", subject="The boiler", happened_at=at, now=at,
        text="Hello,\n\nI am furious, this is the third time it failed and nobody calls back.", source="mail",
    )  # fmt: skip
    page = page_of(demo.owner)
    waits = card(page, "Waits for your answer")
    name = name_on(waits)
    expect(waits.locator("blockquote")).to_have_text(
        "I am furious, this is the third time it failed and nobody calls back."
    )
    assert re.match(
        r"mailto:\S+\?subject=Re%3A%20The%20boiler$", waits.locator("a.button").first.get_attribute("href") or ""
    )
    axe_finds_nothing(page)
    page.goto("/heard/?kind=message")
    expect(page.locator("ul.heard > li")).to_contain_text("waits for an answer")
    axe_finds_nothing(page)
    page.goto("/")
    waits.get_by_role("button", name="I answered").first.click()
    expect(page.get_by_role("status")).to_contain_text(name)
    row = Interaction.objects.latest("pk")
    assert (row.asked_for, row.declared) == (True, "service")
    assert row.closes is not None
    assert row.closes.subject == "The boiler"
    page.reload()
    expect(card(page, "Waits for your answer")).to_have_count(0)

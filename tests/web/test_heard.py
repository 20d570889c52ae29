import pytest
from playwright.sync_api import expect

from lately.interactions.heard import heard
from lately.interactions.timeline import When


def test_open_complaints_stand_first_and_lead_to_the_person(page_of, demo, axe_finds_nothing):
    complaints = heard(When(demo.at, demo.now), open_only=True)
    assert complaints
    page = page_of(demo.owner)
    page.get_by_role("link", name="Heard", exact=True).click()
    section = page.locator("section[aria-labelledby=open]")
    expect(section.get_by_role("listitem")).to_have_count(3)
    section.get_by_text("more open complaints").click()
    expect(section.get_by_role("listitem")).to_have_count(len(complaints))
    expect(section.locator("blockquote").first).to_have_text(complaints[0]["text"])
    axe_finds_nothing(page)
    name = section.locator("[data-main]").first.inner_text()
    section.locator("[data-main]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator("section[aria-labelledby=told-us]")).to_contain_text("Not settled.")


@pytest.mark.long
def test_a_wish_that_was_granted_says_whether_they_know(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, phone=True, at="/heard/?kind=feedback")
    while page.locator(".pill.untold").count() == 0:
        page.get_by_role("link", name="Earlier").click()
        page.wait_for_load_state("networkidle")
    line = page.locator("li").filter(has=page.locator(".pill.untold")).first
    expect(line).to_contain_text("What was done:")
    expect(line).to_contain_text("they do not know yet")
    axe_finds_nothing(page)


@pytest.mark.long
def test_what_came_in_is_read_page_by_page_without_a_gap(page_of, demo):
    page = page_of(demo.owner, at="/heard/?kind=reply")
    rows = page.locator("ul.heard > li")
    expect(rows).to_have_count(25)
    page.get_by_role("link", name="Earlier").click()
    expect(rows).to_have_count(50)
    told = [row["text"] for row in heard(When(demo.at, demo.now), kinds=("reply",), limit=50)]
    shown = page.locator("ul.heard > li blockquote").all_inner_texts()
    assert [" ".join(text.split()) for text in shown] == [" ".join(text.split()) for text in told]

import re

import pytest
from playwright.sync_api import expect

from lately.usecases.find_neglected import find_neglected


def test_somebody_is_found_by_parts_of_name_and_address(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner)
    page.get_by_role("link", name="People", exact=True).click()
    axe_finds_nothing(page)
    page.get_by_role("searchbox").press_sequentially("mbek bakers")
    results = page.locator("#results li")
    expect(results).to_have_count(1)
    expect(page).to_have_url(re.compile("q=mbek"))
    results.first.get_by_role("link", name="Cara Mbeki", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cara Mbeki")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("mbek bakers")
    expect(results).to_have_count(1)


@pytest.mark.long
def test_who_is_not_found_is_told_how_to_search(page_of, demo):
    page = page_of(demo.owner, at="/people/?q=nobodyatall")
    expect(page.locator("#results")).to_contain_text("Nobody goes by “nobodyatall”")


@pytest.mark.long
def test_the_book_goes_on_page_by_page_in_the_order_of_names(page_of, demo):
    page = page_of(demo.owner, at="/people/")
    names = page.locator("#results [data-main]")
    expect(names).to_have_count(40)
    page.get_by_role("link", name="More", exact=True).click()
    expect(names).to_have_count(80)
    seen = [name.casefold() for name in names.all_inner_texts()]
    assert seen == sorted(seen)
    assert len(set(page.locator("#results [data-main]").evaluate_all("all => all.map(one => one.href)"))) == 80


def test_whom_we_neglect_stands_in_three_lists_with_who_left(page_of, demo, axe_finds_nothing):
    found = find_neglected(at=demo.at, now=demo.now)
    silent = found.lists["silent_since_purchase"]
    page = page_of(demo.owner, phone=True, at="/people/")
    assert silent.left_share is not None
    tab = page.get_by_role("link", name=re.compile("Silent since the sale"))
    expect(tab).to_contain_text(str(silent.count))
    expect(tab).to_contain_text(f"{silent.left_share * 100:.0f}% of them have probably left")
    tab.click()
    expect(tab).to_have_attribute("aria-current", "true")
    first = page.locator("#results li").first
    expect(first).to_contain_text(silent.customers[0].because)
    axe_finds_nothing(page)
    first.get_by_role("link", name=re.compile("Why, for")).click()
    panel = page.get_by_role("dialog", name="Why")
    expect(panel.get_by_role("heading", name="Held back")).to_be_visible()
    axe_finds_nothing(page)


@pytest.mark.long
def test_a_member_with_a_book_of_their_own_finds_nobody_else(page_of, demo):
    page = page_of(demo.own, at="/people/?list=silent_longest")
    lines = page.locator("#results li").all_inner_texts()
    assert lines
    assert all("Maya Bell" in line for line in lines)
    tab = page.get_by_role("link", name=re.compile("Silent for too long"))
    expect(tab.locator(".count")).to_have_text(str(len(lines)))
    assert len(lines) < 40
    expect(page.get_by_role("link", name=re.compile("^Everybody")).locator(".count")).to_have_text(
        str(demo.own.customers.count())
    )

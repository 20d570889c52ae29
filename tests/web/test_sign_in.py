import re

import pytest
from playwright.sync_api import expect

from lately.lib.clock import now
from lately.usecases.make_sign_in_link import make_sign_in_link
from lately.web.doors import DOORS


@pytest.fixture
def link(owner):
    return f"/sign-in/{make_sign_in_link(at=now())}"


def test_the_owner_opens_the_link_and_sees_today(page_of, link, axe_finds_nothing):
    page = page_of()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    expect(page.get_by_role("link", name="Today", exact=True)).to_have_attribute("aria-current", "page")
    expect(page.get_by_text("Olga Owner")).to_be_visible()
    axe_finds_nothing(page)


def test_the_link_works_once_only(page_of, link, axe_finds_nothing):
    page_of().goto(link)
    second = page_of()
    answer = second.goto(link)
    assert answer.status == 410
    expect(second.get_by_role("alert")).to_contain_text("used already")
    axe_finds_nothing(second)


@pytest.mark.long
def test_whoever_signed_in_already_may_press_the_link_again(page_of, link):
    page = page_of()
    page.goto(link)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


@pytest.mark.long
def test_a_stranger_is_shown_how_to_get_a_link(page_of, axe_finds_nothing):
    page = page_of()
    page.goto("/people/")
    expect(page).to_have_url(re.compile("/sign-in/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Come in by a link")
    axe_finds_nothing(page)


def test_signing_out_closes_the_door(page_of, owner):
    page = page_of(owner)
    page.get_by_role("button", name="Sign out").click()
    page.goto("/")
    expect(page).to_have_url(re.compile("/sign-in/$"))


@pytest.mark.parametrize(
    ("dark", "phone"),
    [
        (False, False),
        *(pytest.param(*screen, marks=pytest.mark.long) for screen in ((False, True), (True, False), (True, True))),
    ],
    ids=["light-wide", "light-phone", "dark-wide", "dark-phone"],
)
def test_every_door_can_be_read_by_everybody(page_of, owner, axe_finds_nothing, phone, dark):
    page = page_of(owner, phone=phone, dark=dark)
    for door in DOORS:
        page.get_by_role("link", name=door.title, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(door.title)
        axe_finds_nothing(page)


def test_the_keyboard_reaches_the_page_past_the_doors(page_of, owner):
    page = page_of(owner)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.long
def test_a_mistyped_address_says_what_to_do(page_of, owner, axe_finds_nothing):
    page = page_of(owner)
    answer = page.goto("/nowhere")
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    axe_finds_nothing(page)

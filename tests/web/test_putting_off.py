"""Later, not this one, and the lists below the handful, as a person at the desk uses them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from lately.interactions.models import Interaction, Promise
from lately.plans.models import PutOff
from lately.profiles.models import Note


def first(page: Page) -> Locator:
    return page.locator(".cards > li").first


def name_on(card: Locator) -> str:
    return card.locator("h2").inner_text()


def card_of(page: Page, name: str) -> Locator:
    return page.locator(".cards > li").filter(has=page.get_by_role("heading", name=name))


def test_the_owner_puts_one_off_leaves_another_out_says_why_and_works_the_calls_off(
    page_of: Any, demo: Any, axe_finds_nothing: Any
) -> None:
    page = page_of(demo.owner)
    later, out = page.locator(".cards h2").all_inner_texts()[:2]
    card_of(page, later).get_by_role("button", name=re.compile("^Later")).click()
    put = page.locator(".put").first
    expect(put).to_contain_text("comes back on")
    put.get_by_role("button", name="Next week").click()
    expect(put).to_contain_text("Monday")
    card_of(page, out).get_by_role("button", name=re.compile("^Not this one")).click()
    left_out = page.locator(".put").nth(1)
    axe_finds_nothing(page)
    left_out.get_by_label("Why?").fill("They are in hospital")
    left_out.get_by_role("button", name="Keep").click()
    expect(left_out).to_contain_text("You said: “They are in hospital”")
    assert Note.objects.get(voided_at=None).text == "They are in hospital"
    page.reload()
    expect(page.locator(".cards > li")).to_have_count(5)
    for name in (later, out):
        expect(card_of(page, name)).to_have_count(0)
    page.get_by_role("link", name="2 put off").click()
    expect(page.get_by_role("listitem").filter(has_text=out)).to_contain_text("They are in hospital")
    axe_finds_nothing(page)
    page.get_by_role("button", name=f"Bring {later} back").click()
    expect(page.locator("main")).not_to_contain_text(later)
    page.goto("/")
    expect(card_of(page, later)).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^All calls \(\d+\)$")).click()
    call = page.locator(".owed > li").first
    expect(call.locator("a[href^='tel:+44']").first).to_be_visible()
    axe_finds_nothing(page)
    name = call.locator("[data-main]").inner_text()
    call.get_by_role("button", name="I did it").first.click()
    expect(call).to_contain_text(f"you rang {name}")
    assert Interaction.objects.latest("pk").channel == "phone"


def test_d_l_and_n_do_it_by_keyboard_and_the_focus_stays(page_of: Any, demo: Any) -> None:
    page = page_of(demo.owner)
    page.keyboard.press("j")
    page.keyboard.press("l")
    expect(first(page)).to_contain_text("comes back on")
    expect(first(page).locator(":focus")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("n")
    second = page.locator(".cards > li").nth(1)
    expect(second.get_by_label("Why?")).to_be_focused()
    page.keyboard.type("dln")
    page.keyboard.press("Enter")
    expect(second).to_contain_text("You said: “dln”")
    page.locator(".cards > li").nth(2).locator("[data-main]").focus()
    page.keyboard.press("d")
    expect(page.locator(".cards > li").nth(2)).to_contain_text("Noted: you")
    assert PutOff.objects.filter(user=demo.owner, voided_at=None).count() == 2


@pytest.mark.long
def test_it_works_without_a_script_on_a_phone_and_undo_brings_all_back(
    page_of: Any, demo: Any, axe_finds_nothing: Any
) -> None:
    page = page_of(demo.owner, script=False, phone=True, dark=True)
    name = name_on(first(page))
    card_of(page, name).get_by_role("button", name=re.compile("^Not this one")).click()
    put = page.locator(".put")
    expect(put).to_contain_text(name)
    expect(card_of(page, name)).to_have_count(0)
    put.get_by_text("Leave them in peace").click()
    put.get_by_label("Nobody sends them anything until").fill("2027-03-01")
    put.get_by_role("button", name="Promise it").click()
    expect(page.locator(".put")).to_contain_text("nobody sends them anything")
    assert Promise.objects.get(source_key__startswith="put-off:", voided_at=None).refrains == "all"
    page.get_by_role("button", name="Undo").click()
    expect(card_of(page, name)).to_be_visible()
    assert not Promise.objects.filter(source_key__startswith="put-off:", voided_at=None).exists()


@pytest.mark.long
def test_who_earned_it_stands_there_with_what_could_be_asked_and_it_fits_a_phone(
    page_of: Any, demo: Any, axe_finds_nothing: Any
) -> None:
    page = page_of(demo.owner, at="/today/earned/", phone=True)
    row = page.locator(".owed > li").first
    row.get_by_text("You could ask:").first.click()
    expect(row.locator("details[open]")).to_be_visible()
    axe_finds_nothing(page)


def test_hostile_forms_are_told_and_change_nothing(firm: Any, signed_in_as: Any) -> None:
    client, before = signed_in_as(firm.owner), PutOff.objects.count()
    good = {"kind": "neglected", "how": "tomorrow"}
    for form in (
        {**good, "words": "x\0y"}, {**good, "how": "day", "day": "<script>"}, {**good, "words": "x" * 100_000},
        {**good, "changes": "nothing"}, {"how": "not"}, {},
    ):  # fmt: skip
        assert client.post("/put-off/cara", form).status_code == 422
    assert client.post("/put-off/nobody", good).status_code == 422
    assert client.post("/put-off/cara?at=2026-01-05", good).status_code == 422
    assert client.get("/today/gossip/").status_code == 404
    assert client.get("/today/promises/?after=0-99999999999999999999").status_code == 200
    assert PutOff.objects.count() == before
    for _ in range(2):
        assert client.post("/put-off/cara", good).status_code == 302
    assert PutOff.objects.count() == before + 1

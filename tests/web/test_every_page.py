"""Is every page for every eye and hand: in light and dark, on a phone, by keyboard, and quickly there?"""

import gzip
import itertools
import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from tests.web.test_roles import PAGES, address

MOST = 150_000
WHOLE: dict[str, object] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
FINGERS: dict[str, object] = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}


@pytest.mark.long
def test_every_page_is_sound_in_light_and_dark_and_on_a_phone(page_of, demo):
    page: Page = page_of(demo.owner)
    page.set_default_timeout(30_000)
    axe, faults = AXE_FILE_PATH.read_text(encoding="utf-8"), list[str]()
    for name, template in PAGES.items():
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1360, "height": 860})
        page.goto(address(template))
        expect(page.locator("[hx-trigger*=load]")).to_have_count(
            0, timeout=30_000
        )  # what a page asks for once it stands is part of it
        page.evaluate(axe)
        faults += [f"{name}: {fault}" for fault in (*_found(page, WHOLE), *_headings(page))]
        page.emulate_media(color_scheme="dark")
        faults += [f"{name}, dark: {fault}" for fault in _found(page, COLOURS)]
        page.set_viewport_size({"width": 390, "height": 844})
        faults += [f"{name}, phone: {fault}" for fault in (*_found(page, FINGERS), *_too_wide(page))]
    assert not faults, "\n".join(faults)


@pytest.mark.long
@pytest.mark.parametrize("role", ["own", "viewer"])
def test_every_page_is_sound_for_who_may_do_less(page_of, demo, role):
    page: Page = page_of(getattr(demo, role))
    page.set_default_timeout(30_000)
    faults = _walked(page, {name: address(template) for name, template in PAGES.items()})
    assert not faults, "\n".join(faults)


@pytest.mark.long
def test_a_book_without_customers_is_sound_on_every_page(page_of, owner):
    page: Page = page_of(owner)
    faults = _walked(page, {name: template for name, template in PAGES.items() if "{" not in template})
    assert not faults, "\n".join(faults)


def _walked(page: Page, addresses: dict[str, str]) -> list[str]:
    """What is wrong on these pages, each at a wide screen and no wider than a phone."""
    axe, faults = AXE_FILE_PATH.read_text(encoding="utf-8"), list[str]()
    for name, path in addresses.items():
        page.set_viewport_size({"width": 1360, "height": 860})
        page.goto(path)
        expect(page.locator("[hx-trigger*=load]")).to_have_count(0, timeout=30_000)
        page.evaluate(axe)
        faults += [f"{name}: {fault}" for fault in (*_found(page, WHOLE), *_headings(page))]
        page.set_viewport_size({"width": 390, "height": 844})
        faults += [f"{name}, phone: {fault}" for fault in _too_wide(page)]
    return faults


def _found(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe finds wrong by these rules."""
    found = page.evaluate("rules => axe.run(rules)", rules | {"resultTypes": ["violations"]})["violations"]
    return [f"{fault['id']}: {fault['help']}: {[node['html'][:200] for node in fault['nodes']]}" for fault in found]


def _headings(page: Page) -> list[str]:
    """Headings that are left out on the way down."""
    levels = page.eval_on_selector_all("main :is(h1, h2, h3, h4)", "all => all.map((one) => Number(one.tagName[1]))")
    steps = [(1, 1), *itertools.pairwise(levels)] if levels[:1] == [1] else [(0, 2)]
    return [f"after a heading of level {above} one of level {level}" for above, level in steps if level > above + 1]


def _too_wide(page: Page) -> list[str]:
    """By how much a page is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px wider than the screen"] if wide > 0 else []


@pytest.mark.parametrize("path", ["/", "/people/", "/people/cara", "/say/texts/plan-renewal/email"])
def test_the_first_load_of_a_page_stays_light_on_a_slow_line(firm, signed_in_as, path):
    page = signed_in_as(firm.owner).get(path).content.decode()
    loaded = re.findall(r'(?:href|src)="/static/([^"?]+)"', page)
    assert len(loaded) > 4
    sizes = {name: len(gzip.compress(_static(name))) for name in loaded} | {path: len(gzip.compress(page.encode()))}
    assert sum(sizes.values()) <= MOST, sizes


def _static(name: str) -> bytes:
    """A file that pages load, as it lies with its room."""
    found = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name))
    assert found is not None, name
    return Path(str(found)).read_bytes()


def test_the_list_of_keys_is_true_and_the_keys_can_be_switched_off(page_of, demo):
    page = page_of(demo.owner)
    page.keyboard.press("?")
    listed = set(page.locator("#keys kbd").all_inner_texts()) - {"Enter", "Esc"}
    assert listed | {"2", "3", "4"} == set(page.evaluate("Object.keys(does)"))
    page.get_by_label("Switch these keys off").check()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.reload()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    page.get_by_role("button", name="Keys", exact=True).click()
    page.get_by_label("Switch these keys off").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")

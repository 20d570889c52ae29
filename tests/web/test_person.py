import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from lately.interactions.models import Interaction
from lately.lib.moments import seconds
from lately.usecases.explain import explain


def test_caras_page_says_who_she_is_and_what_is_not_for_her(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, at="/people/cara")
    expect(page.locator(".balance")).to_contain_text("We wanted nothing and gave something 3 times")
    side = page.get_by_role("complementary", name="About Cara Mbeki")
    expect(side).to_contain_text("(15 years)")
    expect(side).to_contain_text("sign-up form")
    next_thing = page.locator("section[aria-labelledby=next]")
    expect(next_thing).to_contain_text("Why now.")
    page.get_by_text("more that are not for Cara").click()
    axe_finds_nothing(page)
    page.locator(".held-line").get_by_role("link", name=re.compile("small hands")).click()
    panel = page.get_by_role("dialog", name="Why")
    expect(panel).to_contain_text("Not for Cara.")
    expect(panel).to_contain_text("for homes with a child of 0 to 36 months; Cara has none of that age")
    expect(panel.get_by_role("row").filter(has_text="A child of 0 to 36 months")).to_contain_text("sign-up form")
    axe_finds_nothing(page)
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


@pytest.mark.long
def test_deeds_say_whether_they_were_told(page_of, demo):
    page = page_of(demo.owner, at="/people/lena")
    deeds = page.locator("section[aria-labelledby=deeds]")
    expect(deeds.locator(".untold").first).to_have_text("not told yet")
    next_thing = page.locator("section[aria-labelledby=next]")
    next_thing.get_by_role("button", name="I did it").first.click()
    expect(page.locator(".done")).to_contain_text("Lena")
    page.reload()
    expect(deeds.locator(".told").first).to_contain_text("told by")


@pytest.mark.long
def test_what_was_said_unfolds_and_goes_back_in_time(page_of, demo):
    page = page_of(demo.owner, at="/people/dov")
    line = page.locator(".said details").first
    text = line.locator(".letter")
    expect(text).to_be_hidden()
    line.locator("summary").click()
    expect(text).to_be_visible()
    page.goto(f"/people/{_talkative()}")
    rows = page.locator(".said > li")
    expect(rows).to_have_count(25)
    page.get_by_role("link", name="Earlier", exact=True).click()
    expect(rows.nth(25)).to_be_visible()


def _talkative() -> str:
    """Somebody with whom much was said."""
    customers = Interaction.objects.values_list("customer_id", flat=True)
    counted = {each: list(customers).count(each) for each in set(list(customers)[:400])}
    most = max(counted, key=lambda each: counted[each])
    row = Interaction.objects.filter(customer_id=most).first()
    assert row is not None
    return str(row.customer.identifiers.filter(kind="key").get().value)


def test_a_visit_is_written_down_in_seconds(page_of, demo):
    page = page_of(demo.owner, at="/people/dov")
    entries = page.locator("section[aria-labelledby=entries]")
    entries.get_by_text("We spoke", exact=True).click()
    entries.get_by_label("How", exact=True).select_option("visit")
    entries.get_by_label("What was said, in a line").fill("Met him <b>at the pool</b>")
    entries.get_by_role("button", name="Write it down").first.click()
    expect(page.locator("#noted")).to_contain_text("It stands in what was said.")
    expect(page.locator(".said > li").first).to_contain_text("Met him <b>at the pool</b>")
    row = Interaction.objects.latest("pk")
    assert (row.channel, row.kind, row.classed, row.by_id) == ("visit", "visit", "give", demo.owner.pk)
    expect(page.locator(".balance")).to_contain_text("last gave something today")


@pytest.mark.long
def test_another_moment_gives_another_answer(page_of, demo, axe_finds_nothing):
    content, when = _waiting(demo)
    page = page_of(demo.owner, at=f"/why/dov?content={content}")
    expect(page.locator(".verdict")).to_contain_text("Not")
    axe_finds_nothing(page)
    page.get_by_label("Moment", exact=True).fill(f"{when:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator(".why-page")).to_contain_text(f"Decided for {when:%A} {when.day} {when:%B %Y}")
    at = seconds(when)
    told = explain(customer="dov", content=content, at=at, now=demo.now)["contents"][0]
    held = [reason["sentence"] for channel in told["channels"] for reason in channel["reasons"]]
    for sentence in held:
        expect(page.locator(".why-page")).to_contain_text(sentence)
    before = explain(customer="dov", content=content, at=demo.at, now=demo.now)["contents"][0]
    assert held != [reason["sentence"] for channel in before["channels"] for reason in channel["reasons"]]
    page.get_by_label("With what we know now").check()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_label("With what we know now")).to_be_checked()


def _waiting(demo):
    """A content that Dov may hear at a later moment, and that moment where the firm is."""
    for content in explain(customer="dov", at=demo.at, now=demo.now)["contents"]:
        told = explain(customer="dov", content=content["content"], at=demo.at, now=demo.now)["contents"][0]
        when = (told.get("would_change") or {}).get("when")
        if when:
            return content["content"], dt.datetime.fromisoformat(when).astimezone(ZoneInfo("Europe/London"))
    raise AssertionError("nothing waits for Dov")


@pytest.mark.parametrize("phone", [False, pytest.param(True, marks=pytest.mark.long)], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.long)], ids=["light", "dark"])
def test_how_cara_is_greeted_is_shown_and_can_be_changed(page_of, demo, axe_finds_nothing, phone, dark):
    page = page_of(demo.owner, at="/people/cara", phone=phone, dark=dark)
    card = page.locator("section[aria-labelledby=glance]")
    expect(card).to_contain_text("“Dear Cara” From the first name on the card.")
    card.get_by_text("Greet them differently").click()
    axe_finds_nothing(page)
    card.get_by_label("Dear …").fill("Mrs Mbeki")
    card.get_by_label("Form of address").select_option("Mrs")
    card.get_by_role("button", name="Keep it").click()
    expect(card).to_contain_text(f"“Dear Mrs Mbeki” said by {demo.owner.name}, today")
    page.goto("/people/unnamed")
    expect(card).to_contain_text("We do not know how to greet them.")
    axe_finds_nothing(page)

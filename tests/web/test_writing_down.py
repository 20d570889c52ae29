"""A customer's page: written down in seconds, taken back in one, and seen in their shoes."""

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from lately.interactions.models import Deed, Interaction, Promise
from lately.interactions.services import record, record_promise
from lately.lib.clock import now
from lately.lib.moments import at_seconds
from lately.profiles.models import Customer, Fact, Identifier, Note

SHORT = {"note": "text", "deed": "what", "promise": "what", "talk": "said", "heard": "said"}
GIVEN = {"worth": "1000", "channel": "phone", "kind": "feedback", "class": "give", "direction": "out", "once": "a"}


def page_of_dov(client):
    return client.get("/people/dov").content.decode()


def counted():
    return [model.objects.filter(voided_at=None).count() for model in (Note, Deed, Promise, Interaction, Fact)]


def test_a_call_from_dov_becomes_facts_a_promise_and_a_deed_and_is_seen_in_his_shoes(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, at="/people/dov")
    entries, noted = page.locator("section[aria-labelledby=entries]"), page.locator("#noted")

    entries.get_by_text("We spoke", exact=True).click()
    axe_finds_nothing(page)
    entries.get_by_label("Dov did").check()
    entries.get_by_label("What was said, in a line").fill("Met him <b>at the pool</b>")
    entries.get_by_role("button", name="Write it down").first.click()
    expect(noted).to_contain_text("It stands in what was said.")
    expect(page.locator(".said > li").first).to_contain_text("Our side of the same talk")

    entries.get_by_text("A fact", exact=True).click()
    entries.get_by_label("What do you know?").select_option("birth_date")
    expect(entries.get_by_label("What it is")).to_have_attribute("type", "date")
    entries.get_by_label("What it is").fill("1961-04-30")
    axe_finds_nothing(page)
    entries.get_by_role("button", name="Keep the fact").click()
    side = page.get_by_role("complementary", name="About Dov")
    expect(side).to_contain_text("65 years old")
    expect(side).to_contain_text(f"they told {demo.owner.name}, today")
    noted.get_by_role("button", name="Undo").click()
    expect(side).not_to_contain_text("65 years old")

    entries.get_by_text("A promise", exact=True).click()
    entries.get_by_label("In words", exact=True).fill("To send the plan")
    entries.get_by_label("By when, or until when").fill("2026-11-20")
    entries.get_by_role("button", name="Keep the promise in mind").click()
    expect(page.locator("section[aria-labelledby=promises]")).to_contain_text("To send the plan")

    entries.get_by_text("Something we did", exact=True).click()
    entries.get_by_label("What was done").fill("Swept the flue at once")
    entries.get_by_label("Money it saved them").fill("a lot")
    entries.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="is not a sum of money")).to_be_visible()
    expect(entries.get_by_label("What was done")).to_have_value("Swept the flue at once")
    entries.get_by_label("Money it saved them").fill("£40")
    entries.get_by_role("button", name="Keep it", exact=True).click()
    deed = page.locator("section[aria-labelledby=deeds] li").filter(has_text="Swept the flue at once")
    expect(deed).to_contain_text("It saved or brought them £40.")
    expect(deed.locator(".untold")).to_have_text("not told yet")

    page.get_by_role("link", name="In their shoes").click()
    expect(page.get_by_role("heading", name=re.compile("In Dov.s shoes"))).to_be_visible()
    expect(page.locator(".balance")).to_contain_text(re.compile("In 90 days.*never told them"))
    expect(page.locator(".shoes > li").last).to_contain_text(f"An answer from {demo.owner.name}")
    axe_finds_nothing(page)


@pytest.mark.long
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_on_a_phone_a_note_is_written_without_a_script_and_taken_back(page_of, demo, axe_finds_nothing, dark):
    page = page_of(demo.owner, at="/people/dov", phone=True, dark=dark, script=dark)
    page.locator("section[aria-labelledby=entries]").get_by_text("A note", exact=True).click()
    page.get_by_label("For those who look after").fill("Rings the bell twice")
    page.get_by_role("button", name="Keep the note").click()
    notes = page.locator("section[aria-labelledby=notes]")
    expect(notes).to_contain_text("Rings the bell twice")
    if dark:
        axe_finds_nothing(page)
    notes.get_by_role("button", name="Take back").first.click()
    expect(page.locator("#noted")).to_have_text("It is taken back.")
    expect(page.get_by_text("Rings the bell twice")).to_have_count(0)


def test_two_who_change_dovs_role_at_once_lose_nothing(firm, signed_in_as):
    first, second = signed_in_as(firm.owner), signed_in_as(firm.member)
    seen = re.findall(r'name="seen" value="([^"]*)"', second.get("/fact/dov?fact=role").content.decode())[0]
    form = {"fact": "role", "source": "told", "seen": seen}
    assert first.post("/keep-fact/dov", {**form, "value": "retired roofer"}).status_code == 302
    answer = second.post("/keep-fact/dov", {**form, "value": "carpenter"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else changed this" in page
    assert "retired roofer" in page
    assert 'value="carpenter"' in page
    again = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    assert second.post("/keep-fact/dov", {**form, "value": "carpenter", "seen": again}).status_code == 302
    assert Fact.objects.filter(name="role", customer__identifiers__value="dov").latest("pk").value == "carpenter"


@pytest.mark.parametrize("what", SHORT)
def test_a_form_sent_twice_writes_one_row(firm, signed_in_as, what):
    client, before = signed_in_as(firm.member), counted()
    form = {**GIVEN, SHORT[what]: "Once", "due": "2026-12-01"}
    for _ in range(2):
        assert client.post(f"/write-down/{what}/dov", form).status_code == 302
    assert sum(counted()) == sum(before) + 1


@pytest.mark.parametrize("what", SHORT)
def test_a_book_pasted_into_a_form_is_refused_kindly_and_given_back_in_part(firm, signed_in_as, what):
    client, before = signed_in_as(firm.member), counted()
    answer = client.post(f"/write-down/{what}/dov", {**GIVEN, SHORT[what]: "word " * 200_000, "due": "2026-12-01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was written down; what you typed is still here." in page
    assert 90_000 < len(page) < 300_000
    assert counted() == before


def test_ten_megabytes_are_too_much_at_once(firm, signed_in_as):
    client, before = signed_in_as(firm.member), counted()
    answer = client.post("/write-down/note/dov", {"text": "a" * (10 * 1024 * 1024 + 1)})
    assert answer.status_code == 400
    assert "That was too much at once" in answer.content.decode()
    assert counted() == before


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/write-down/note/dov", {"text": "nul \0 here"}),
        ("/write-down/poem/dov", {"text": "Roses"}),
        ("/write-down/note/nobody-at-all", {"text": "Roses"}),
        ("/write-down/note/dov", {}),
        ("/keep-fact/dov", {"fact": "", "value": "x"}),
        ("/keep-fact/dov", {"fact": "own.", "own": "<script>", "value": "x"}),
        ("/keep-fact/dov", {"fact": "birth_date", "value": "x" * 5_000}),
        ("/end-fact/dov", {"row": "99999999999999999999"}),
        ("/never-mind/dov", {"kind": "note", "key": "screen:0-none"}),
        ("/never-mind/dov", {"kind": "plan", "key": "screen:1"}),
        ("/write-down/note/dov?at=2026-01-05", {"text": "Then"}),
        ("/keep-fact/dov?at=2026-01-05", {"fact": "role", "value": "Then"}),
    ],
)
def test_whatever_is_sent_about_dov_gets_an_answer_in_words_and_writes_nothing(firm, signed_in_as, path, form):
    client, before = signed_in_as(firm.owner), counted()
    answer = client.post(path, form)
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode()
    assert counted() == before


def test_what_is_typed_about_dov_is_shown_as_text(firm, signed_in_as):
    client, evil = signed_in_as(firm.owner), "<img src=x onerror=alert(1)>"
    for what, field in SHORT.items():
        client.post(f"/write-down/{what}/dov", {**GIVEN, field: evil, "due": "2026-12-01"})
    client.post("/keep-fact/dov", {"fact": "role", "value": evil, "source": "elsewhere", "where": evil, "seen": "0-0"})
    for path in ("/people/dov", "/in-their-shoes/dov", "/fact/dov?fact=role"):
        page = client.get(path).content.decode()
        assert evil not in page, path
    assert "&lt;img src=x" in page_of_dov(client)


def test_a_viewer_reads_dovs_page_and_finds_nothing_to_press(firm, signed_in_as):
    page = page_of_dov(signed_in_as(firm.viewer))
    assert "/write-down/" not in page
    assert "/keep-fact/" not in signed_in_as(firm.viewer).get("/fact/dov?fact=role").content.decode()


def test_dovs_no_is_written_down_in_the_browser_and_shown_beside_him(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    form = {"answer": "no", "channel": "post", "purpose": "", "where": "at the counter", "on": ""}
    client.post("/write-down/consent/dov", form)
    shown = page_of_dov(client)
    assert "It is on record, and counts at once" in shown
    assert "at the counter; written down by" in shown
    refused = client.post("/write-down/consent/dov", form | {"answer": "yes", "where": ""})
    assert refused.status_code == 422
    assert "It does not say where they agreed." in refused.content.decode()


def test_what_dov_complained_of_and_was_promised_is_settled_though_no_way_to_him_is_known(firm, signed_in_as):
    client, at, recorded = signed_in_as(firm.owner), at_seconds(firm.at), now()
    stranger = Customer.objects.create(recorded_at=recorded)
    Identifier.objects.create(customer=stranger, kind="key", value="till-7", recorded_at=recorded)
    said: dict[str, Any] = {"customer": stranger.pk, "happened_at": at, "now": recorded, "source": "test"}
    record(**said, direction="in", channel="shop", kind="complaint", text="It drips", source_key="drips")
    record_promise(**said, what="To look at it", due_at=at + dt.timedelta(days=40), source_key="look")
    page = client.get("/people/till-7").content.decode()
    assert 'name="settled" value="drips"' in page
    assert 'name="keeps" value="look"' in page
    for refers in ({"settled": "drips"}, {"keeps": "look"}):
        client.post("/done/till-7", {"channel": "visit", "back": "till-7"} | refers)
    page = client.get("/people/till-7").content.decode()
    assert "kept today" in page
    assert "Not settled" not in page
    assert 'name="settled"' not in page
    assert client.post("/done/till-7", {"channel": "visit", "back": "a\nb"}).headers["Location"] == "/"
    assert client.get("/?at=9999-12-31").status_code == 404

import html
import re

import pytest
from playwright.sync_api import expect

from lately.content.models import Content
from lately.plans.selectors import newest_plan
from lately.profiles.models import Fact

TEXT = "/say/texts/plan-renewal/email"
IN_PLACE = {"hx-request": "true"}
VALUED = "Dear valued customer,\n\nyour plan is up on the last of the month. Shall we go on?\n\nRuth"
PLAIN = "Dear {{ customer.greeting }},\n\nyour plan is up on the last of the month. Shall we go on?\n\nRuth"
EVIL = "<img src=x onerror=alert(1)>"


def stands(key="plan-renewal"):
    return Content.objects.get(key=key, voided_at=None)


def version(client, path=TEXT):
    found = re.search(r'name="version" value="(\w+)"', client.get(path).content.decode())
    assert found
    return found.group(1)


def save(client, text, *, path=TEXT, **typed):
    form = {"subject": "Your plan", "text": text, "version": typed.pop("version", None) or version(client, path)}
    return client.post(f"{path}/save", form | typed)


def told(answer):
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def read(client, text, *, path=TEXT, **typed):
    return client.post(f"{path}/read", {"subject": "Your plan", "text": text, **typed}, headers=IN_PLACE)


def preview(client, text, who, *, path=TEXT, name="customer"):
    return client.post(f"{path}/preview", {"subject": "Your plan", "text": text, name: who}, headers=IN_PLACE)


def test_the_list_says_in_words_how_every_text_reads(firm, signed_in_as):
    page = told(signed_in_as(firm.owner).get("/say/texts/"))
    assert "Another year of your plan" in page
    assert "By e-mail wants something, dressed as care one thing must change" in page
    assert "reads well" in page
    assert "Nothing. Whoever lets a text out against advice stands here" in page


def test_without_a_text_the_list_says_how_to_bring_one_in(firm, signed_in_as):
    Content.objects.all().delete()
    page = told(signed_in_as(firm.owner).get("/say/texts/"))
    assert "Nothing to say yet" in page
    assert "Bring texts in" in page


def test_a_greeting_that_flatters_is_shown_with_why_and_how_to_mend_it(firm, signed_in_as):
    before = Content.objects.count()
    answer = read(signed_in_as(firm.owner), VALUED)
    page = told(answer)
    assert "One thing must change" in page
    assert "It calls a reader valued whom it cannot name." in page
    assert "they could at least mention my name" in page
    assert "Greet by name" in page
    assert '<mark class="is-refuse">Dear valued customer,' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert Content.objects.count() == before
    assert "Reads well" in told(read(signed_in_as(firm.owner), PLAIN))


def test_a_field_there_is_not_is_told_with_the_nearest(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    wrong = PLAIN.replace("customer.greeting", "customer.frist")
    page = told(read(client, wrong))
    assert "It cannot be filled yet" in page
    assert "Unknown field customer.frist. Did you mean customer.first?" in page
    before = stands().pk
    answer = save(client, wrong)
    assert answer.status_code == 422
    assert "Unknown field customer.frist." in told(answer)
    assert "{{ customer.frist }}" in told(answer)
    assert stands().pk == before


@pytest.mark.parametrize(
    "text", ["", "   ", "{% for a in b %}", "{{ ", "{{ 9*9 }}", "a" * 120_000, "{% if claim.loyal %}"]
)
def test_what_cannot_be_filled_is_told_and_never_kept(firm, signed_in_as, text):
    client, before = signed_in_as(firm.owner), stands().pk
    assert "It cannot be filled yet" in told(read(client, text))
    assert preview(client, text, "cara").status_code == 200
    assert save(client, text).status_code == 422
    assert stands().pk == before


def test_what_it_claims_and_how_many_text_messages_it_takes_is_said(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    assert "That they are one of our most valuable customers." in told(
        read(client, "Dear {{ customer.greeting }}, you are one of our most valuable customers.")
    )
    sms = "/say/texts/stove-first-refusal/sms"
    assert "One text message; a single one holds 160 signs." in told(
        read(client, "Aldermere: the stove is in.", path=sms)
    )
    long = told(read(client, "Aldermere: the stove is in. " * 10 + "☺", path=sms))
    assert "5 text messages; a single one holds 70 signs, because of “☺”." in long


def test_a_saved_text_is_a_new_version_and_the_rest_stays(firm, signed_in_as):
    client, old = signed_in_as(firm.owner), stands()
    answer = save(client, PLAIN.replace("\n", "\r\n"))
    assert answer.status_code == 302
    new = stands()
    assert new.pk != old.pk
    assert new.definition["channels"]["email"]["text"] == PLAIN
    assert new.definition["channels"]["post"] == old.definition["channels"]["post"]
    assert {**new.definition, "channels": 0} == {**old.definition, "channels": 0}
    assert "Saved." in told(client.get(TEXT))
    old.refresh_from_db()
    assert old.voided_at is not None


def test_opened_and_saved_as_it_stands_or_twice_changes_nothing(firm, signed_in_as):
    client, old = signed_in_as(firm.owner), stands()
    form = old.definition["channels"]["email"]
    seen = version(client)
    assert save(client, form["text"], subject=form["subject"]).status_code == 302
    assert stands().pk == old.pk
    for _ in range(3):
        assert save(client, PLAIN, version=seen).status_code == 302
    assert Content.objects.filter(key="plan-renewal").count() == 2
    assert "It stood like this already" in told(client.get(TEXT))


def test_what_the_guard_refuses_goes_out_only_by_a_name_and_a_reason(firm, signed_in_as):
    client, old = signed_in_as(firm.owner), stands().pk
    answer = save(client, VALUED)
    assert answer.status_code == 422
    assert "It does not go out as it is written. It calls a reader valued whom it cannot name." in told(answer)
    assert "Dear valued customer, your plan is up" in told(answer)
    answer = save(client, VALUED, all_the_same="on", because="  ")
    assert answer.status_code == 422
    assert "Letting it out needs a reason." in told(answer)
    assert stands().pk == old
    seen = version(client)
    for _ in range(2):
        assert (
            save(client, VALUED, version=seen, all_the_same="on", because="It is a joke we share.").status_code == 302
        )
    form = stands().definition["channels"]["email"]
    assert (form["allowed_by"], form["allowed_because"]) == (firm.owner.name, "It is a joke we share.")
    page = told(client.get("/say/texts/"))
    assert f"{firm.owner.name} let it out. “It is a joke we share.” It calls a reader valued" in page
    assert save(signed_in_as(firm.member), VALUED + " ").status_code == 422, "another's word is not one's own"
    assert save(client, PLAIN).status_code == 302
    assert not {"allowed_by", "allowed_because"} & set(stands().definition["channels"]["email"])


def test_who_saves_second_is_told_and_nothing_is_lost(firm, signed_in_as):
    first, second = signed_in_as(firm.owner), signed_in_as(firm.member)
    seen = version(second)
    assert save(first, PLAIN).status_code == 302
    mine = PLAIN.replace("Shall we go on?", "Do you want to go on?")
    answer = save(second, mine, version=seen)
    assert answer.status_code == 422
    page = told(answer)
    assert "Somebody else saved this text while you were writing." in page
    assert "Shall we go on?" in page
    assert "Do you want to go on?" in page
    assert stands().definition["channels"]["email"]["text"] == PLAIN
    again = re.search(r'name="version" value="(\w+)"', answer.content.decode())
    assert again
    assert save(second, mine, version=again.group(1)).status_code == 302
    assert stands().definition["channels"]["email"]["text"] == mine


def test_two_who_write_different_channels_do_not_disturb_each_other(firm, signed_in_as):
    first, second = signed_in_as(firm.owner), signed_in_as(firm.member)
    letter = "/say/texts/plan-renewal/post"
    seen = version(second, letter)
    assert save(first, PLAIN).status_code == 302
    assert save(second, PLAIN + " (by post)", path=letter, version=seen).status_code == 302
    forms = stands().definition["channels"]
    assert (forms["email"]["text"], forms["post"]["text"]) == (PLAIN, PLAIN + " (by post)")


def test_a_draft_becomes_ones_own_by_a_tick(firm, signed_in_as):
    key = next(one.key for one in Content.objects.filter(voided_at=None) if one.definition.get("draft"))
    path, client = f"/say/texts/{key}/email", signed_in_as(firm.owner)
    assert "This is mine now" in told(client.get(path))
    assert save(client, PLAIN, path=path).status_code == 302
    assert stands(key).definition["draft"] is True
    assert save(client, PLAIN, path=path, mine="on").status_code == 302
    assert "draft" not in stands(key).definition
    assert "This is mine now" not in told(client.get(path))


def test_a_viewer_reads_and_looks_through_a_customers_eyes_and_keeps_nothing(firm, signed_in_as):
    client, before = signed_in_as(firm.viewer), stands().pk
    page = client.get(TEXT).content.decode()
    assert "readonly" in page
    assert ">Save<" not in page
    assert "Dear Cara," in told(preview(client, PLAIN, "cara"))
    assert save(client, PLAIN).status_code == 403
    assert stands().pk == before


def test_at_another_moment_a_text_is_shown_and_not_changed(firm, signed_in_as):
    client, before = signed_in_as(firm.owner), stands().pk
    assert ">Save<" not in client.get(f"{TEXT}?at=2026-01-05").content.decode()
    answer = client.post(f"{TEXT}/save?at=2026-01-05", {"text": PLAIN, "version": version(client)})
    assert answer.status_code == 422
    assert stands().pk == before


def test_a_preview_is_filled_strictly_and_says_what_is_not_known(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    page = told(preview(client, PLAIN, "cara"))
    assert "Dear Cara, your plan is up" in page
    assert "Nothing in it is wrong for Cara." in page
    page = told(preview(client, PLAIN + " {{ customer.company }}", "cara"))
    assert "one thing is not known. The name of their company or household." in page
    assert "Dear Cara" not in page
    page = told(preview(client, "Dear {{ customer.greeting }}, you are one of our most valuable customers.", "cara"))
    assert "It claims something that is not true of this reader. one of our most valuable customers" in page
    assert "It says that they are one of our most valuable customers. What we know: what they bought in a year" in page


def test_a_customer_is_chosen_by_any_part_of_their_name(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    assert "Dear Cara," in told(preview(client, PLAIN, "Mbeki Cara"))
    many = told(preview(client, PLAIN, "a"))
    assert "8 and more could be meant. Who is it?" in many
    assert "Dear" not in many
    picked = preview(client, PLAIN, "cara", name="picked")
    assert 'id="customer" name="customer" type="text" value="cara"' in picked.content.decode()
    assert "Nobody goes by 'no such person'." in told(preview(client, PLAIN, "no such person"))


def test_who_sees_their_own_customers_looks_through_no_other_eyes(firm, signed_in_as):
    client = signed_in_as(firm.own)
    page = told(preview(client, PLAIN, "cara"))
    assert "This customer is not in your book." in page
    assert "Dear Cara" not in page
    assert "Nobody in your book goes by 'mbeki'." in told(preview(client, PLAIN, "mbeki"))
    theirs = set(firm.own.customers.values_list("identifiers__value", flat=True))
    choices = set(re.findall(r'name="picked" value="([^"]+)"', preview(client, PLAIN, "a").content.decode()))
    assert choices
    assert choices <= theirs
    assert "Dear " in told(preview(client, PLAIN, choices.pop(), name="picked"))


def test_without_a_script_the_page_comes_back_with_what_was_typed(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    form = {"subject": "Typed", "text": VALUED, "version": version(client), "customer": "cara", "because": "so"}
    for door in ("read", "preview"):
        page = client.post(f"{TEXT}/{door}", form)
        assert page.status_code == 200
        assert "<h1>" in page.content.decode()
        assert 'value="Typed"' in page.content.decode()
        assert 'value="so"' in page.content.decode()
        assert "It calls a reader valued" in told(page)
        assert "Cara Mbeki" in told(page)


def test_whatever_is_typed_is_shown_as_text(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    Fact.objects.filter(name="given_name", customer__identifiers__value="cara").update(value=EVIL)
    text = f"Dear valued customer, {EVIL} {{{{ customer.first }}}}"
    answers = [
        read(client, text, subject=EVIL),
        preview(client, text, "cara"),
        preview(client, text, EVIL),
        preview(client, f"Hello {EVIL}", "val"),
        save(client, text, subject=EVIL, because=EVIL, customer=EVIL),
        save(client, text, subject=EVIL, because=EVIL, all_the_same="on"),
        client.get(TEXT),
        client.get("/say/texts/"),
    ]
    for place, answer in enumerate(answers):
        assert EVIL not in answer.content.decode(), place
    assert "&lt;img src=x" in answers[3].content.decode()
    assert "<q>&lt;your name&gt;</q>" in read(client, "Dear <your name>,").content.decode()
    assert stands().definition["channels"]["email"]["subject"] == EVIL
    assert "&lt;img src=x" in answers[-1].content.decode()


@pytest.mark.parametrize("path", ["/say/texts/no-such/email", "/say/texts/plan-renewal/sms", "/say/texts/a/b/email"])
def test_a_text_there_is_not_is_a_page_that_says_so(firm, signed_in_as, path):
    client = signed_in_as(firm.owner)
    assert client.get(path).status_code == 404
    for door in ("read", "preview", "save"):
        assert client.post(f"{path}/{door}", {"text": PLAIN}).status_code == 422


@pytest.mark.parametrize("broken", [[], "text", {}, {"channels": []}, {"channels": {"email": "Hello"}}])
def test_a_content_that_is_none_breaks_no_page(firm, signed_in_as, broken):
    client = signed_in_as(firm.owner)
    Content.objects.filter(key="plan-renewal").update(definition=broken)
    assert client.get(TEXT).status_code == 404
    assert client.post(f"{TEXT}/save", {"text": PLAIN, "subject": "Hi"}).status_code == 422
    assert "Could not be used plan-renewal" in told(client.get("/say/texts/"))


def test_a_text_from_another_page_is_not_believed(firm, signed_in_as):
    client, before = signed_in_as(firm.owner), stands().pk
    seen = version(client)
    client.handler.enforce_csrf_checks = True
    for door in ("read", "preview", "save"):
        form = {"text": PLAIN, "version": seen}
        assert client.post(f"{TEXT}/{door}", form).status_code == 403
    assert stands().pk == before


def test_the_page_of_a_content_says_how_its_words_read_and_for_how_many(firm, signed_in_as):
    plan = newest_plan()
    assert plan is not None
    client = signed_in_as(firm.owner)
    page = told(client.get(f"/say/{plan.key}/urgent-information"))
    assert "Nobody hears it. 800 people do not." in page
    assert "Its words By letter three things must change" in page
    assert re.search(r"It keeps the text from [\d,]+ people\.", page)
    page = told(client.get(f"/say/{plan.key}/most-valuable-letter"))
    assert "It says that they are one of our most valuable customers." in page
    assert re.search(r"What it says of its reader is not so of [\d,]+ people, who do not get it\.", page)


def test_a_text_is_opened_mended_seen_through_a_customers_eyes_and_saved(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, at="/say/")
    page.get_by_role("link", name="Texts").click()
    axe_finds_nothing(page)
    page.get_by_role("link", name="Another year of your plan, by e-mail").click()
    axe_finds_nothing(page)
    text, found = page.get_by_label("Text", exact=True), page.locator("#found")
    text.fill("Dear valued customer,\n\nyour plan is up. Shall we go on?\n\nRuth")
    expect(found).to_contain_text("One thing must change")
    expect(found.locator("mark.is-refuse")).to_contain_text("Dear valued customer,")
    axe_finds_nothing(page)
    text.fill("Dear ,\n\nyour plan is up. Shall we go on?\n\nRuth")
    for _ in range(2):
        text.press("Control+Home")
    for _ in range(5):
        text.press("ArrowRight")
    page.get_by_role("button", name="{{ customer.greeting }}").press("Enter")
    expect(text).to_have_value(re.compile(r"^Dear \{\{ customer\.greeting \}\},"))
    expect(text).to_be_focused()
    expect(found).to_contain_text("Reads well")
    eyes, preview_ = page.get_by_label("Whose eyes?"), page.locator("#preview")
    eyes.fill("mbeki")
    expect(preview_).to_contain_text("Dear Cara,")
    eyes.fill("a")
    choice = preview_.get_by_role("button").first
    expect(choice).to_be_visible()
    name = choice.inner_text()
    choice.press("Enter")
    expect(preview_.get_by_role("heading", level=3)).to_contain_text(name)
    expect(preview_.locator(".sheet")).to_contain_text("your plan is up")
    axe_finds_nothing(page)
    eyes.press("Enter")
    asked: list[str] = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Texts").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"], "what is not saved is not left without a question"
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    expect(text).to_have_value(re.compile(r"^Dear \{\{ customer\.greeting \}\},"))


@pytest.mark.long
def test_texts_fit_on_a_phone_in_the_dark(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, phone=True, dark=True, at="/say/texts/")
    axe_finds_nothing(page)
    page.goto(f"{TEXT}?customer=cara")
    expect(page.locator("#preview")).to_contain_text("Cara Mbeki")
    axe_finds_nothing(page)


def test_what_a_person_should_look_at_first_waits_for_their_word_and_then_goes_out(firm, signed_in_as):
    client, pressing = signed_in_as(firm.owner), "Dear {{ customer.greeting }},\n\nact now! Hurry!\n\nOlga Brandt"
    answer = save(client, pressing)
    assert answer.status_code == 422
    assert "It presses without a deadline" in told(answer)
    assert save(client, pressing, all_the_same="on", because="The frost comes tonight.").status_code == 302
    assert stands().definition["channels"]["email"]["allowed_because"] == "The frost comes tonight."
    page = told(client.get("/say/texts/"))
    assert f"{firm.owner.name} let it out. “The frost comes tonight.” It presses without a deadline" in page

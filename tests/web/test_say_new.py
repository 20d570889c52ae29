import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from lately.content.models import Content, Piece
from lately.interactions.models import Interaction
from lately.policies.services import set_policy
from tests.web.test_texts import EVIL, told

TYPED = {
    "title": "Bleed your radiators", "benefit": "Warm rooms for less", "purpose": "care", "worth": "8",
    "on_email": "on", "class_email": "give", "class_phone": "give", "subject": "Cold at the top?",
    "text": "{{ customer.salutation }}, turn the little key.",
    "occasion_fact": ["days_silent", ""], "occasion_how": ["at_least", "is"], "occasion_value": ["30", ""],
}  # fmt: skip
GARDENS = "Gardens in winter. A gardener mulches before the frost; the garden thanks you in March."
SAVED = "/say/write/plan-renewal"


def version(client):
    found = re.search(r'name="version" value="(\w+)"', client.get(SAVED).content.decode())
    assert found
    return found.group(1)


def typed_into(client):
    """The form of a content as a browser would send it, unchanged."""
    page = client.get(SAVED)
    form = page.context["form"]
    sent: dict[str, object] = {name: value for name, value in form.items() if isinstance(value, str)}
    for name in ("occasion", "audience"):
        rows = form[name]
        if rows is None:
            sent[f"keep_{name}"] = "on"
            continue
        for place, part in enumerate(("fact", "how", "value")):
            sent[f"{name}_{part}"] = [row[place] for row in rows]
    for channel, classed in form["classes"].items():
        sent |= {f"on_{channel}": "on", f"class_{channel}": classed}
    return sent | {"version": page.context["version"]}


def test_from_an_article_to_five_people_and_a_content_with_its_reach(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, at="/say/")
    page.get_by_role("link", name="Who would want this?").click()
    axe_finds_nothing(page)
    page.get_by_label("Title").fill("Ten quiet things for a garden in November")
    page.get_by_label("Text", exact=True).fill(GARDENS)
    page.get_by_label("Where it stands").fill("https://example.org/gardens")
    page.get_by_role("button", name="Take it in").first.click()
    expect(page.get_by_label("garden (")).to_be_checked()
    page.get_by_role("button", name="Show me who would want it").click()
    expect(page.locator(".balance")).to_contain_text("would want this")
    expect(page.locator(".cards > li")).to_have_count(5)
    axe_finds_nothing(page)
    first = page.locator(".cards > li").first
    expect(first).to_contain_text("Likes garden")
    name = first.get_by_role("heading").inner_text()
    first.get_by_role("button", name="I did it").first.click()
    expect(first.locator(".done")).to_contain_text(name.split()[0])
    row = Interaction.objects.latest("pk")
    assert (row.declared, row.content[:6]) == ("give", "piece-")
    page.get_by_role("link", name="Make it something to say").click()
    axe_finds_nothing(page)
    page.get_by_label("What is in it for the customer?").fill("Less to do in March")
    page.get_by_label("By e-mail").first.check()
    page.get_by_role("button", name="Keep it, and look at its words").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ten quiet things for a garden in November")
    page.get_by_role("link", name="What it is, and for whom").click()
    page.get_by_role("link", name="Who would get it, and until when not").click()
    expect(page.locator(".reach .balance")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="Who waits for something else")).to_be_visible()
    axe_finds_nothing(page)
    page.locator("[aria-labelledby=stays] a").first.click()
    page.get_by_role("link", name=re.compile("Why, for")).first.click()
    expect(page.get_by_role("dialog", name="Why")).to_be_visible()


@pytest.mark.long
def test_on_a_phone_the_weeks_ahead_and_the_form_fit(page_of, demo, axe_finds_nothing):
    page = page_of(demo.member, at="/say/ahead", phone=True, dark=True)
    expect(page.get_by_role("table")).to_be_visible()
    axe_finds_nothing(page)
    page.goto("/say/new")
    axe_finds_nothing(page)


def test_pressed_twice_or_after_going_back_it_is_kept_once(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    for _ in range(3):
        answer = client.post("/say/new/keep", TYPED)
        assert answer["Location"] == "/say/texts/bleed-your-radiators/email"
    assert Content.objects.filter(key__startswith="bleed-your").count() == 1
    assert Content.objects.get(key="bleed-your-radiators").by == firm.owner


def test_what_cannot_be_kept_stays_on_the_page(firm, signed_in_as):
    answer = signed_in_as(firm.owner).post("/say/new/keep", TYPED | {"worth": "a lot", "because": EVIL})
    assert answer.status_code == 422
    assert "What it is worth is 'a lot'." in told(answer)
    assert 'value="Bleed your radiators"' in answer.content.decode()
    assert "turn the little key" in answer.content.decode()
    assert EVIL not in answer.content.decode()
    assert not Content.objects.filter(key="bleed-your-radiators").exists()


def test_a_form_that_was_opened_and_saved_changes_nothing(firm, signed_in_as):
    client, before = signed_in_as(firm.owner), Content.objects.get(key="plan-renewal", voided_at=None).pk
    assert client.post(f"{SAVED}/save", typed_into(client)).status_code == 302
    assert Content.objects.get(key="plan-renewal", voided_at=None).pk == before
    assert "It stood like this already" in told(client.get(SAVED))


def test_the_second_who_saves_is_told_and_sees_both(firm, signed_in_as):
    first, second = signed_in_as(firm.owner), signed_in_as(firm.member)
    mine = typed_into(second) | {"title": "Mine"}
    assert first.post(f"{SAVED}/save", typed_into(first) | {"title": "Theirs"}).status_code == 302
    answer = second.post(f"{SAVED}/save", mine)
    assert answer.status_code == 422
    assert "Somebody else changed this while you were writing." in told(answer)
    assert "Title Theirs" in told(answer)
    assert 'value="Mine"' in answer.content.decode()
    assert answer.context["version"] == version(first)
    assert second.post(f"{SAVED}/save", mine | {"version": answer.context["version"]}).status_code == 302
    assert Content.objects.get(key="plan-renewal", voided_at=None).definition["title"] == "Mine"


@pytest.mark.parametrize("path", ["/say/new/keep", f"{SAVED}/save", "/say/approve/plan-renewal"])
def test_at_another_moment_nothing_is_kept(firm, signed_in_as, path):
    before = Content.objects.count()
    assert signed_in_as(firm.owner).post(f"{path}?at=2026-01-05", TYPED).status_code == 422
    assert Content.objects.count() == before


def test_text_that_nobody_types_and_ten_megabytes_are_refused(firm, signed_in_as):
    client, before = signed_in_as(firm.owner), (Content.objects.count(), Piece.objects.count())
    assert client.post("/say/new/keep", TYPED | {"title": "a\0b"}).status_code == 422
    assert client.post("/say/new/keep", TYPED | {"text": "x" * 10_000_000}).status_code in {400, 413, 422}
    large = client.post("/say/wanted/", {"way": "paste", "title": "", "text": "x" * 2_000_000})
    assert large.status_code == 422
    assert "Paste the part that matters" in told(large)
    assert (Content.objects.count(), Piece.objects.count()) == before


def test_an_address_inside_our_own_network_is_refused_in_words(firm, signed_in_as):
    for address in ("http://127.0.0.1/", "http://169.254.169.254/latest/", "file:///etc/passwd", "nonsense"):
        answer = signed_in_as(firm.owner).post("/say/wanted/", {"way": "page", "address": address})
        assert answer.status_code == 422
        assert "The page was not read." in told(answer)
        assert f'value="{address}"' in answer.content.decode()


def test_a_hostile_mail_is_shown_as_the_text_it_is(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    mail = SimpleUploadedFile("fwd.eml", f"Subject: Fwd: {EVIL}\r\n\r\nIn the garden: {EVIL}\r\n".encode())
    answer = client.post("/say/wanted/", {"way": "file", "file": mail})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert EVIL not in page
    assert "&lt;img src=x" in page
    wrong = client.post("/say/wanted/", {"way": "file", "file": SimpleUploadedFile("a.exe", b"MZ")})
    assert wrong.status_code == 422


def test_a_viewer_takes_nothing_in_and_a_page_view_fetches_nothing(firm, signed_in_as, monkeypatch):
    asked = []
    monkeypatch.setattr("lately.usecases.capture_piece.fetched", lambda *one, **_: asked.append(one))
    assert (
        signed_in_as(firm.viewer).post("/say/wanted/", {"way": "page", "address": "http://a.example/"}).status_code
        == 403
    )
    Piece.objects.create(
        key="k", came="page", address="http://a.example/", title="Gardens", recorded_at=firm.owner.recorded_at
    )
    assert signed_in_as(firm.viewer).get("/say/wanted/k").status_code == 200
    assert not asked


def test_a_second_person_approves_on_the_page_and_nobody_approves_their_own(firm, signed_in_as):
    early = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    set_policy(name="approval.needed", value="everything", valid_from=early, now=early, by="test")
    mine, other = signed_in_as(firm.owner), signed_in_as(firm.member)
    mine.post("/say/new/keep", TYPED)
    path = "bleed-your-radiators"
    assert "Ask a colleague" in told(mine.get(f"/say/reach/{path}"))
    page = other.get(f"/say/reach/{path}")
    assert f"{firm.owner.name} wrote it as it stands now" in told(page)
    number = page.context["approval"].version
    assert mine.post(f"/say/approve/{path}", {"version": number}).status_code == 422
    assert other.post(f"/say/approve/{path}", {"version": number}).status_code == 302
    assert f"{firm.member.name} has read it and approved it." in told(mine.get(f"/say/reach/{path}"))
    other.post(f"/say/approve/{path}", {"take_back": "1"})
    assert "It waits for a second person's word" in told(mine.get(f"/say/reach/{path}"))


def test_without_scripts_the_figures_come_by_a_link(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    assert "figures=1" in client.get("/say/reach/plan-renewal").content.decode()
    page = told(client.get("/say/reach/plan-renewal?figures=1"))
    assert "would get it now" in page
    assert "once their complaint is settled" in page
    assert "never, unless what we know of them changes" in page

"""Somebody asks a question of the whole book, gives it a name, and uses it."""

import html
import re

import pytest

from lately.decisioning.segments import ANSWERS
from lately.lib.clock import now
from lately.lib.moments import seconds
from lately.profiles.selectors import find_customer
from lately.profiles.services import Statement, set_facts
from lately.segments.models import Segment
from lately.segments.selectors import segment_known
from lately.usecases.ask_segments import ask, count_all
from lately.usecases.reckon_reach import reckon_reach

FORM = {
    "title": "Quiet gardeners", "joined": "all", "key": "", "seen": "0",
    "g0_joined": "any", "g0_fact": ["likes", ""], "g0_how": ["is", "is"], "g0_value": ["heating", ""],
    "g1_joined": "all", "g1_fact": ["days_silent"], "g1_how": ["at_least"], "g1_value": ["90"],
}  # fmt: skip


def told(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def member(firm, signed_in_as):
    return signed_in_as(firm.member)


def test_an_empty_book_of_questions_says_what_one_is_for(member):
    assert "No segment yet" in told(member.get("/people/segments/"))


def test_it_is_read_and_counted_while_one_builds_it_and_nothing_is_kept(member):
    answer = member.post("/people/segments/try", FORM, headers={"hx-request": "true"})
    page = told(answer)
    assert "People who like heating and who have not heard from us for 90 days." in page
    assert "Whoever has told us nothing of this counts as not: likes heating" in page
    assert not Segment.objects.exists()
    assert "People who like heating" in told(member.post("/people/segments/try", FORM))


def test_saved_it_is_found_again_with_its_form_and_its_three_answers(firm, member):
    page = told(member.post("/people/segments/save", FORM, follow=True))
    assert "Saved." in page
    row = Segment.objects.get()
    assert row.question == {"all": [{"fact": "likes.heating", "is": True}, {"fact": "days_silent", "at_least": 90}]}
    form = member.get("/people/segments/quiet-gardeners").content.decode()
    assert 'value="heating"' in form
    assert 'value="90"' in form
    counts = count_all(ask([segment_known("quiet-gardeners")], at=firm.at, now=firm.now)).counts[0]
    assert sum(counts.values()) == 800
    assert f"In it: {counts['yes']} people" in told(member.get("/people/segments/?figures=1"))
    assert "Show me the figures" in told(member.get("/people/segments/"))


def test_the_names_behind_the_three_answers_are_everybody_once(firm, member):
    member.post("/people/segments/save", FORM)
    shown: dict[str, list[str]] = {}
    for answer in ("yes", "no", "unknown"):
        names: list[str] = []
        after: str | None = ""
        while after is not None:
            page = member.get(f"/people/segments/quiet-gardeners/{answer}{after}").content.decode()
            names += re.findall(r'data-main href="/people/([^"]+)"', page)
            more = re.search(r'href="/people/segments/quiet-gardeners/\w+(\?after=\d+)"', page)
            after = more[1] if more else None
        shown[answer] = names
    everybody = [name for names in shown.values() for name in names]
    assert len(everybody) == len(set(everybody)) == 800
    counts = count_all(ask([segment_known("quiet-gardeners")], at=firm.at, now=firm.now)).counts[0]
    assert {answer: len(names) for answer, names in shown.items()} == counts


def test_a_member_of_their_own_book_sees_and_takes_only_their_own(firm, signed_in_as, member):
    member.post("/people/segments/save", FORM | {"g0_fact": "", "g0_value": "", "g1_value": "0"})
    own = signed_in_as(firm.own)
    theirs = {one.identifiers.get(kind="key").value for one in firm.own.customers.prefetch_related("identifiers")}
    page = own.get("/people/segments/quiet-gardeners/yes").content.decode()
    seen = set(re.findall(r'data-main href="/people/([^"]+)"', page))
    assert seen
    assert seen <= theirs
    lines = b"".join(own.get("/people/segments/quiet-gardeners/list.csv").streaming_content).decode().splitlines()
    assert lines[0] == "customer,name,email,phone,answer"
    assert 0 < len(lines) - 1 <= len(theirs)


def test_of_two_people_on_one_segment_the_second_is_told_and_loses_nothing(member):
    member.post("/people/segments/save", FORM)
    old = str(Segment.objects.get().pk)
    change = FORM | {"key": "quiet-gardeners", "seen": old}
    assert member.post("/people/segments/save", change | {"g1_value": "60"}).status_code == 302
    answer = member.post("/people/segments/save", change | {"g1_value": "30"})
    assert answer.status_code == 422
    assert "Somebody else changed this segment" in told(answer)
    assert "60 days" in told(answer)
    assert 'value="30"' in answer.content.decode()


def test_of_a_segment_that_somebody_took_off_meanwhile_what_was_built_is_not_lost(member):
    member.post("/people/segments/save", FORM)
    change = FORM | {"key": "quiet-gardeners", "seen": str(Segment.objects.get().pk), "g1_value": "30"}
    member.post("/people/segments/quiet-gardeners/end")
    answer = member.post("/people/segments/save", change)
    assert answer.status_code == 422
    assert "took this segment off" in told(answer)
    assert 'value="30"' in answer.content.decode()
    assert 'name="key" value=""' in answer.content.decode()
    assert member.get("/people/found.csv?in=quiet-gardeners").status_code == 404, "no table that breaks off"


@pytest.mark.parametrize("title", ["New", "Save", "Try"])
def test_a_segment_that_is_called_like_a_page_is_found_again(member, title):
    kept = member.post("/people/segments/save", FORM | {"title": title})
    assert f"<h1>{title}</h1>" in member.get(kept["Location"]).content.decode()


def test_pressed_twice_it_is_made_once(member):
    for _ in range(2):
        assert member.post("/people/segments/save", FORM).status_code == 302
    assert Segment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": ""}, "It has no name"),
        ({"g0_fact": "", "g0_value": "", "g1_fact": "", "g1_value": ""}, "It asks nothing yet"),
        ({"g1_value": "long"}, "It is a whole number"),
        ({"g1_fact": "nonsense"}, "not clear what"),
        ({"joined": "some"}, "how the rows belong together"),
        ({"g1_how": "near"}, "not clear what"),
        ({"title": "a\0b"}, "NUL"),
        ({"title": "x" * 100_000}, "cannot be called"),
        ({"key": "no such key!"}, "There is no segment"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_kept(member, change, says):
    answer = member.post("/people/segments/save", FORM | change)
    assert answer.status_code in {404, 422}
    assert says in told(answer)
    assert not Segment.objects.exists()


def test_a_text_can_be_for_a_segment_and_the_segment_then_stays(firm, member):
    member.post("/people/segments/save", FORM)
    form = {
        "title": "For the quiet ones", "benefit": "They hear of us", "purpose": "care", "worth": "10", "text": "Hello",
        "on_post": "on", "class_post": "give", "audience_fact": "segment.quiet-gardeners",
        "audience_how": "is", "audience_value": "",
    }  # fmt: skip
    assert '<option value="segment.quiet-gardeners">' in member.get("/say/new").content.decode()
    assert member.post("/say/new/keep", form).status_code == 302
    page = member.get("/say/write/for-the-quiet-ones").content.decode()
    assert '<option value="segment.quiet-gardeners" selected>' in page, "and stands there as it was chosen"
    moment = firm.now + 3_600
    ids, answers = ask([segment_known("quiet-gardeners")], at=moment, now=moment).of(None)
    inside = {one for one, place in zip(ids, answers[:, 0].tolist(), strict=True) if ANSWERS[place] == "yes"}
    reach = reckon_reach(content="for-the-quiet-ones", at=moment, now=moment)
    held = {one for group in reach.groups if group.code == "outside_audience" for one in group.customers.tolist()}
    told_it = {one for found in (*reach.said.values(), *reach.winners.values()) for one in found.tolist()}
    assert told_it
    assert told_it <= inside
    assert held
    assert not held & inside
    refused = member.post("/people/segments/quiet-gardeners/end")
    assert refused.status_code == 422
    assert "It is used: For the quiet ones" in told(refused)
    assert Segment.objects.filter(voided_at=None).exists()


def test_somebody_builds_a_question_sees_who_and_keeps_it(demo, page_of, axe_finds_nothing):
    page = page_of(demo.member, at="/people/")
    page.get_by_role("link", name="Segments").click()
    page.get_by_role("link", name="Ask something").click()
    page.get_by_label("Name", exact=True).fill("Silent since spring")
    page.get_by_label("What is asked, part 1, row 1").select_option("days_silent")
    page.get_by_label("How it is compared, part 1, row 1").select_option("at_least")
    page.get_by_label("With what, part 1, row 1").fill("200")
    page.get_by_role("button", name="Count").click()
    page.get_by_text("People who have not heard from us for 200 days.").wait_for()
    axe_finds_nothing(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Silent since spring", level=1).wait_for()
    axe_finds_nothing(page)
    page.get_by_role("link", name="people").first.click()
    axe_finds_nothing(page)


def test_who_is_in_it_is_told_something_by_one_click(member):
    member.post("/people/segments/save", FORM)
    assert 'href="/say/new?for=quiet-gardeners"' in member.get("/people/segments/quiet-gardeners").content.decode()
    form = member.get("/say/new?for=quiet-gardeners").content.decode()
    assert '<option value="segment.quiet-gardeners" selected>Quiet gardeners</option>' in form
    assert " selected>Quiet gardeners" not in member.get("/say/new?for=nobody").content.decode()


def test_two_of_one_name_are_refused_kindly_and_the_first_stands(member):
    member.post("/people/segments/save", FORM)
    twin = member.post("/people/segments/save", {**FORM, "title": "quiet Gardeners", "g1_value": ["91"]})
    assert twin.status_code == 422
    assert "There is a segment “quiet Gardeners” already." in told(twin)
    assert Segment.objects.get().title == "Quiet gardeners"


def test_a_fact_of_our_own_is_asked_for_like_any_other(firm, member):
    customer = find_customer("cara")
    assert '<option value="own.favourite_tea"' not in member.get("/people/segments/new").content.decode()
    said = Statement(customer, "own.favourite_tea", "mint", now())
    set_facts(statements=[said], source="conversation", now=now())
    own = {**FORM, "title": "Mint", "g0_fact": ["own.favourite_tea"], "g0_how": ["is"], "g0_value": ["mint"]}
    own |= {"g1_fact": [], "g1_how": [], "g1_value": []}
    member.post("/people/segments/save", own)
    form = member.get("/people/segments/mint").content.decode()
    assert '<option value="own.favourite_tea" selected>favourite tea</option>' in form
    counts = count_all(ask([segment_known("mint")], at=seconds(now()), now=seconds(now()))).counts[0]
    assert counts["yes"] == 1


def test_who_sorts_people_without_a_segment_is_told_how_to_make_one(member):
    hint = "ask it once as a segment"
    assert hint in told(member.get("/people/"))
    member.post("/people/segments/save", FORM)
    assert hint not in told(member.get("/people/"))

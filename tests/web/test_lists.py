"""Lists are sorted, narrowed down and taken along; what was chosen stands in the address."""

import csv
import datetime as dt
import html
import io
import re

import pytest
from playwright.sync_api import expect

from lately.identity.models import Duplicate
from lately.imports.models import Import
from lately.measurement.reports.words import Words
from lately.measurement.services import keep_report
from lately.profiles.models import Customer
from lately.usecases.capture_piece import capture_text, say_what_it_is_about
from lately.usecases.keep_segments import save_segment
from lately.usecases.receive_upload import receive_upload

TABLES = {
    "/people/found.csv?order=heard": {"owner", "member", "own"},
    "/ledger-as-table/{who}": {"owner", "member", "own"},
    "/heard/list.csv?kind=complaint": {"owner", "member", "own"},
    "/today/untold/list.csv": {"owner", "member", "own"},
    "/settings/activity.csv": {"owner"},
    "/people/same/list.csv?state=different": {"owner", "member", "own"},
    "/say/texts/list.csv?classed=ask": {"owner", "member", "own"},
    "/say/wanted/{piece}/list.csv": {"owner", "member", "own"},
    "/people/segments/list.csv": {"owner", "member", "own"},
    "/people/bring-in/list.csv": {"owner", "member"},
    "/settings/team/list.csv": {"owner"},
}


def told(answer):
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def table(answer):
    """The lines of a table that is handed out."""
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


def shown(answer, what="data-row"):
    return answer.content.decode().count(what)


@pytest.fixture
def owner(firm, signed_in_as):
    return signed_in_as(firm.owner)


@pytest.mark.parametrize("role", ["owner", "member", "own", "viewer"])
def test_who_may_take_which_table_along_and_of_whom(firm, signed_in_as, role):
    client = signed_in_as(getattr(firm, role))
    piece = capture_text(user=firm.owner, title="Gardens", text="Mulch them well.", address="", now=firm.now).key
    for address, allowed in TABLES.items():
        answer = client.get(address.format(who="cara", piece=piece))
        others = role == "own" and "{who}" in address
        assert answer.status_code == (200 if role in allowed and not others else 403), address
    if role == "own":
        lines = table(client.get("/people/found.csv?whose=nobody&order=heard"))
        assert {line[lines[0].index("owner")] for line in lines[1:]} == {firm.own.name}


def test_a_ledger_is_narrowed_down_turned_round_and_taken_along(owner):
    page = told(owner.get("/ledger/cara?sort=gives&order=oldest"))
    assert "Shown: For their sake · Oldest first." in page
    days = [line[0] for line in table(owner.get("/ledger-as-table/cara?sort=gives&order=oldest"))[1:]]
    assert len(days) > 1
    assert days == sorted(days)
    lines = table(owner.get("/ledger-as-table/cara"))
    every = len(lines) - 1
    by = [len(table(owner.get(f"/ledger-as-table/cara?side={side}"))) - 1 for side in ("us", "them")]
    assert sum(by) == every
    assert min(by) < every
    word = next(word for line in lines[1:] for word in line[lines[0].index("subject")].split() if len(word) > 5)
    found = table(owner.get("/ledger-as-table/cara", {"words": word.upper()}))[1:]
    assert 0 < len(found) <= every
    assert all(word.casefold() in " ".join(line).casefold() for line in found)
    assert "Nothing fits all of that." in told(owner.get("/ledger/cara?words=zzzzzz"))
    assert "Nothing fits" not in told(owner.get("/ledger/cara?channel=pigeon")), "what is not offered is not chosen"


def test_texts_are_narrowed_down_by_what_they_are_and_how_they_read(owner):
    everything, asks = owner.get("/say/texts/"), owner.get("/say/texts/?classed=ask&channel=email")
    assert 0 < shown(asks) < shown(everything)
    assert f"{shown(asks)} of {shown(everything)} fit." in told(asks)
    mend = told(owner.get("/say/texts/?state=refuse&order=mend"))
    assert "must change" in mend
    assert "Shown: Something must change · Most to mend first." in mend
    assert "Nothing fits all of that." in told(owner.get("/say/texts/?words=zzzzzz"))
    assert shown(owner.get("/say/texts/?classed=nonsense&order=x")) == shown(everything)


def test_what_was_heard_is_narrowed_down_to_what_waits_and_to_one_colleagues_customers(firm, owner):
    everything = table(owner.get("/heard/list.csv?kind=complaint"))[1:]
    turned = table(owner.get("/heard/list.csv?kind=complaint&order=oldest"))[1:]
    assert sorted(everything) == sorted(turned)
    assert [line[0] for line in turned] == sorted(line[0] for line in turned)
    states = {line[6] for line in table(owner.get("/heard/list.csv?state=open"))[1:]}
    assert states == {"open"}
    theirs = table(owner.get(f"/heard/list.csv?kind=complaint&whose={firm.member.pk}"))[1:]
    assert 0 < len(theirs) < len(everything)
    assert "Earlier" not in told(owner.get("/heard/?state=open&kind=reply"))
    assert "Nothing fits all of that." in told(owner.get("/heard/?state=open&kind=reply"))


def test_what_is_owed_is_narrowed_down_to_one_colleagues_customers_and_taken_along(firm, owner):
    everything = table(owner.get("/today/promises/list.csv"))
    whose = {line[everything[0].index("owner")] for line in everything[1:]}
    assert len(whose) > 1
    theirs = table(owner.get(f"/today/promises/list.csv?whose={firm.member.pk}"))[1:]
    assert theirs == [line for line in everything[1:] if line[everything[0].index("owner")] == firm.member.name]
    assert f"Shown: Those of {firm.member.name}." in told(owner.get(f"/today/promises/?whose={firm.member.pk}"))
    assert owner.get("/today/nonsense/list.csv").status_code == 404


def test_who_saw_what_is_narrowed_down_by_kind_and_taken_along(firm, owner):
    owner.get("/people/cara")
    owner.post("/done/cara", {"channel": "phone"})
    changed = table(owner.get("/settings/activity.csv?just=changed"))[1:]
    assert [line[3] for line in changed][:1] == ["cara"]
    assert not [line for line in changed if line[2].startswith("looked at")]
    saw = table(owner.get(f"/settings/activity.csv?just=saw&who={firm.owner.pk}&customer=cara"))[1:]
    assert saw
    assert all(line[2].startswith("looked at") for line in saw)
    assert "Shown: What was changed." in told(owner.get("/settings/activity?just=changed"))


def test_two_people_who_are_different_are_found_again_and_looked_at_again(firm, owner):
    pair = Duplicate.objects.get()
    assert owner.post(f"/people/same/{pair.pk}/different", {"seen": "0"}).status_code == 302
    assert not shown(owner.get("/people/same/"))
    page = owner.get("/people/same/?state=different&words=petra&order=newest")
    assert shown(page) == 1
    assert "Shown: “petra” · They are different people · Newest first." in told(page)
    assert f"{firm.owner.name} said on" in told(page)
    lines = table(owner.get("/people/same/list.csv?state=different&words=petra"))
    assert [line[lines[0].index("state")] for line in lines[1:]] == ["different"]
    assert not table(owner.get("/people/same/list.csv?words=petra"))[1:]
    ((again, other),) = re.findall(
        r'action="(/put-beside/[^"]+)".*?name="other" value="([^"]+)"', page.content.decode(), re.DOTALL
    )
    assert owner.post(again, {"other": other}).status_code == 302
    assert shown(owner.get("/people/same/")) == 1
    assert "Nobody fits all of that." in told(owner.get("/people/same/?words=zzzzzz"))


def test_the_table_of_pairs_holds_only_ones_own_customers(firm, signed_in_as):
    client, pair = signed_in_as(firm.own), Duplicate.objects.get()
    addresses = ("/people/same/list.csv", "/people/same/list.csv?words=petra&order=newest")
    assert [len(table(client.get(address))) for address in addresses] == [1, 1]
    Customer.objects.filter(pk__in=[pair.first_id, pair.second_id]).update(owner=firm.own)
    assert [len(table(client.get(address))) for address in addresses] == [2, 2]


def test_the_table_of_texts_has_a_line_for_each_wording_that_is_shown(owner):
    lines = table(owner.get("/say/texts/list.csv?classed=ask&channel=email"))
    page = owner.get("/say/texts/?classed=ask&channel=email")
    assert len({line[0] for line in lines[1:]}) == shown(page)
    assert all(line[lines[0].index("text")] for line in lines[1:])
    assert len(lines) < len(table(owner.get("/say/texts/list.csv")))


def test_what_was_found_is_narrowed_down_and_who_would_want_it_goes_out_as_a_table(firm, owner):
    for title in ("Gardens in winter", "Bees"):
        kept = capture_text(user=firm.owner, title=title, text="Read it, it is short.", address="", now=firm.now)
    say_what_it_is_about(key=kept.key, topics=["gardening"], now=firm.now)
    assert shown(owner.get("/say/wanted/")) > 2
    assert "Bees" not in told(owner.get("/say/wanted/?words=WINTER gard"))
    assert "Bees" not in told(owner.get("/say/wanted/?about=unsaid"))
    turned = told(owner.get("/say/wanted/?order=oldest"))
    assert turned.index("Gardens in winter") < turned.index("Bees")
    assert "Nothing fits all of that." in told(owner.get("/say/wanted/?words=zzz"))
    lines = table(owner.get(f"/say/wanted/{kept.key}/list.csv"))
    page = told(owner.get(f"/say/wanted/{kept.key}"))
    assert len(lines) > 1
    assert all(line[1] in page for line in lines[1:6])
    assert "garden" in {line[lines[0].index("likes")] for line in lines[1:]}


def test_segments_are_found_by_their_words_and_go_out_with_their_counts(firm, owner):
    for title, least in (("Bought often", 5), ("Ever bought", 1)):
        save_segment(
            key="", title=title, question={"fact": "purchases", "at_least": least}, seen=0, by="", now=firm.now
        )
    everything, found = owner.get("/people/segments/"), owner.get("/people/segments/?words=OFTEN&figures=1")
    assert shown(found) == 1 < shown(everything)
    assert "words=OFTEN" in owner.get("/people/segments/?words=OFTEN").content.decode(), "the figures are of the same"
    lines = table(owner.get("/people/segments/list.csv?order=newest"))
    assert [line[1] for line in lines[1:3]] == ["Ever bought", "Bought often"]
    (line,) = table(owner.get("/people/segments/list.csv?words=often"))[1:]
    assert sum(map(int, line[3:6])) == Customer.objects.filter(voided_at=None).count()
    assert "Nothing fits all of that." in told(owner.get("/people/segments/?words=zzz"))


def test_what_came_in_long_ago_is_still_found_and_taken_along(firm, owner):
    moment = Import.objects.latest("pk").recorded_at
    Import.objects.bulk_create(
        Import(kind="mail", name=f"=mail-{number}.mbox", digest=f"{number}", recorded_at=moment, finished_at=moment)
        for number in range(60)
    )
    receive_upload(
        name="people.csv", size=9, by="", once="lists", now=moment, lay=lambda path: path.write_text("email\na@b.c\n")
    )
    _, _, page = owner.get("/people/bring-in/?words=mail-&kind=mail").content.decode().partition('id="came"')
    assert "people.csv" not in page
    assert "=mail-9." not in page
    older = html.unescape(re.findall(r'href="([^"]*commands=\d+[^"]*)"', page)[0])
    assert "=mail-9." in owner.get(older).content.decode()
    lines = table(owner.get("/people/bring-in/list.csv?words=mail-"))
    assert len(lines) == 61
    assert lines[1][1] == "'=mail-59.mbox"
    assert "people.csv" in {line[1] for line in table(owner.get("/people/bring-in/list.csv"))}


def test_the_report_of_a_quarter_long_ago_is_still_reached(firm, owner):
    then = dt.datetime(2019, 6, 30, tzinfo=dt.UTC)
    report = keep_report(
        words=Words("Lately", "Dear all,", ()), begins=then, ends=then, by=firm.owner.pk, now=then, once="long ago",
        quarter="2019-q2",
    )  # fmt: skip
    page = owner.get("/how-we-do/for-all")
    assert "The second quarter of 2019" in told(page)
    assert "The first quarter of 2019" not in told(page)
    assert f"/report/{report.key}" in page.content.decode()


def test_everybody_one_colleague_looks_after_is_a_click_away_from_handing_them_over(firm, owner):
    page = owner.get(f"/settings/handover/{firm.own.pk}").content.decode()
    link = html.unescape(re.findall(r'href="([^"]*whose=[^"]*)"', page)[0])
    assert f"Shown: Those of {firm.own.name}." in told(owner.get(link))


@pytest.mark.parametrize(
    "page",
    [
        "/people/", "/ledger/cara", "/say/texts/", "/heard/", "/settings/activity", "/people/same/", "/say/wanted/",
        "/people/segments/", "/people/bring-in/",
    ],
)  # fmt: skip
def test_nothing_in_an_address_breaks_a_list(owner, page):
    hostile = "'\"><script>%00\u202e" + "x" * 300
    names = ["order", "whose", "sort", "side", "channel", "words", "classed", "state", "kind", "just", "who", "list"]
    names += ["about", "files", "commands"]
    answer = owner.get(page, {**dict.fromkeys(names, hostile), "after": hostile, "before": hostile})
    assert answer.status_code == 200
    assert b"<script>%00" not in answer.content
    assert owner.get(page, dict.fromkeys(names, "\0")).status_code == 404


def test_the_silent_of_a_segment_are_found_and_taken_along_and_the_way_back_leads_to_them(
    page_of, demo, axe_finds_nothing
):
    question = {"fact": "purchases", "at_least": 2}
    save_segment(key="", title="Bought twice", question=question, seen=0, by="", now=demo.at - 1)
    page = page_of(demo.owner, at="/people/")
    page.get_by_text("Sort and narrow down").click()
    page.get_by_label("In which order").select_option("Silent longest first")
    page.get_by_label("In which segment").select_option("Bought twice")
    axe_finds_nothing(page)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Shown: Silent longest first · Bought twice.")).to_be_visible()
    names = page.locator("#results [data-main]")
    first = names.first.inner_text()
    axe_finds_nothing(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Just these as a table (CSV)").click()
    assert waiting.value.path().read_text().splitlines()[1].split(",")[1] == first
    page.get_by_role("link", name="More", exact=True).click()
    expect(names).to_have_count(80)
    page.get_by_role("searchbox").fill("an")
    expect(page).to_have_url(re.compile("order=silent.*"))
    names.first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Shown: Silent longest first · Bought twice.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_text("Shown:")).to_have_count(0)

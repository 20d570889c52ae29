import csv
import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from lately.plans.models import Plan
from lately.plans.selectors import newest_plan


def test_from_the_plan_to_one_persons_reason(page_of, demo, axe_finds_nothing):
    plan = newest_plan()
    assert plan is not None
    page = page_of(demo.owner)
    page.get_by_role("link", name="Say", exact=True).click()
    expect(page.locator(".balance")).to_contain_text(f"{plan.summary['said']} people hear something")
    expect(page.locator(".balance")).to_contain_text(f"{plan.summary['silent']} people are better left in peace")
    axe_finds_nothing(page)
    line = page.locator(".plan li").filter(has_text="Would you pass on our number?")
    expect(line).to_contain_text("wants something")
    line.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Would you pass on our number?")
    expect(page.locator(".list.people").first).to_be_visible()
    counts = [int(count) for count in re.findall(r"\d+", page.locator(".balance").inner_text())]
    assert min(counts) > 0
    assert sum(counts) == plan.summary["customers"]
    axe_finds_nothing(page)
    page.get_by_role("link", name="They have an open complaint").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("They have an open complaint")
    axe_finds_nothing(page)
    page.get_by_role("link", name=re.compile("Why, for")).first.click()
    panel = page.get_by_role("dialog", name="Why")
    expect(panel).to_contain_text("has an open complaint; first it is settled, then we may ask")


@pytest.mark.long
def test_the_counts_of_the_reasons_are_people_one_can_open(page_of, demo):
    plan = newest_plan()
    assert plan is not None
    page = page_of(demo.owner, at=f"/say/{plan.key}/referral-favour")
    line = page.locator("aside li").filter(has_text="They have an open complaint")
    count = int(line.locator(".count").inner_text())
    line.get_by_role("link").click()
    expect(page.locator(".list.people > li")).to_have_count(min(count, 40))


@pytest.mark.long
def test_the_plan_is_made_again_by_a_button(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, phone=True, at="/say/")
    axe_finds_nothing(page)
    with page.expect_navigation(timeout=30_000):
        page.get_by_role("button", name="Make the plan again").click()
    expect(page.locator(".balance")).to_be_visible()
    first, second = Plan.objects.order_by("pk")
    assert (first.at, first.summary["said"]) == (second.at, second.summary["said"])


@pytest.mark.long
def test_without_a_plan_the_page_says_how_to_make_one(page_of, demo):
    Plan.objects.all().delete()
    page = page_of(demo.owner, at="/say/")
    expect(page.get_by_role("heading", name="No plan for tonight yet")).to_be_visible()
    expect(page.get_by_role("button", name="Make tonight's plan")).to_be_visible()


def test_a_list_of_ones_own_is_filtered_with_reasons(page_of, demo, axe_finds_nothing, tmp_path):
    audience = tmp_path / "spring.csv"
    audience.write_text("name,customer\nVal,val\nEve,eve\nNobody,no-such\n", encoding="utf-8")
    page = page_of(demo.owner, at="/say/filter")
    axe_finds_nothing(page)
    page.get_by_label("What you want to say").select_option("plan-renewal")
    page.get_by_label("Your list").set_input_files(audience)
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("heading", name="1 to send to, 2 held back")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("Eve has an open complaint")
    axe_finds_nothing(page)
    page.get_by_label("Your list").set_input_files(audience)
    with page.expect_download() as download:
        page.get_by_role("button", name="Give me both lists").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        held = list(csv.DictReader(io.StringIO(archive.read("held.csv").decode())))
        assert archive.read("send.csv").decode().splitlines() == ["name,customer", "Val,val"]
    assert [row["code"] for row in held] == ["open_complaint", "not_in_book"]


@pytest.mark.long
def test_a_list_that_is_none_is_refused_in_words(page_of, demo, tmp_path):
    page = page_of(demo.owner, at="/say/filter")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("colour\nred\n", encoding="utf-8")
    page.get_by_label("Your list").set_input_files(wrong)
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("alert").filter(has_text="wrong.csv")).to_contain_text("no column that says who is meant")

"""Taking the book away: who may, what is in it, and that it opens."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from lately.plans.selectors import newest_plan
from lately.profiles.models import Customer


def table(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.parametrize("role", ["owner", "member", "own", "viewer"])
def test_only_the_owner_takes_everything_with_them(firm, signed_in_as, role):
    answer = signed_in_as(getattr(firm, role)).get("/settings/everything.zip")
    if role != "owner":
        assert answer.status_code == 403
        return
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        people = list(csv.DictReader(io.TextIOWrapper(archive.open("customers.csv"), encoding="utf-8", newline="")))
        said = archive.read("README.txt").decode()
        assert [name for name in archive.namelist() if name != "README.txt" and name not in said] == []
    assert len(people) == Customer.objects.filter(voided_at=None, redirects=None).count()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("role", ["owner", "member", "own", "viewer"])
def test_each_takes_the_customers_they_may_see(firm, signed_in_as, role):
    user = getattr(firm, role)
    answer = signed_in_as(user).get("/people/list.csv")
    if role == "viewer":
        assert answer.status_code == 403
        return
    found = table(answer)
    theirs = Customer.objects.filter(voided_at=None, redirects=None)
    assert len(found) == (theirs.filter(owner=user) if role == "own" else theirs).count() > 0
    if role == "own":
        assert {line["owner"] for line in found} == {user.email}


@pytest.mark.parametrize("role", ["owner", "own", "viewer"])
def test_a_list_of_who_is_left_in_peace_can_be_taken_along(firm, signed_in_as, role):
    plan = newest_plan()
    assert plan is not None
    answer = signed_in_as(getattr(firm, role)).get(f"/say/{plan.key}/plan-renewal/no_occasion.csv")
    if role == "viewer":
        assert answer.status_code == 403
        return
    found = table(answer)
    assert found
    assert {line["content"] for line in found} == {"plan-renewal"}
    assert all("no_occasion" in line["reasons"] for line in found)


def test_there_is_no_list_of_a_plan_that_never_was(firm, signed_in_as):
    assert signed_in_as(firm.owner).get("/say/plan-x/plan-renewal/no_occasion.csv").status_code == 404


def test_an_owner_takes_everything_away_with_a_few_clicks(demo, page_of, axe_finds_nothing):
    page = page_of(demo.owner, at="/settings/")
    page.get_by_role("link", name="Take it with you").click()
    axe_finds_nothing(page)
    with page.expect_download() as going:
        page.get_by_role("link", name="Download everything").click()
    assert zipfile.is_zipfile(going.value.path())

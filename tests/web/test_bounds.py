"""What hostile or hurried people type, and how often the database is asked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lately.interactions.models import Interaction, Promise
from lately.plans.selectors import newest_plan
from lately.profiles.models import Fact
from lately.usecases.find_neglected import find_neglected
from lately.usecases.recall_neglected import recall_neglected
from lately.web import uploads

MOST = {
    "/": 90,
    "/people/": 45,
    "/people/same/": 40,
    "/people/same/?words=petra": 45,
    "/people/cara": 85,
    "/why/cara": 60,
    "/say/": 15,
    "/say/texts/": 15,
    "/heard/": 40,
    "/how-we-do/": 40,
}


def queries(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_the_database_a_bounded_number_of_times(firm, signed_in_as, path):
    assert 3 < queries(signed_in_as(firm.owner), path) <= MOST[path]


@pytest.mark.parametrize("path", ["/people/?q={}", "/people/?q={}&list=silent_since_purchase"])
def test_forty_people_cost_no_more_questions_than_one(firm, signed_in_as, path):
    client = signed_in_as(firm.owner)
    many, few = client.get(path.format("")).content.decode(), client.get(path.format("example.com")).content.decode()
    assert many.count("data-row") == 40
    assert few.count("data-row") > 0
    assert queries(client, path.format("")) <= queries(client, path.format("example.com")) + 2


def test_what_customers_are_called_and_write_is_shown_as_text(firm, signed_in_as):
    evil = "<img src=x onerror=alert(1)>"
    fact = Fact.objects.filter(name="given_name", customer__identifiers__value="cara").get()
    Fact.objects.filter(pk=fact.pk).update(value=evil)
    newest = Interaction.objects.filter(customer=fact.customer, direction="out").latest("happened_at")
    Interaction.objects.filter(pk=newest.pk).update(text=evil, subject="<b>subject</b>")
    client = signed_in_as(firm.owner)
    for path in ("/people/cara", "/people/?q=mbeki", "/why/cara", "/why/cara?content=baby-guard"):
        page = client.get(path).content.decode()
        assert evil not in page, path
        assert "&lt;img src=x" in page, path
    assert "<b>subject" not in client.get("/people/cara").content.decode()


@pytest.mark.parametrize("typed", ["%", "_", "'", '"', "\\", "!", "a" * 10_000, "<script>", "ÅÄÖ", "a b c d e f g h"])
def test_whatever_is_searched_for_gets_an_answer(firm, signed_in_as, typed):
    client = signed_in_as(firm.owner)
    for more in ({}, {"list": "only_asked"}):
        page = client.get("/people/", {"q": typed, **more})
        assert page.status_code == 200
        assert "<script>" not in page.content.decode()


def test_a_per_cent_sign_is_no_wildcard(firm, signed_in_as):
    assert signed_in_as(firm.owner).get("/people/", {"q": "%"}).content.decode().count("data-row") == 0


@pytest.mark.parametrize(
    "path",
    [
        "/people/nobody-at-all", "/people/cara?at=yesterday", "/why/cara?content=no-such", "/why/cara?at=1899-01-01",
        "/say/no-such-plan/plan-renewal", "/people/?q=%00", "/people/ca%00ra", "/?at=2026-13-45",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_told_in_three_sentences(firm, signed_in_as, path):
    answer = signed_in_as(firm.owner).get(path)
    assert answer.status_code == 404
    assert "Go to Today" in answer.content.decode()


def test_a_part_that_is_refused_says_so_inside_the_panel(firm, signed_in_as):
    answer = signed_in_as(firm.owner).get("/why/cara?at=yesterday", headers={"hx-request": "true"})
    assert answer.status_code == 422
    assert "is not a day or a moment" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/people/?after=x",
        "/people/?after=zz|99999999999999999999999",
        "/people/?list=nonsense",
        "/heard/?after=-",
        "/heard/?after=9-x",
        "/heard/?kind=purchase",
        "/ledger/cara?before=nonsense",
        "/ledger/cara?before=99999999999999999-1",
        "/say/{plan}/plan-renewal?after=-4",
        "/say/{plan}/plan-renewal/no_such_reason",
        "/say/{plan}/plan-renewal/no_such_reason?after=²",
    ],
)
def test_a_mangled_address_shows_a_page_and_breaks_nothing(firm, signed_in_as, path):
    plan = newest_plan()
    assert plan is not None
    assert signed_in_as(firm.owner).get(path.format(plan=plan.key)).status_code in {200, 404}


@pytest.mark.parametrize(
    "form",
    [{}, {"channel": "pigeon"}, {"channel": "phone", "tells": "no-such-row"}, {"channel": "phone", "class": "x"}],
)
def test_a_mangled_form_is_refused_and_nothing_is_written_down(firm, signed_in_as, form):
    before = Interaction.objects.count()
    assert signed_in_as(firm.owner).post("/done/cara", form).status_code == 422
    assert Interaction.objects.count() == before


def test_a_promise_of_somebody_else_cannot_be_kept_here(firm, signed_in_as):
    promise = Promise.objects.exclude(customer__identifiers__value="cara").first()
    assert promise is not None
    answer = signed_in_as(firm.owner).post("/done/cara", {"channel": "phone", "keeps": promise.source_key})
    assert answer.status_code == 422
    assert "another customer" in answer.content.decode()


def test_an_upload_that_is_too_large_is_stopped_and_told(firm, signed_in_as, monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 100_000)
    file = SimpleUploadedFile("large.csv", b"email,date,amount\n" + b"a@example.com,2026-01-01,3\n" * 9_000)
    answer = signed_in_as(firm.owner).post("/how-we-do/audit", {"me": "", "files": file})
    assert answer.status_code == 422
    assert "This is too much at once." in answer.content.decode()


def test_an_empty_form_asks_for_a_file(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    for path in ("/how-we-do/audit", "/say/filter"):
        answer = client.post(path, {"content": "plan-renewal"})
        assert answer.status_code == 422
        assert "No file was chosen." in answer.content.decode()


def test_what_is_recalled_of_the_neglected_is_what_is_found_also_after_a_word(firm, signed_in_as):
    found = find_neglected(at=firm.at, now=firm.now)
    assert recall_neglected(at=firm.at, now=firm.now) == found
    first = found.lists["silent_since_purchase"].customers[0].customer
    assert signed_in_as(firm.owner).post(f"/done/{first}", {"channel": "phone"}).status_code == 302
    again = recall_neglected(at=firm.at, now=firm.now + 60)  # it was recorded after the book was built
    assert again.lists["silent_since_purchase"].count == found.lists["silent_since_purchase"].count - 1
    assert first not in {each.customer for each in again.lists["silent_since_purchase"].customers}

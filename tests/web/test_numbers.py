"""The owner changes one of the firm's numbers, and sees first who would hear something else."""

import html
import re

import pytest

from lately.policies.models import PolicyValue
from lately.policies.selectors import policy_at
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.preview_number import preview_number


def told(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def seen(client, name):
    found = re.search(r'name="seen" value="(\d+)"', client.get(f"/how-we-do/numbers/{name}").content.decode())
    assert found is not None
    return found[1]


def save(client, name, **form):
    return client.post(f"/how-we-do/numbers/{name}/save", {"key": "", "seen": seen(client, name), **form}, follow=True)


@pytest.fixture
def owner(firm, signed_in_as):
    return signed_in_as(firm.owner)


def test_everybody_reads_the_numbers_and_only_the_owner_gets_a_form(firm, owner, signed_in_as):
    assert "20 hours" in told(owner.get("/how-we-do/numbers/"))
    assert 'name="seen"' in owner.get("/how-we-do/numbers/spacing.hours").content.decode()
    viewer = signed_in_as(firm.viewer).get("/how-we-do/numbers/spacing.hours")
    assert 'name="seen"' not in viewer.content.decode()
    assert "An owner can change this." in told(viewer)


def test_a_changed_number_counts_and_stands_with_who_changed_it(firm, owner):
    page = told(save(owner, "asks.credit", text="0.9"))
    assert "Saved: 0.9 gives, from now on." in page
    assert f"by {firm.owner.name}" in page
    assert policy_at(at=firm.at, known=firm.now + 60)["asks.credit"] == 0.9


def test_a_number_may_count_from_a_later_day(firm, owner):
    page = told(save(owner, "asks.credit", text="0.9", **{"from": "2027-03-01"}))
    assert "1 March 2027" in page
    assert policy_at(at=firm.at, known=firm.now + 60)["asks.credit"] == 0.4


def test_of_two_owners_the_second_is_told_and_loses_nothing(firm, owner):
    old = seen(owner, "asks.credit")
    save(owner, "asks.credit", text="0.9")
    answer = owner.post("/how-we-do/numbers/asks.credit/save", {"key": "", "text": "0.7", "seen": old})
    assert answer.status_code == 422
    assert "Somebody else changed this number" in told(answer)
    assert 'value="0.7"' in answer.content.decode()
    assert "0.9 gives" in told(answer)
    save(owner, "asks.credit", text="0.7")
    assert [row.value for row in PolicyValue.objects.filter(name="asks.credit").order_by("pk")] == [0.9, 0.7]


def test_a_form_sent_twice_is_written_once(owner):
    form = {"key": "", "text": "0.9", "seen": seen(owner, "asks.credit")}
    for _ in range(2):
        assert owner.post("/how-we-do/numbers/asks.credit/save", form).status_code == 302
    assert PolicyValue.objects.filter(name="asks.credit").count() == 1


@pytest.mark.parametrize(
    ("name", "form", "says"),
    [
        ("spacing.hours", {"text": "soon"}, "not a number"),
        ("spacing.hours", {"text": "-3"}, "cannot hold -3"),
        ("spacing.hours", {"text": "1,000"}, "Write it as 1000 or as 1.0000"),
        ("spacing.hours", {"text": "9" * 400}, "not a number"),
        ("spacing.hours", {"text": "9" * 10_000}, "too long"),
        ("spacing.hours", {"text": "1\0"}, "NUL"),
        ("approval.needed", {"text": "sometimes"}, "It is one of"),
        ("hours.closed_weekdays", {"key": "sms", "text": "Caturday"}, "names no days"),
        ("hours.open", {"key": "sms", "text": "20:00 to 09:00"}, "cannot be"),
        ("words.severities", {"key": "no_such", "text": "hold"}, "says nothing to the guard"),
        ("spacing.hours", {"text": "20", "from": "soon"}, "soon"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(owner, name, form, says):
    answer = owner.post(f"/how-we-do/numbers/{name}/save", {"key": "", "seen": "0"} | form)
    assert says in told(answer)
    assert answer.status_code == 422
    assert not PolicyValue.objects.filter(name=name).exists()


@pytest.mark.parametrize(
    ("name", "keys", "texts", "value"),
    [
        ("pressure.budgets", ["1", "7", "90"], ["2", "", "9"], {"1": 2, "90": 9}),
        ("hours.closed_weekdays", ["sms", "email"], ["Saturday, sun", "Fri"], {"sms": [5, 6], "email": [4]}),
        ("hours.open", ["email"], ["08:00 to 24:00"], {"email": ["08:00", "24:00"]}),
        ("worth.cost", ["email", "phone"], ["1,5", "6"], {"email": 1.5, "phone": 6}),
        ("worth.cost", ["email", "phone"], ["1.1250", "0.125"], {"email": 1.125, "phone": 0.125}),
        ("channels", [""], ["email, post"], ["email", "post"]),
        ("words.severities", ["salutation_generic"], ["off"], {"salutation_generic": "off"}),
    ],
)
def test_every_form_of_a_number_is_typed_as_it_is_read(owner, name, keys, texts, value):
    answer = owner.post(f"/how-we-do/numbers/{name}/save", {"key": keys, "text": texts, "seen": "0"})
    assert answer.status_code == 302, told(answer)
    assert PolicyValue.objects.get(name=name).value == value


def test_the_preview_is_what_the_next_plan_then_says(firm, owner):
    before = decide_tonight(at=firm.at, now=firm.now, keep=False).summary
    found = preview_number(name="asks.credit", typed=[("", "5")], at=firm.at, now=firm.now)
    save(owner, "asks.credit", text="5")
    after = decide_tonight(at=firm.at, now=firm.now + 60, keep=False).summary
    counts = {one["sort"]: (one["before"], one["after"]) for one in found["counts"]}
    assert counts["silence"] == (before["silent"], after["silent"])
    assert counts["asks"] == (before["asks_said"], after["asks_said"])
    assert before["asks_said"] > after["asks_said"]
    assert found["changed"] == sum(group["count"] for group in found["moves"])


def test_the_preview_names_those_who_would_hear_nothing_and_keeps_nothing(firm, owner):
    answer = owner.post(
        "/how-we-do/numbers/asks.credit/preview", {"key": "", "text": "5"}, headers={"hx-request": "true"}
    )
    assert "we have not given enough" in told(answer)
    assert 'href="/people/' in answer.content.decode()
    whole = owner.post("/how-we-do/numbers/asks.credit/preview", {"key": "", "text": "5", "seen": "0"})
    assert "If it were 5 gives tonight" in told(whole)
    assert not PolicyValue.objects.exists()


def test_a_number_that_stays_moves_nobody(firm):
    found = preview_number(name="asks.credit", typed=[("", "0.4")], at=firm.at, now=firm.now)
    assert (found["changed"], found["moves"]) == (0, [])


def test_the_owner_sees_who_would_hear_something_else_and_saves(demo, page_of, axe_finds_nothing):
    page = page_of(demo.owner, at="/how-we-do/")
    page.get_by_role("link", name="Our numbers").click()
    page.get_by_role("link", name="How far ahead they must be before we ask").click()
    page.get_by_label("How far ahead they must be before we ask").fill("5")
    page.get_by_role("button", name="See what would change tonight").click()
    page.get_by_text("would hear something else.").wait_for()
    axe_finds_nothing(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved: 5 gives, from now on.").wait_for()
    axe_finds_nothing(page)

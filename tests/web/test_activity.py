import datetime as dt
import html
import re

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from lately.accounts import activity as room
from lately.accounts.models import Activity, User
from lately.cli.main import main
from lately.interactions.models import Interaction
from lately.lib.moments import at_seconds
from lately.profiles.selectors import find_customer
from lately.usecases import note_activity as verb
from lately.usecases.note_activity import note_activity
from lately.usecases.set_policy import set_one


def told(answer):
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def newest():
    return Activity.objects.latest("pk")


def test_whoever_looks_at_cara_is_on_her_record_and_only_the_owner_reads_it(firm, signed_in_as):
    member = signed_in_as(firm.member)
    member.get("/people/cara")
    row = newest()
    assert (row.user_id, row.by, row.action, row.page) == (firm.member.pk, firm.member.name, "saw", "person")
    assert row.customer == find_customer("cara")
    member.get("/people/")
    owner = signed_in_as(firm.owner)
    page = told(owner.get("/settings/activity", {"customer": "cara"}))
    assert "Who looked at Cara Mbeki" in page
    assert f"{firm.member.name} looked at a customer's page · Cara Mbeki" in page
    assert "the list of people" not in page
    assert 'href="/settings/activity?customer=cara"' in owner.get("/people/cara").content.decode()
    assert "/settings/activity" not in member.get("/people/cara").content.decode()
    assert member.get("/settings/activity").status_code == 403


def test_what_was_changed_is_on_record_in_words_and_never_what_was_written(firm, signed_in_as):
    client = signed_in_as(firm.member)
    client.post("/done/cara", {"channel": "phone", "said": "Her knee is worse, between us"})
    assert (newest().action, newest().page, newest().customer) == ("changed", "done", find_customer("cara"))
    said = " ".join(str(value) for row in Activity.objects.values() for value in row.values())
    assert "knee" not in said
    assert Interaction.objects.latest("pk").text == "Her knee is worse, between us"


def test_who_tried_to_see_somebody_elses_customer_is_on_record(firm, signed_in_as):
    client = signed_in_as(firm.own)
    assert client.get("/people/cara").status_code == 403
    assert (newest().action, newest().customer) == ("tried", find_customer("cara"))
    client.post("/done/cara", {"channel": "phone"}, headers={"hx-request": "true"})
    assert (newest().action, newest().page) == ("tried", "done")
    assert client.get("/settings/team/").status_code == 403
    assert (newest().action, newest().page) == ("tried", "team")


def test_coming_and_going_are_on_record_and_no_link_is(firm, signed_in_as):
    client = signed_in_as(firm.member)
    assert (newest().action, newest().what, newest().user_id) == ("came", "signed in", firm.member.pk)
    client.post("/sign-out")
    assert (newest().what, newest().user_id) == ("signed out", firm.member.pk)


def test_settings_that_were_changed_say_what_stood_before(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    seen = re.search(r'name="version" value="(\w+)"', client.get("/settings/").content.decode())
    assert seen
    client.post("/settings/save", {"name": "Warm Homes", "version": seen.group(1)})
    row = newest()
    assert (row.what, row.before, row.after) == (
        "changed who we are",
        "name 'Aldermere Heat & Home'",
        "name 'Warm Homes'",
    )
    page = told(client.get("/settings/activity", {"just": "changes"}))
    assert "Before: name 'Aldermere Heat & Home'. Now: name 'Warm Homes'." in page
    assert "looked at" not in page


def test_a_command_is_on_record_with_who_ran_it(db, capsys):
    main(["policy", "set", "spacing.hours", "21"])
    row = newest()
    assert (row.action, row.page, row.what, row.user_id) == (
        "ran",
        "policy",
        "./lately policy set spacing.hours 21",
        None,
    )
    assert row.by.endswith("command line") or row.by.endswith("(command line)")
    assert main(["why", "nobody"]) == 2
    assert newest().page == "why"


def test_a_search_as_it_is_typed_leaves_no_trail_of_letters(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    client.get("/people/")
    before = Activity.objects.count()
    for typed in ("m", "mb", "mbe"):
        client.get("/people/", {"q": typed}, headers={"hx-request": "true"})
    client.post("/say/texts/plan-renewal/email/read", {"text": "x"}, headers={"hx-request": "true"})
    assert Activity.objects.count() == before


def test_a_request_is_one_row_and_one_insert(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    for path in ("/", "/people/cara", "/settings/activity"):
        before = Activity.objects.count()
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        assert sum("INSERT INTO" in one["sql"] and "accounts_activity" in one["sql"] for one in asked) == 1, path
        assert Activity.objects.count() == before + 1, path


def test_if_the_database_has_no_turn_the_page_comes_and_the_row_later(firm, signed_in_as, monkeypatch):
    client = signed_in_as(firm.owner)
    before, real = Activity.objects.count(), room.note

    def busy(**row):
        raise OperationalError("database is locked")

    monkeypatch.setattr(verb, "note", busy)
    assert client.get("/people/").status_code == 200
    assert Activity.objects.count() == before
    monkeypatch.setattr(verb, "note", real)
    client.get("/heard/")
    assert list(Activity.objects.order_by("pk").values_list("page", flat=True))[-2:] == ["people", "heard"]


def test_of_somebody_whose_book_was_replaced_meanwhile_only_the_name_is_kept(transactional_db, at):
    gone = User(pk=987_654, email="ruth@example.com", name="Ruth", recorded_at=at)
    note_activity(at=at, user=gone, by="Ruth", action="came", page="sign_in")
    assert (newest().by, newest().user_id) == ("Ruth", None)


def test_rows_are_kept_as_long_as_the_policy_says_and_then_go(db, at, monkeypatch):
    note_activity(at=at, user=None, by="Ann", action="saw", page="today")
    set_one(name="activity.keep_days", value=30, valid_from=None, now=at, by="Ann")
    for days in (29, 31):
        monkeypatch.setitem(verb._looked_on, "day", 0)
        note_activity(at=at + dt.timedelta(days=days), user=None, by="Ben", action="saw", page="today")
        assert Activity.objects.filter(by="Ann").exists() == (days == 29)
    assert Activity.objects.filter(by="Ben").count() == 2


def test_pages_go_on_where_the_last_one_ended_by_person_and_day(firm, signed_in_as):
    rows = [
        Activity(at=at_seconds(firm.now - 86_400 * 400 + n), by="Ann", action="saw", page="today", what=f"row {n}")
        for n in range(60)
    ]
    Activity.objects.bulk_create(rows)
    client = signed_in_as(firm.owner)
    day = at_seconds(firm.now - 86_400 * 400).date().isoformat()
    first = client.get("/settings/activity", {"day": day}).content.decode()
    assert first.count("data-row") <= 50
    more = re.search(r'href="(/settings/activity\?[^"]*before=\d+)"', first)
    if first.count("data-row") == 50:
        assert more
        assert 0 < client.get(html.unescape(more.group(1))).content.decode().count("data-row") <= 10
    page = told(client.get("/settings/activity", {"who": firm.member.pk}))
    assert firm.owner.name + " looked" not in page


@pytest.mark.parametrize(
    "asked", [{"day": "soon"}, {"customer": "nobody-at-all"}, {"day": "9999-12-31"}, {"customer": "a\0"}]
)
def test_what_cannot_be_looked_up_is_told(firm, signed_in_as, asked):
    assert signed_in_as(firm.owner).get("/settings/activity", asked).status_code == 404


@pytest.mark.parametrize(
    "asked", [{"who": "x"}, {"who": "9" * 50}, {"before": "-1"}, {"before": "9" * 50}, {"just": "<b>"}]
)
def test_a_mangled_address_shows_a_page(firm, signed_in_as, asked):
    assert signed_in_as(firm.owner).get("/settings/activity", asked).status_code == 200


def test_whose_access_ended_is_out_at_the_next_click_and_stays_out_with_that_session(firm, signed_in_as):
    owner, member = signed_in_as(firm.owner), signed_in_as(firm.member)
    assert member.get("/people/").status_code == 200
    owner.post(f"/settings/team/{firm.member.pk}/end")
    assert member.get("/people/").status_code == 302
    again = {"email": firm.member.email, "name": firm.member.name, "role": "member", "sees": "all"}
    page = owner.post("/settings/team/invite", again)
    assert member.get("/people/").status_code == 302
    link = re.search(r"/sign-in/[\w-]+", page.content.decode())
    assert link
    assert "no-store" in page.headers["Cache-Control"]
    member.get(link.group(0))
    assert member.get("/people/").status_code == 200
    assert owner.post("/settings/team/invite", again).status_code == 422


def test_who_saves_settings_second_is_told_and_keeps_what_they_typed(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    seen = re.search(r'name="version" value="(\w+)"', client.get("/settings/").content.decode())
    assert seen
    for _ in range(2):
        assert client.post("/settings/save", {"name": "First", "version": seen.group(1)}).status_code == 302
    answer = client.post("/settings/save", {"name": "Second", "version": seen.group(1)})
    assert answer.status_code == 422
    assert "Saved by somebody else meanwhile: First" in told(answer)
    assert 'value="Second"' in answer.content.decode()
    for wrong in ({"zone": "Mars/Olympus"}, {"currency": "POUND"}, {"senders": "nobody"}, {"name": " "}):
        fresh = re.search(r'name="version" value="(\w+)"', client.get("/settings/").content.decode())
        assert fresh
        answer = client.post("/settings/save", wrong | {"version": fresh.group(1)})
        assert answer.status_code == 422, wrong

"""Every page and action against every role, and signed out."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lately.interactions.models import Interaction
from lately.plans.models import Plan
from lately.plans.selectors import newest_plan
from lately.profiles.models import Fact
from lately.web import urls

ROLES = ("owner", "member", "own", "viewer")
# Who may read what is decided before the database is asked for it: on PostgreSQL the owner's pages show that they work.
READERS = ("owner", *(pytest.param(role, marks=pytest.mark.large) for role in ROLES[1:]))
PAGES = {
    "today": "/",
    "people": "/people/",
    "person": "/people/{who}",
    "ledger": "/ledger/{who}",
    "why": "/why/{who}",
    "say": "/say/",
    "say_content": "/say/{plan}/plan-renewal",
    "say_reason": "/say/{plan}/plan-renewal/no_occasion",
    "texts": "/say/texts/",
    "text": "/say/texts/plan-renewal/email",
    "filter": "/say/filter",
    "heard": "/heard/",
    "how_we_do": "/how-we-do/",
    "audit": "/how-we-do/audit",
}
ACTIONS = {
    "done": "/done/{who}",
    "greet": "/greet/{who}",
    "take_back": "/take-back",
    "make_plan": "/say/make",
    "text_read": "/say/texts/plan-renewal/email/read",
    "text_preview": "/say/texts/plan-renewal/email/preview",
    "text_save": "/say/texts/plan-renewal/email/save",
}
OF_ONE_CUSTOMER = {"person", "ledger", "why", "done"}
WRITERS_ONLY = {"filter"}
PUBLIC = {"ask_for_a_link", "sign_in", "sign_out", "health"}


def address(template: str, who: str = "cara") -> str:
    plan = newest_plan()
    assert plan is not None
    return template.format(who=who, plan=plan.key)


def test_every_page_and_action_is_in_this_list():
    assert {path.name for path in urls.urlpatterns} == {*PAGES, *ACTIONS, *PUBLIC}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", READERS)
def test_who_may_read_what(firm, signed_in_as, role, name):
    answer = signed_in_as(getattr(firm, role)).get(address(PAGES[name]))
    others = role == "own" and name in {*OF_ONE_CUSTOMER, *WRITERS_ONLY}
    refused = others or (role == "viewer" and name in WRITERS_ONLY)
    assert answer.status_code == (403 if refused else 200)
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("name", sorted(OF_ONE_CUSTOMER - {"done"}))
def test_a_member_reads_the_pages_of_their_own_customers(firm, signed_in_as, name):
    theirs = firm.own.customers.filter(identifiers__kind="key").first()
    key = theirs.identifiers.get(kind="key").value
    assert signed_in_as(firm.own).get(address(PAGES[name], key)).status_code == 200


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("in_place", [False, True], ids=["page", "part"])
def test_who_may_say_i_did_it(firm, signed_in_as, role, in_place):
    before = Interaction.objects.count()
    headers = {"hx-request": "true"} if in_place else {}
    answer = signed_in_as(getattr(firm, role)).post("/done/cara", {"channel": "phone"}, headers=headers)
    allowed = role in {"owner", "member"}
    assert Interaction.objects.count() - before == allowed
    if allowed:
        assert answer.status_code == (200 if in_place else 302)
    else:
        assert answer.status_code == (422 if in_place and role == "own" else 403)
        assert "Nothing was changed" in answer.content.decode() or "not in your book" in answer.content.decode()


def test_pressed_twice_is_written_once(firm, signed_in_as):
    client, before = signed_in_as(firm.member), Interaction.objects.count()
    for _ in range(3):
        client.post("/done/cara", {"channel": "phone", "content": "community-radiators"})
    assert Interaction.objects.count() == before + 1
    client.post("/done/cara", {"channel": "phone", "content": "tip-sunday-test"})
    assert Interaction.objects.count() == before + 2


@pytest.mark.parametrize("role", ["owner", "member", "viewer", "own"])
def test_only_who_wrote_it_down_and_the_owner_take_it_back(firm, signed_in_as, role):
    signed_in_as(firm.member).post("/done/cara", {"channel": "phone"})
    row = Interaction.objects.latest("pk")
    answer = signed_in_as(getattr(firm, role)).post("/take-back", {"key": row.source_key})
    row.refresh_from_db()
    assert (row.voided_at is not None) == (role in {"owner", "member"})
    assert answer.status_code == {"owner": 302, "member": 302, "viewer": 403, "own": 422}[role]


def test_nothing_else_of_the_ledger_can_be_taken_back(firm, signed_in_as):
    row = Interaction.objects.filter(by=firm.member, voided_at=None).first()
    assert row is not None
    assert signed_in_as(firm.owner).post("/take-back", {"key": row.source_key}).status_code == 422
    row.refresh_from_db()
    assert row.voided_at is None


@pytest.mark.parametrize("role", ROLES)
def test_who_may_make_the_plan(firm, signed_in_as, role):
    answer = signed_in_as(getattr(firm, role)).post("/say/make")
    made = role != "viewer"
    assert answer.status_code == (302 if made else 403)
    assert Plan.objects.count() == 1 + made


def test_at_another_moment_nothing_is_written_down(firm, signed_in_as):
    before = Interaction.objects.count()
    client = signed_in_as(firm.owner)
    assert client.post("/done/cara?at=2026-01-05", {"channel": "phone"}).status_code == 422
    assert client.post("/say/make?at=2026-01-05").status_code == 422
    assert (Interaction.objects.count(), Plan.objects.count()) == (before, 1)


@pytest.mark.parametrize("path", [*PAGES.values(), *ACTIONS.values()])
def test_a_stranger_sees_and_does_nothing(firm, client, path):
    before = Interaction.objects.count()
    assert client.get(address(path), headers={"host": "localhost"}).status_code == 302
    assert client.post(address(path), {"channel": "phone"}, headers={"host": "localhost"}).status_code == 401
    assert (Interaction.objects.count(), Plan.objects.count()) == (before, 1)


def test_a_form_from_elsewhere_is_not_believed(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    client.handler.enforce_csrf_checks = True
    before = Interaction.objects.count()
    assert client.post("/done/cara", {"channel": "phone"}).status_code == 403
    file = SimpleUploadedFile("a.csv", b"email,date,amount\na@example.com,2026-01-01,3\n")
    assert client.post("/how-we-do/audit", {"files": file}).status_code == 403
    assert Interaction.objects.count() == before


def test_a_viewer_may_audit_files_of_their_own(firm, signed_in_as):
    file = SimpleUploadedFile("bought.csv", b"email,date,amount\na@example.com,2026-01-01,3\n")
    answer = signed_in_as(firm.viewer).post("/how-we-do/audit", {"files": file})
    assert answer.status_code == 200
    assert "bought.csv" in answer.content.decode()


def test_a_member_sees_only_their_own_people_in_lists(firm, signed_in_as):
    plan = newest_plan()
    assert plan is not None
    client = signed_in_as(firm.own)
    paths = (
        "/",
        "/heard/",
        "/how-we-do/",
        f"/say/{plan.key}/boiler-check-in",
        f"/say/{plan.key}/plan-renewal/no_occasion",
    )
    theirs = {one.identifiers.get(kind="key").value for one in firm.own.customers.prefetch_related("identifiers")}
    for path in paths:
        shown = set(_linked(client.get(path).content.decode()))
        assert shown, path
        assert shown <= theirs, path


def _linked(page: str) -> list[str]:
    """The customers to whom a page leads."""
    return [part.split('"')[0] for part in page.split('href="/people/')[1:] if part[0] not in '"?']


def test_a_page_tells_no_internal_number(firm, signed_in_as):
    page = signed_in_as(firm.owner).get("/people/cara").content.decode()
    assert "customer_id" not in page
    assert json.dumps({"id": 1})[1:5] not in page


@pytest.mark.parametrize("role", ROLES)
def test_who_may_say_how_cara_is_greeted(firm, signed_in_as, role):
    answer = signed_in_as(getattr(firm, role)).post("/greet/cara", {"address_as": "Mrs Mbeki"})
    stored = list(Fact.objects.filter(name="address_as").values_list("value", "source"))
    allowed = role in {"owner", "member"}
    assert answer.status_code == (302 if allowed else 403)
    assert stored == [("Mrs Mbeki", f"said by {getattr(firm, role).name}")] * allowed


def test_nobody_is_greeted_differently_at_another_moment(firm, signed_in_as):
    assert signed_in_as(firm.owner).post("/greet/cara?at=2026-01-05", {"address_as": "Cara"}).status_code == 422
    assert not Fact.objects.filter(name="address_as").exists()

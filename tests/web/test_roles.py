"""Every page and action against every role, and signed out."""

import functools
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lately.accounts.models import User
from lately.identity.models import Duplicate
from lately.interactions.models import Interaction
from lately.lib.clock import now
from lately.lib.moments import seconds
from lately.measurement.reports.words import Words
from lately.measurement.services import keep_report
from lately.plans.models import Plan
from lately.plans.selectors import newest_plan
from lately.profiles.models import Fact
from lately.profiles.selectors import find_customer
from lately.usecases.capture_piece import capture_text, say_what_it_is_about
from lately.usecases.keep_segments import save_segment
from lately.usecases.make_sign_in_link import make_sign_in_link
from lately.usecases.receive_upload import receive_upload
from lately.web import urls

ROLES = ("owner", "member", "own", "viewer")
# Who may read what is decided before the database is asked for it: on PostgreSQL the owner's pages show that they work.
READERS = ("owner", *(pytest.param(role, marks=pytest.mark.large) for role in ROLES[1:]))
PAGES = {
    "today": "/",
    "owed": "/today/promises/",
    "put_off_list": "/today/put-off/",
    "people": "/people/",
    "bring_in": "/people/bring-in/",
    "upload": "/people/bring-in/{upload}",
    "same": "/people/same/",
    "same_pair": "/people/same/{pair}",
    "same_beside": "/same-as/{who}?q=a",
    "segments": "/people/segments/",
    "segment_new": "/people/segments/new",
    "segment": "/people/segments/{segment}",
    "segment_names": "/people/segments/{segment}/yes",
    "person": "/people/{who}",
    "ledger": "/ledger/{who}",
    "shoes": "/in-their-shoes/{who}",
    "fact": "/fact/{who}?fact=likes",
    "why": "/why/{who}",
    "say": "/say/",
    "say_content": "/say/{plan}/plan-renewal",
    "say_reason": "/say/{plan}/plan-renewal/no_occasion",
    "texts": "/say/texts/",
    "text": "/say/texts/plan-renewal/email",
    "filter": "/say/filter",
    "write_new": "/say/new",
    "write": "/say/write/plan-renewal",
    "reach": "/say/reach/plan-renewal",
    "reach_names": "/say/reach-names/plan-renewal?code=no_occasion",
    "wanted": "/say/wanted/",
    "wanted_piece": "/say/wanted/{piece}",
    "ahead": "/say/ahead",
    "heard": "/heard/",
    "how_we_do": "/how-we-do/",
    "numbers": "/how-we-do/numbers/",
    "number": "/how-we-do/numbers/asks.credit",
    "audit": "/how-we-do/audit",
    "quarters": "/how-we-do/for-all",
    "lately": "/lately/{who}",
    "report": "/report/{report}",
    "hello": "/hello/",
    "settings": "/settings/",
    "team": "/settings/team/",
    "colleague": "/settings/team/{colleague}",
    "handovers": "/settings/handover/",
    "handover": "/settings/handover/{colleague}",
    "activity": "/settings/activity",
    "take_away": "/settings/take-away",
}
ACTIONS = {
    "bring_in_take": "/people/bring-in/take",
    "bring_in_undo": "/people/bring-in/undo",
    "bring_in_demo": "/people/bring-in/demo",
    "bring_in_own": "/people/bring-in/own",
    "upload_choose": "/people/bring-in/{upload}/choose",
    "upload_steer": "/people/bring-in/{upload}/steer",
    "done": "/done/{who}",
    "put_off": "/put-off/{who}",
    "put_back": "/put-back",
    "greet": "/greet/{who}",
    "keep_fact": "/keep-fact/{who}",
    "end_fact": "/end-fact/{who}",
    "entry": "/write-down/note/{who}",
    "take_entry_back": "/never-mind/{who}",
    "same_find": "/people/same/find",
    "same_propose": "/put-beside/{who}",
    "same_merge": "/people/same/{pair}/merge",
    "same_different": "/people/same/{pair}/different",
    "same_apart": "/people/same/{pair}/apart",
    "segment_try": "/people/segments/try",
    "segment_save": "/people/segments/save",
    "segment_end": "/people/segments/{segment}/end",
    "take_back": "/take-back",
    "make_plan": "/say/make",
    "text_read": "/say/texts/plan-renewal/email/read",
    "text_preview": "/say/texts/plan-renewal/email/preview",
    "text_save": "/say/texts/plan-renewal/email/save",
    "write_make": "/say/new/keep",
    "write_save": "/say/write/plan-renewal/save",
    "approve": "/say/approve/plan-renewal",
    "wanted_about": "/say/wanted/{piece}/about",
    "number_preview": "/how-we-do/numbers/asks.credit/preview",
    "number_save": "/how-we-do/numbers/asks.credit/save",
    "quarters_make": "/how-we-do/for-all/make",
    "lately_make": "/lately/{who}/make",
    "report_save": "/report/{report}/save",
    "report_show": "/report/{report}/show",
    "report_hide": "/report/{report}/hide",
    "report_sent": "/report/{report}/sent",
    "report_not_sent": "/report/{report}/not-sent",
    "report_publish": "/report/{report}/publish",
    "report_unpublish": "/report/{report}/unpublish",
    "hello_said": "/hello/{who}",
    "settings_save": "/settings/save",
    "invite": "/settings/team/invite",
    "colleague_save": "/settings/team/{colleague}/save",
    "colleague_link": "/settings/team/{colleague}/link",
    "colleague_end": "/settings/team/{colleague}/end",
    "handover_do": "/settings/handover/{colleague}/do",
    "handover_undo": "/settings/handover/1/undo",
}
# Who may send a form there at all; everybody may who is not named. Of one customer: a member of `own` only for theirs.
ALL, WHO_ACT, OWNERS = set(ROLES), {"owner", "member", "own"}, {"owner"}
DOERS = {
    "bring_in_take": {"owner", "member"},
    "bring_in_undo": {"owner", "member"},
    "bring_in_demo": OWNERS,
    "bring_in_own": OWNERS,
    "upload_choose": {"owner", "member"},
    "upload_steer": {"owner", "member"},
    "done": WHO_ACT,
    "put_off": WHO_ACT,
    "put_back": WHO_ACT,
    "greet": WHO_ACT,
    "keep_fact": WHO_ACT,
    "end_fact": WHO_ACT,
    "entry": WHO_ACT,
    "take_entry_back": WHO_ACT,
    "same_find": WHO_ACT,
    "same_propose": WHO_ACT,
    "same_merge": WHO_ACT,
    "same_different": WHO_ACT,
    "same_apart": WHO_ACT,
    "segment_try": ALL,
    "segment_save": WHO_ACT,
    "segment_end": WHO_ACT,
    "take_back": WHO_ACT,
    "make_plan": WHO_ACT,
    "text_read": ALL,
    "text_preview": ALL,
    "text_save": WHO_ACT,
    "write_make": WHO_ACT,
    "write_save": WHO_ACT,
    "approve": WHO_ACT,
    "wanted_about": WHO_ACT,
    "number_preview": OWNERS,
    "number_save": OWNERS,
    "quarters_make": WHO_ACT,
    "lately_make": WHO_ACT,
    "report_save": WHO_ACT,
    "report_show": WHO_ACT,
    "report_hide": WHO_ACT,
    "report_sent": WHO_ACT,
    "report_not_sent": WHO_ACT,
    "report_publish": OWNERS,
    "report_unpublish": OWNERS,
    "hello_said": WHO_ACT,
    "settings_save": OWNERS,
    "invite": OWNERS,
    "colleague_save": OWNERS,
    "colleague_link": OWNERS,
    "colleague_end": OWNERS,
    "handover_do": OWNERS,
    "handover_undo": OWNERS,
}
OWNERS_ONLY = {"team", "colleague", "handovers", "handover", "activity", "take_away"}
OF_ONE_CUSTOMER = {"person", "ledger", "why", "done", "put_off", "hello_said", "greet"}
OF_ONE_CUSTOMER |= {"same_beside", "same_propose", "shoes", "fact", "keep_fact", "end_fact", "entry", "take_entry_back"}
OF_ONE_PAIR = {"same_pair", "same_merge", "same_different", "same_apart"}
ACTORS_ONLY = {"same", "same_pair", "same_beside"}
OF_ONE_CUSTOMER |= {name for name in {*PAGES, *ACTIONS} if name.startswith(("report", "lately"))}
WRITERS_ONLY = {"filter", "bring_in", "upload"}
FILES = {"report_pdf": "/report/{report}/pdf", "report_mail": "/report/{report}/mail"}  # tests/web/test_lately.py
FILES |= {"bring_in_audit": "", "upload_rejected": ""}  # tests/web/test_bring_in.py
FILES |= {"take_away_people": "/people/list.csv", "take_away_everything": "/settings/everything.zip"}
FILES |= {"take_away_reason": "/say/{plan}/plan-renewal/no_occasion.csv"}  # tests/web/test_take_away.py
FILES |= {"take_away_found": "/people/found.csv", "take_away_ledger": "/ledger-as-table/{who}"}  # test_lists.py
FILES |= {"take_away_owed": "/today/promises/list.csv", "take_away_heard": "/heard/list.csv"}
FILES |= {"take_away_activity": "/settings/activity.csv"}
FILES |= {"take_away_segment": "/people/segments/{segment}/list.csv"}  # tests/web/test_segments.py
FILES |= {"take_away_same": "/people/same/list.csv", "take_away_texts": "/say/texts/list.csv"}  # test_lists.py
FILES |= {"take_away_wanted": "/say/wanted/{piece}/list.csv", "take_away_brought": "/people/bring-in/list.csv"}
FILES |= {"take_away_segments": "/people/segments/list.csv", "take_away_team": "/settings/team/list.csv"}
PUBLIC = {"ask_for_a_link", "sign_in", "sign_out", "health", "for_you", "for_all"}


def address(template: str, who: str = "cara") -> str:
    plan = newest_plan()
    assert plan is not None
    named: dict[str, object] = {"report": reported(who)} if "{report}" in template else {}
    named |= {"upload": uploaded()} if "{upload}" in template else {}
    named |= {"segment": named_question()} if "{segment}" in template else {}
    named |= {"piece": found()} if "{piece}" in template else {}
    return template.format(who=who, plan=plan.key, colleague=leaving().pk, pair=Duplicate.objects.get().pk, **named)


def uploaded() -> int:
    """The number of a list that came."""
    lay = functools.partial(Path.write_text, data="email,first name\nann@example.org,Ann\n")
    return receive_upload(name="list.csv", size=40, by="", once="roles", now=now(), lay=lay).pk


def named_question() -> str:
    """The key of a segment."""
    question = {"fact": "purchases", "at_least": 1}
    return save_segment(key="", title="Bought", question=question, seen=0, by="", now=seconds(now()))[0]


def found() -> str:
    """The key of something that was found, and chosen what it is about."""
    at = seconds(now())
    key = capture_text(user=leaving(), title="Gardens in winter", text="Mulch them.", address="", now=at).key
    say_what_it_is_about(key=key, topics=["garden"], now=at)
    return key


def reported(who: str) -> str:
    """The key of a report for a customer."""
    customer, moment = find_customer(who), now()
    report = keep_report(
        words=Words("Lately", "Dear you,", ()), begins=moment, ends=moment, by=leaving().pk, now=moment,
        once=f"roles:{customer}", customer=customer,
    )  # fmt: skip
    return report.key


def leaving():
    """The one of the firm who leaves."""
    return User.objects.get(leaves_on__isnull=False)


def test_every_page_and_action_is_in_this_list():
    assert {path.name for path in urls.urlpatterns} == {*PAGES, *ACTIONS, *FILES, *PUBLIC}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", READERS)
def test_who_may_read_what(firm, signed_in_as, role, name):
    answer = signed_in_as(getattr(firm, role)).get(address(PAGES[name]))
    others = role == "own" and name in {*OF_ONE_CUSTOMER, *OF_ONE_PAIR, *WRITERS_ONLY}
    refused = (
        others or (role == "viewer" and name in WRITERS_ONLY | ACTORS_ONLY) or (role != "owner" and name in OWNERS_ONLY)
    )
    assert answer.status_code == (403 if refused else 200)
    assert "<h1>" in answer.content.decode()


def test_of_every_action_it_is_said_who_may():
    assert set(DOERS) == set(ACTIONS)


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(firm, signed_in_as, role, name):
    """An empty form: who may is told what is missing, or it is done; who may not is turned away."""
    answer = signed_in_as(getattr(firm, role)).post(address(ACTIONS[name]))
    refused = role not in DOERS[name] or (role == "own" and name in OF_ONE_CUSTOMER | OF_ONE_PAIR)
    assert (answer.status_code == 403) == refused
    assert answer.status_code < 500


@pytest.mark.parametrize("name", sorted(OF_ONE_CUSTOMER & set(PAGES)))
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
    assert answer.status_code == {"owner": 302, "member": 302, "viewer": 403, "own": 403}[role]


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


@pytest.mark.parametrize("path", [*PAGES.values(), *ACTIONS.values(), *FILES.values()])
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


@pytest.mark.parametrize(("server", "status"), [("https://localhost", 302), ("https://elsewhere.example", 403)])
@pytest.mark.parametrize("told", [{}, {"x-forwarded-proto": "https"}])
def test_a_form_that_came_by_a_server_that_speaks_tls_is_believed(firm, client, server, status, told):
    client.handler.enforce_csrf_checks = True
    link = f"/sign-in/{make_sign_in_link(at=now())}"
    client.get("/sign-in/nobody's", REMOTE_ADDR="192.0.2.7")
    sent = {"host": "localhost", "origin": server, "referer": server, **told}
    form = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(link, form, headers=sent).status_code == status


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
        "/today/untold/",
        "/today/calls/",
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

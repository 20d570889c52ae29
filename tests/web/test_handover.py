import html
import re

import pytest
from playwright.sync_api import expect

from lately.accounts.models import Activity, User
from lately.accounts.services import set_user
from lately.consent.models import Consent
from lately.interactions.models import Interaction, Promise
from lately.lib.moments import at_seconds
from lately.profiles.frames import Places, owned
from lately.profiles.looked_after import earlier, owners_then
from lately.profiles.models import Customer, Fact, Handed, Handover


@pytest.fixture
def tom(firm):
    return User.objects.get(email="tom.ashdown@example.org")


def theirs(user):
    return set(user.customers.values_list("pk", flat=True))


def told(answer):
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def hidden(answer, name):
    found = re.search(rf'name="{name}" value="([^"]+)"', answer.content.decode())
    assert found
    return found.group(1)


def handed(client, leaver, **choice):
    """Preview, then press the button there."""
    page = client.post(f"/settings/handover/{leaver.pk}", choice)
    assert page.status_code == 200
    form = choice | {"seen": hidden(page, "seen"), "once": hidden(page, "once")}
    return client.post(f"/settings/handover/{leaver.pk}/do", form), form


def undo(client):
    return client.post(f"/settings/handover/{Handover.objects.latest('pk').pk}/undo")


def test_all_go_to_one_and_come_back(firm, signed_in_as, tom):
    client, before, others = signed_in_as(firm.owner), theirs(tom), theirs(firm.member)
    facts, promises = Fact.objects.count(), list(Promise.objects.values_list("pk", "by"))
    answer, _ = handed(client, tom, how="one", one=firm.member.pk)
    assert answer.status_code == 302
    assert (theirs(tom), theirs(firm.member)) == (set(), before | others)
    assert (Fact.objects.count(), list(Promise.objects.values_list("pk", "by"))) == (facts, promises)
    assert f"{firm.member.name} took {len(before)}" in told(client.get("/settings/handover/"))
    assert undo(client).status_code == 302
    assert (theirs(tom), theirs(firm.member)) == (before, others)
    assert undo(client).status_code == 422


def test_shared_evenly_is_even_in_number_and_nearly_in_what_they_bought(firm, signed_in_as, tom):
    client, before, were = signed_in_as(firm.owner), theirs(tom), theirs(firm.member)
    choice = {"how": "evenly", "among": [firm.member.pk, firm.own.pk]}
    page = told(client.post(f"/settings/handover/{tom.pk}", choice))
    sums = [int(said.replace(",", "")) for said in re.findall(r"they bought for £([\d,]+)", page)][1:]
    assert len(sums) == 2
    assert max(sums) < min(sums) * 1.2
    handed(client, tom, **choice)
    assert abs(len(theirs(firm.member) - were) - len(before) / 2) <= 1
    assert not theirs(tom)


def test_by_town_each_town_goes_where_it_was_sent_and_the_rest_stays(firm, signed_in_as, tom):
    client, before = signed_in_as(firm.owner), theirs(tom)
    addresses = Fact.objects.filter(name="postal_address", customer__owner=tom)
    where = {fact.customer_id for fact in addresses if "Thornwick" in fact.value}
    answer, _ = handed(client, tom, how="by", by="town", **{"group:Thornwick": firm.own.pk})
    assert answer.status_code == 302
    assert where
    assert theirs(tom) == before - where
    assert where <= theirs(firm.own)


def test_one_by_one_each_goes_as_chosen_and_all_others_where_the_rest_goes(firm, signed_in_as, tom):
    client, before = signed_in_as(firm.owner), theirs(tom)
    page = client.post(f"/settings/handover/{tom.pk}", {"how": "each"}).content.decode()
    keys = re.findall(r'name="customer:([^"]+)"', page)
    assert len(keys) == len(before)
    chosen = Customer.objects.get(identifiers__value=keys[3])
    handed(client, tom, how="each", rest=firm.member.pk, **{f"customer:{keys[3]}": firm.own.pk})
    assert chosen.pk in theirs(firm.own)
    assert before - {chosen.pk} <= theirs(firm.member)


def test_sent_twice_it_is_done_once(firm, signed_in_as, tom):
    client = signed_in_as(firm.owner)
    _, form = handed(client, tom, how="one", one=firm.member.pk)
    again = client.post(f"/settings/handover/{tom.pk}/do", form)
    assert again.status_code == 302
    assert "handed over already" in told(client.get("/settings/handover/"))
    assert Handover.objects.count() == 1


def test_if_somebody_else_gave_one_away_meanwhile_nothing_is_done_and_it_is_told(firm, signed_in_as, tom):
    client = signed_in_as(firm.owner)
    page = client.post(f"/settings/handover/{tom.pk}", {"how": "one", "one": firm.member.pk})
    form = {"how": "one", "one": firm.member.pk, "seen": hidden(page, "seen"), "once": "x"}
    gone = tom.customers.first()
    Customer.objects.filter(pk=gone.pk).update(owner=firm.own)
    left = theirs(tom)
    answer = client.post(f"/settings/handover/{tom.pk}/do", form)
    assert answer.status_code == 422
    assert "Somebody else changed who looks after whom meanwhile." in told(answer)
    assert hidden(answer, "seen") != form["seen"]
    assert theirs(tom) == left


@pytest.mark.parametrize(
    "form",
    [
        {}, {"how": "one"}, {"how": "one", "one": "x"}, {"how": "one", "one": "9" * 40}, {"how": "pigeon"},
        {"how": "evenly", "among": ["", "-1"]}, {"how": "by", "by": "deceased"}, {"how": "one", "one": "\0"},
        {"how": "each", "customer:": "1", "group:x": "2"},
    ],
)  # fmt: skip
def test_a_mangled_choice_hands_nobody_over(firm, signed_in_as, tom, form):
    client, before = signed_in_as(firm.owner), theirs(tom)
    assert client.post(f"/settings/handover/{tom.pk}", form).status_code in {200, 422}
    page = client.get(f"/settings/handover/{tom.pk}")
    sent = form | {"seen": hidden(page, "seen"), "once": "z"}
    assert client.post(f"/settings/handover/{tom.pk}/do", sent).status_code == 422
    assert theirs(tom) == before


def test_nobody_who_only_looks_on_or_leaves_takes_customers(firm, signed_in_as, tom):
    client, before = signed_in_as(firm.owner), theirs(tom)
    going = set_user(at=at_seconds(firm.now), email="g@example.org", name="Gone", leaves_on=at_seconds(firm.at).date())
    page = client.get(f"/settings/handover/{tom.pk}")
    assert "Gone" not in told(page)
    for one in (firm.viewer, tom, going):
        form = {"how": "one", "one": one.pk, "seen": hidden(page, "seen"), "once": str(one.pk)}
        assert client.post(f"/settings/handover/{tom.pk}/do", form).status_code == 422
    assert theirs(tom) == before


def test_who_sees_their_own_sees_the_new_ones_at_once_and_the_old_ones_no_more(firm, signed_in_as, tom):
    owner, maya = signed_in_as(firm.owner), signed_in_as(firm.own)
    new, old = (
        user.customers.filter(identifiers__kind="key").first().identifiers.get(kind="key").value
        for user in (tom, firm.own)
    )
    assert maya.get(f"/people/{new}").status_code == 403
    handed(owner, tom, how="one", one=firm.own.pk)
    assert maya.get(f"/people/{new}").status_code == 200
    handed(owner, firm.own, how="one", one=firm.member.pk)
    assert maya.get(f"/people/{old}").status_code == 403
    assert maya.get(f"/people/{new}").status_code == 403


def test_what_was_given_on_meanwhile_stays_when_a_handover_is_taken_back(firm, signed_in_as, tom):
    client, before = signed_in_as(firm.owner), theirs(tom)
    handed(client, tom, how="one", one=firm.own.pk)
    first = Handover.objects.latest("pk")
    handed(client, firm.own, how="by", by="town", **{"group:Thornwick": firm.member.pk})
    on = set(Handed.objects.filter(handover=Handover.objects.latest("pk")).values_list("customer_id", flat=True))
    client.post(f"/settings/handover/{first.pk}/undo")
    assert theirs(tom) == before - on
    assert on & before <= theirs(firm.member)
    assert f"{len(on & before)} were given to others meanwhile, and stay." in told(client.get("/settings/handover/"))


def test_who_looked_after_somebody_can_be_said_of_every_moment(firm, signed_in_as, tom):
    client = signed_in_as(firm.owner)
    customer = tom.customers.first().pk
    handed(client, tom, how="one", one=firm.member.pk)
    now = Handover.objects.latest("pk").recorded_at.timestamp().__int__()
    then = {"before": firm.at - 1, "after": firm.at}
    assert owners_then([customer], at=then["before"], known=now) == {customer: tom.pk}
    assert owners_then([customer], at=then["after"], known=now) == {customer: firm.member.pk}
    assert owners_then([customer], at=then["after"], known=now - 1) == {customer: tom.pk}
    assert earlier(customer, at=firm.at, known=now) == [(tom.name, firm.at)]
    Customer.objects.filter(pk=customer).update(owner=None)
    Handed.objects.filter(customer=customer).update(after=None)
    places = Places([customer], {})
    flags = [bool(owned(places, chosen=True, at=at, known=now)[0]) for at in then.values()]
    assert flags == [True, False]


def test_hello_says_what_the_one_before_knew_and_whoever_heard_from_me_leaves_the_list(firm, signed_in_as, tom):
    handed(signed_in_as(firm.owner), tom, how="one", one=firm.member.pk)
    client = signed_in_as(firm.member)
    page = client.get("/hello/")
    count = len({*theirs(firm.member)} & set(Handed.objects.values_list("customer_id", flat=True)))
    assert f"You look after {count} people now who have not heard from you yet." in told(page)
    assert f"You look after {count} customers now who have not heard from you yet." in told(client.get("/"))
    assert re.search(r"Bought for £[\d,.]+ in two years, not heard from us for \d+ (months|weeks)", told(page))
    assert f"{tom.name} leaves us on" in told(page)
    first = re.findall(r'data-main href="/people/([^"?]+)', page.content.decode())[0]
    answer = client.post(f"/hello/{first}", {"channel": "email"}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    row = Interaction.objects.latest("pk")
    assert (row.classed, row.by_id, row.direction) == ("service", firm.member.pk, "out")
    again = client.get("/hello/").content.decode()
    assert f'data-main href="/people/{first}"' not in again
    client.post("/take-back", {"key": row.source_key})
    assert f'data-main href="/people/{first}"' in client.get("/hello/").content.decode()


def test_a_promise_of_the_one_before_is_mine_to_keep_and_stays_theirs_by_name(firm, signed_in_as, tom):
    owner = signed_in_as(firm.owner)
    promise = Promise.objects.filter(by=tom.name, customer__owner=tom, refrains="", voided_at=None).exclude(
        keepings__voided_at=None, keepings__isnull=False
    ).latest("due_at")  # fmt: skip
    preview = owner.post(f"/settings/handover/{tom.pk}", {"how": "one", "one": firm.own.pk})
    assert f"to be kept by {firm.own.name}" in told(preview)
    assert promise.what.rstrip(".") in told(preview)
    Interaction.objects.filter(kind="purchase").exclude(customer=promise.customer).update(amount_minor=1)
    handed(owner, tom, how="one", one=firm.own.pk)
    page = told(signed_in_as(firm.own).get("/hello/"))
    assert f"{tom.name} said" in page
    assert "and it is yours to keep now" in page
    assert f"{tom.name.split()[0]} promised you “{promise.what.rstrip('.')}”" in page
    promise.refresh_from_db()
    assert promise.by == tom.name


def test_who_asked_us_to_keep_silent_is_left_in_peace(firm, signed_in_as, tom):
    handed(signed_in_as(firm.owner), tom, how="one", one=firm.member.pk)
    client = signed_in_as(firm.member)
    first = re.findall(r'data-main href="/people/([^"?]+)', client.get("/hello/").content.decode())[0]
    customer = Customer.objects.get(identifiers__value=first)
    Consent.objects.create(
        customer=customer, state="objected", happened_at=at_seconds(firm.at - 60), recorded_at=at_seconds(firm.now),
        source="test",
    )  # fmt: skip
    page = client.get("/hello/")
    assert "Leave in peace" in told(page)
    assert f'action="/hello/{first}"' not in page.content.decode()


def test_nobody_handed_over_is_said_kindly(firm, signed_in_as):
    assert "Nobody was handed over to you" in told(signed_in_as(firm.viewer).get("/hello/"))
    assert "Say hello" not in told(signed_in_as(firm.member).get("/"))


def test_a_handover_is_on_record_with_who_did_it(firm, signed_in_as, tom):
    client = signed_in_as(firm.owner)
    count = len(theirs(tom))
    handed(client, tom, how="one", one=firm.member.pk)
    row = Activity.objects.filter(page="handover_do").get()
    assert (row.user_id, row.action) == (firm.owner.pk, "changed")
    assert row.what == f"handed customers of {tom.name} over: {count} to {firm.member.name}"
    assert not Activity.objects.filter(page="handover", action="changed").exists()


def test_a_rep_leaves_their_customers_are_shared_and_the_first_hello_is_said(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, at="/settings/team/")
    page.get_by_role("link", name="Hand them over").click()
    page.get_by_label("Shared evenly").check()
    page.get_by_label(demo.member.name).check()
    expect(page.get_by_role("heading", name=re.compile(f"{demo.member.name} takes"))).to_be_visible()
    page.get_by_label(demo.own.name).check()
    expect(page.get_by_role("heading", name=re.compile(f"{demo.own.name} takes"))).to_be_visible()
    axe_finds_nothing(page)
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("status")).to_contain_text("Handed over.")
    axe_finds_nothing(page)
    mine = page_of(demo.own, phone=True)
    mine.get_by_role("link", name="Say hello").click()
    card = mine.locator(".cards > li").first
    name = card.locator("h2").inner_text()
    card.get_by_text("Read the draft").first.click()
    expect(card.locator(".letter").first).to_contain_text("Tom Ashdown leaves us on 11 December")
    axe_finds_nothing(mine)
    card.get_by_role("button", name="I did it").first.click()
    expect(mine.get_by_role("status").first).to_contain_text(name)
    mine.reload()
    expect(mine.locator(".cards > li h2").first).not_to_have_text(name)

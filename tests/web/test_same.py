"""The same person? Looked at, merged, taken apart; and what must not happen on the way."""

import re

import pytest
from django.urls import resolve, reverse
from playwright.sync_api import expect

from lately.identity.models import Duplicate, State
from lately.profiles.models import Customer, Identifier, Redirect
from lately.web import urls
from lately.web.who import FIXED

FORMS = {"merge", "different", "apart"}


def pair():
    """Petra, who is in the invented book twice."""
    return Duplicate.objects.get()


def test_petra_is_in_the_book_twice_until_somebody_merges_her_and_can_be_parted_again(page_of, demo, axe_finds_nothing):
    page = page_of(demo.owner, at="/people/")
    page.get_by_role("link", name="The same person?").click()
    expect(page.get_by_text("family name spelt differently")).to_be_visible()
    axe_finds_nothing(page)
    page.get_by_role("link", name=re.compile("Petra Novotny.*and.*Petra Novotna")).first.click()
    expect(page.get_by_text("That holds for both, until they say otherwise.")).to_be_visible()
    axe_finds_nothing(page)
    page.get_by_role("group", name="Family name").get_by_role("radio").first.check()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("status").first).to_contain_text("They are one customer now")
    axe_finds_nothing(page)
    page.get_by_role("link", name="Petra Novotny").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Petra Novotny")
    expect(page.get_by_text("Merged from Petra Novotna")).to_be_visible()
    axe_finds_nothing(page)
    page.get_by_role("button", name=re.compile("Take Petra Novotna apart")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Petra Novotny and Petra Novotna")
    page.get_by_role("button", name="They are different people").click()
    expect(page.get_by_text("Nobody looks like somebody else")).to_be_visible()
    page.get_by_role("button", name="Look through the book").click()
    expect(page.get_by_text("nobody new looks like somebody else")).to_be_visible()


@pytest.mark.long
def test_the_pages_fit_a_phone_in_the_dark_without_scripts(page_of, demo):
    page = page_of(demo.owner, at="/people/same/", phone=True, dark=True, script=False)
    page.get_by_role("link", name=re.compile("side by side")).click()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("They are one customer now")).to_be_visible()


@pytest.mark.parametrize("role", ["owner", "member", "own", "viewer"])
@pytest.mark.parametrize("form", sorted(FORMS - {"apart"}))
def test_who_may_decide_of_a_pair(firm, signed_in_as, role, form):
    answer = signed_in_as(getattr(firm, role)).post(f"/people/same/{pair().pk}/{form}", {"seen": "0"})
    assert answer.status_code == {"owner": 302, "member": 302, "own": 403, "viewer": 403}[role]
    assert (pair().state != State.PROPOSED) == (role in {"owner", "member"})


def test_merge_pressed_twice_and_with_the_back_button_is_one_merge(firm, signed_in_as):
    client, address = signed_in_as(firm.owner), f"/people/same/{pair().pk}/merge"
    assert client.post(address, {"seen": "0"}).status_code == 302
    again = client.post(address, {"seen": "0", "fact.family_name": "first"})
    assert again.status_code == 422
    assert "Ruth Calloway merged the two since you opened this page" in again.content.decode()
    assert Redirect.objects.count() == 1


def test_what_was_chosen_stays_on_the_page_of_the_second_who_decides(firm, signed_in_as):
    one, other = signed_in_as(firm.owner), signed_in_as(firm.member)
    assert one.post(f"/people/same/{pair().pk}/merge", {"seen": "0"}).status_code == 302
    assert one.post(f"/people/same/{pair().pk}/apart", {"seen": "1"}).status_code == 302
    answer = other.post(f"/people/same/{pair().pk}/merge", {"seen": "0", "fact.family_name": "first"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'name="fact.family_name" value="first" checked', page)
    assert 'name="seen" value="2"' in page


@pytest.mark.parametrize("seen", ["", "-1", "9" * 30, "x", "\u0661"])
def test_a_form_that_was_tampered_with_changes_nothing(firm, signed_in_as, seen):
    form = {"seen": seen, "fact.family_name": "third", "fact.password": "first", "fact." + "x" * 500: "first"}
    answer = signed_in_as(firm.owner).post(f"/people/same/{pair().pk}/merge", form)
    assert answer.status_code == 422
    assert Redirect.objects.count() == 0


def test_nul_and_pairs_that_are_not_there_are_refused_in_words(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    assert client.post(f"/people/same/{pair().pk}/merge", {"seen": "0", "fact.x": "\0"}).status_code == 422
    assert client.get("/people/same/999999999").status_code == 404
    assert client.get("/people/same/99999999999999999999999999").status_code == 404
    assert client.get("/people/same/?after=%27;drop|x").status_code == 200


def test_at_another_moment_nobody_is_merged(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    for form in FORMS:
        assert client.post(f"/people/same/{pair().pk}/{form}?at=2026-01-05", {"seen": "0"}).status_code == 422
    assert client.post("/people/same/find?at=2026-01-05").status_code == 422
    assert pair().version == 0


def test_a_member_of_their_own_customers_sees_their_own_pairs_only(firm, signed_in_as):
    client = signed_in_as(firm.own)
    assert "Novot" not in client.get("/people/same/").content.decode()
    assert client.get(f"/people/same/{pair().pk}").status_code == 403
    Customer.objects.filter(pk__in=[pair().first_id, pair().second_id]).update(owner=firm.own)
    assert "Novot" in client.get("/people/same/").content.decode()


@pytest.mark.parametrize(
    "key", ["same/7", "same/", "same", "segments/new", "bring-in/3", "list.csv", "-/x", "a/b", "ann@x"]
)
def test_a_key_that_looks_like_a_page_of_ours_leads_to_the_customer(key):
    match = resolve(reverse("web:person", args=[key]))
    assert (match.url_name, match.kwargs) == ("person", {"who": key})


def test_no_page_hides_a_customer():
    routes = [str(each.pattern) for each in urls.urlpatterns if each.name != "person"]
    after = {route.removeprefix("people/").split("/")[0] for route in routes if route.startswith("people/")}
    assert after - {""} == set(FIXED)


def test_petra_is_found_by_hand_and_put_beside_whom_she_is(firm, signed_in_as):
    client = signed_in_as(firm.owner)
    petra, other = pair().first_id, Customer.objects.latest("pk").pk
    names = [Identifier.objects.filter(customer=each, voided_at=None)[0].value for each in (petra, other)]
    page = client.get(reverse("web:same_beside", args=[names[0]]), {"q": "Novotn"})
    assert "Look at both" in page.content.decode()
    then = client.post(reverse("web:same_propose", args=[names[0]]), {"other": names[1]})
    assert client.get(then.headers["Location"]).status_code == 200
    assert client.post(reverse("web:same_propose", args=[names[0]]), {"other": names[0]}).status_code == 422
    assert client.post(reverse("web:same_propose", args=[names[0]]), {"other": "nobody\0"}).status_code == 422

"""How somebody wants to be greeted is stored with who said it, and can be changed and taken back."""

from __future__ import annotations

import pytest

from lately.accounts.models import User
from lately.content.definition import parse_definitions
from lately.content.services import keep_contents
from lately.decisioning.catalogue import PARTS_OF_NAMES
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles.models import Fact
from lately.profiles.people import people
from lately.usecases.explain import explain
from lately.usecases.pass_over import gather, set_up
from lately.usecases.say_how_to_greet import say_how_to_greet
from lately.usecases.see_person import see_person

GREETED = """
- key: greeted
  title: A greeting
  purpose: news
  benefit: It is of use.
  worth: 6
  channels:
    email: {class: give, text: "Dear {{ customer.greeting }}, close the shutters at night."}
"""


def _say(owner, at, address_as="", form="", who="ann@example.com"):
    say_how_to_greet(user=owner, who=who, address_as=address_as, form_of_address=form, at=seconds(at), now=seconds(at))


def _ann(small_book, at):
    return people([small_book.ids["Ann"]], at=seconds(at), known=seconds(at))[small_book.ids["Ann"]]


def test_ann_is_greeted_by_the_name_on_her_card_until_she_says_otherwise(small_book, at, owner):
    assert _ann(small_book, at)["greeted"].salutation == "Dear Ann"
    _say(owner, at, "Dear Annie,")
    said = _ann(small_book, at)
    assert (said["greeting"], said["fields"]["customer.salutation"]) == ("Annie", "Dear Annie")
    assert said["fields"]["customer.first"] == "Ann"
    _say(owner, at, "Dr Lee")
    assert _ann(small_book, at)["greeting"] == "Dr Lee"
    _say(owner, at, "")
    assert _ann(small_book, at)["greeting"] == "Ann"
    assert [row.value for row in Fact.objects.filter(name="address_as").order_by("pk")] == ["Annie", "Dr Lee", ""]
    assert set(Fact.objects.filter(name="address_as").values_list("source", flat=True)) == {f"said by {owner.name}"}


def test_said_twice_is_written_once_and_nothing_said_is_nothing_written(small_book, at, owner):
    _say(owner, at)
    assert not Fact.objects.filter(name="address_as").exists()
    _say(owner, at, "Annie", "mrs")
    _say(owner, at, "Annie", "mrs")
    assert Fact.objects.filter(name__in=["address_as", "form_of_address"]).count() == 2


def test_a_family_name_is_enough_once_cara_said_mrs(small_book, at, owner):
    small_book.fact("Cara", "given_name", "")
    small_book.fact("Cara", "family_name", "Lee")
    cara = small_book.ids["Cara"]
    assert people([cara], at=seconds(at), known=seconds(at))[cara]["greeting"] == ""
    _say(owner, at, form="mrs", who="cara@example.com")
    assert people([cara], at=seconds(at), known=seconds(at))[cara]["greeting"] == "Mrs Lee"


@pytest.mark.parametrize(
    ("address_as", "form"), [("ann@example.com", ""), ("12", ""), ("n/a", ""), ("x" * 101, ""), ("", "king")]
)
def test_what_nobody_can_be_called_is_refused(small_book, at, owner, address_as, form):
    with pytest.raises(Refusal):
        _say(owner, at, address_as, form)
    assert not Fact.objects.filter(name__in=["address_as", "form_of_address"]).exists()


def test_an_address_proposes_a_name_and_nobody_uses_it_unasked(small_book, at):
    small_book.fact("Ann", "given_name", "")
    small_book.fact("Ann", "email", "jo.smith@example.com")
    said = _ann(small_book, at)
    assert (said["greeting"], said["greeted"].perhaps) == ("", "Jo")


def test_dov_is_held_back_while_we_do_not_know_how_to_greet_him(small_book, at, owner):
    keep_contents(definitions=parse_definitions(GREETED, zone="Europe/London"), now=small_book.ago(2))
    small_book.fact("Dov", "given_name", "info@")

    def why():
        told = explain(customer="dov@example.com", content="greeted", at=seconds(at), now=seconds(at))["contents"][0]
        return {reason["code"]: reason["sentence"] for one in told["channels"] for reason in one["reasons"]}

    assert why()["no_greeting"].startswith("We do not know how to greet info@; say on their page")
    _say(owner, at, "Dov", who="dov@example.com")
    assert "no_greeting" not in why()


def test_eve_is_greeted_in_her_language_and_nobody_guesses_that_she_is_a_woman(small_book, at, owner):
    small_book.fact("Eve", "given_name", "Eve")
    small_book.fact("Eve", "family_name", "Lind")
    small_book.fact("Eve", "language", "de-AT")

    def said():
        return people([small_book.ids["Eve"]], at=seconds(at), known=seconds(at))[small_book.ids["Eve"]]["greeted"]

    assert said().salutation == "Guten Tag Eve Lind"
    _say(owner, at, form="mrs", who="eve@example.com")
    assert said().salutation == "Sehr geehrte Frau Lind"


ODD = {
    "Ann": {"given_name": "info@"},
    "Ben": {"given_name": "", "full_name": "Nguyen Linh"},
    "Cara": {"given_name": "", "family_name": "Lee", "form_of_address": "Mrs."},
    "Dov": {"given_name": "J.", "family_name": "Lind", "company_name": "Lind Ltd"},
    "Eve": {"given_name": "", "company_name": "Eve's", "address_as": "Evie"},
}


def test_a_pass_over_everybody_knows_of_the_same_people_how_they_are_called(small_book, at):
    for name, facts in ODD.items():
        for fact, value in facts.items():
            small_book.fact(name, fact, value)
    setting = set_up(at=seconds(at), now=seconds(at))
    for wanted in (["greets.greeting", "greets.first_name"], [f"greets.{part}" for part in PARTS_OF_NAMES]):
        records = gather(setting, also=wanted)
        shown = people(records.customers, at=seconds(at), known=seconds(at))
        for part in (one.removeprefix("greets.") for one in wanted):
            known = [bool(shown[each]["fields"][PARTS_OF_NAMES[part]]) for each in records.customers]
            assert records.standing.greets[part].tolist() == known, part
    assert len({tuple(flags) for flags in records.standing.greets.values()}) > len(["all", "none"])


def test_a_page_says_how_ann_is_greeted_and_who_said_it(small_book, at, owner):
    _say(owner, at, "Annie", "mx")
    page = see_person(user=owner, who="ann@example.com", at=seconds(at), now=seconds(at))
    assert page["person"]["greeted"].salutation == "Dear Annie"
    assert page["wished"]["address_as"]["source"] == f"said by {owner.name}"
    assert page["person"]["greeted"].form == "mx"


def test_eve_is_nobodys_to_change_but_who_looks_after_her(small_book, at, db):
    other = User.objects.create(email="x@example.org", name="X", role="member", sees="own", recorded_at=at)
    with pytest.raises(Refusal, match="not in your book"):
        _say(other, at, "Evie", who="eve@example.com")

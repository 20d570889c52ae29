import pytest
from django.db import connection

from lately.accounts.models import Role
from lately.accounts.services import set_organisation, set_user
from lately.cli.main import main
from lately.consent.models import Consent
from lately.content.models import Content
from lately.imports.models import Import
from lately.interactions.models import CustomerState, Interaction, KnownSince
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.measurement.models import ReportShowing
from lately.profiles.handing import hand_over
from lately.profiles.models import Customer, Handed, Identifier
from lately.usecases.list_imports import list_imports
from lately.usecases.make_report import make_report
from lately.usecases.show_report import show_report

PURCHASES = "email,date,amount\nann@example.org,2025-03-31,12.30\nben@example.org,2025-03-31,12.30\n"
LETTERS = "email,date,channel,class\nann@example.org,2026-11-01,email,give\nann@example.org,2026-11-10,phone,ask\n"


def test_what_was_undone_does_not_count_and_is_not_deleted(take):
    tally = take.purchases(PURCHASES)
    undone = take.later(1).undo(tally.imported)
    assert (undone.rows["interactions"], undone.customers, undone.customers_kept) == (2, 2, 0)
    assert take.counting() == (0, 0, 0, 0)
    assert not Identifier.objects.filter(voided_at=None).exists()
    assert Interaction.objects.count() == 2


def test_the_same_file_can_be_taken_in_again_after_it_was_undone(take):
    first = take.purchases(PURCHASES)
    take.later(1).undo(first.imported)
    again = take.later(2).purchases(PURCHASES)
    assert (again.added, again.customers_added) == (2, 2)
    assert again.imported != first.imported
    assert take.counting() == (2, 0, 2, 0)


def test_undone_twice_is_a_plain_reason(take):
    tally = take.purchases(PURCHASES)
    take.undo(tally.imported)
    with pytest.raises(Refusal, match="was undone on 2026-11-16 at 09:00 UTC already"):
        take.later(1).undo(tally.imported)


def test_there_is_no_such_import(take):
    with pytest.raises(Refusal, match="no import 77"):
        take.undo(77)


def test_ann_of_whom_another_file_speaks_stays_and_is_found_by_the_same_address(take):
    bought = take.purchases(PURCHASES)
    take.later(1).interactions("email,date,channel\nann@example.org,2025-04-01,email\n")
    undone = take.later(2).undo(bought.imported)
    assert (undone.customers, undone.customers_kept) == (1, 1)
    assert take.who("ann@example.org") == Interaction.objects.get(voided_at=None).customer_id
    assert not Identifier.objects.filter(value="ben@example.org", voided_at=None).exists()


def test_ann_goes_with_the_last_file_that_speaks_of_her(take):
    bought = take.purchases(PURCHASES)
    spoke = take.later(1).interactions("email,date,channel\nann@example.org,2025-04-01,email\n")
    take.later(2).undo(bought.imported)
    undone = take.later(3).undo(spoke.imported)
    assert (undone.customers, undone.customers_kept) == (1, 0)
    assert take.counting() == (0, 0, 0, 0)
    assert not Identifier.objects.filter(voided_at=None).exists()


def test_an_address_that_the_undone_file_gave_to_a_customer_of_another_is_taken_back(take):
    take.customers("id,given_name\n7,Ann\n")
    gave = take.later(1).customers("id,email,given_name\n7,ann@example.org,Anna\n")
    assert take.facts("7", "given_name") == ["Ann", "Anna"]
    take.later(2).undo(gave.imported)
    assert take.facts("7", "given_name") == ["Ann"]
    assert not Identifier.objects.filter(value="ann@example.org", voided_at=None).exists()
    assert Customer.objects.get(voided_at=None).pk == take.who("7")


def test_consents_go_with_their_file(take):
    said = take.customers("email,consent_email\nann@example.org,yes\n")
    take.undo(said.imported)
    assert Consent.objects.count() == 1
    assert not Consent.objects.filter(voided_at=None).exists()


def test_the_kept_state_and_known_since_follow(take):
    take.customers("email\nann@example.org\n")
    ann = take.who("ann@example.org")
    spoke = take.interactions(LETTERS)
    assert CustomerState.objects.get(customer=ann).last_ask
    take.later(1).undo(spoke.imported)
    state = CustomerState.objects.get(customer=ann)
    assert (state.last_contact, state.last_give, state.last_ask, state.given) == (None, None, None, 0)
    assert not KnownSince.objects.filter(voided_at=None).exists()


def test_an_unfinished_import_can_be_undone_and_one_that_runs_on_is_stopped(take):
    tally = take.purchases(PURCHASES)
    Import.objects.update(finished_at=None)
    take.undo(tally.imported)
    assert take.counting() == (0, 0, 0, 0)


def test_the_list_tells_what_became_of_each(take):
    first = take.purchases(PURCHASES)
    take.customers("email\ndov@example.org\n")
    take.undo(first.imported)
    told = [(row["kind"], row["state"], row["added"], row["file"]) for row in list_imports()]
    assert told == [("customers", "done", 1, "customers.csv"), ("purchases", "undone", 2, "purchases.csv")]


def test_undoing_many_takes_few_questions(take, django_assert_max_num_queries):
    lines = "".join(f"c{number}@example.org,2025-03-31,5\n" for number in range(300))
    tally = take.purchases("email,date,amount\n" + lines)
    with django_assert_max_num_queries(60, connection=connection):
        take.undo(tally.imported)


TIP = "[{key: tip, purpose: news, benefit: A lower bill, worth: WORTH, channels: {email: {class: give, text: Hello}}}]"


def test_of_contents_that_were_replaced_since_it_is_said_by_what_and_how_to_take_that_back(take, capsys):
    first = take.content(TIP.replace("WORTH", "5"))
    second = take.later(1).content(TIP.replace("WORTH", "6"))
    assert first.imported
    assert main(["import", "undo", str(first.imported)]) == 0
    told = capsys.readouterr().out
    assert "nothing of it counted any more" in told
    assert f"1 content of it was replaced before, by import {second.imported}" in told
    assert f"./lately import undo {second.imported}" in told
    assert [row.definition["worth"] for row in Content.objects.filter(voided_at=None)] == [6]
    undone = take.later(2).undo(second.imported)
    assert (undone.rows, undone.replaced) == ({"contents": 1}, {})
    assert not Content.objects.filter(voided_at=None).exists()


def test_whom_a_list_gave_to_somebody_else_is_looked_after_as_before(take):
    olga, maya = (
        set_user(at=take.now, email=f"{name}@warm.example.org", name=name, role=Role.MEMBER)
        for name in ("olga", "maya")
    )
    take.customers(f"email,owner\nann@example.org,{olga.email}\nben@example.org,\ndov@example.org,{olga.email}\n")
    theirs = "email,owner\n" + "".join(f"{name}@example.org,{maya.email}\n" for name in ("ann", "ben", "dov"))
    given = take.later(1).customers(theirs, "maya.csv")
    dov = take.who("dov@example.org")
    to = hand_over(
        leaver=maya.pk, to={dov: olga.pk}, by=olga, how="by hand", once="x", at=take.now, now=take.later(2).now
    )
    assert to
    take.later(3).undo(given.imported)
    owners = dict(Customer.objects.values_list("identifiers__value", "owner__name"))
    assert owners == {"ann@example.org": "olga", "ben@example.org": None, "dov@example.org": "olga"}
    assert list(Handed.objects.filter(voided_at=None).values_list("customer", flat=True)) == [dov, dov]


def test_a_page_that_tells_of_deeds_which_were_taken_back_is_closed(take, owner):
    set_organisation(at=take.now, name="Warm & Well", zone="UTC")
    take.customers("email\nann@example.org\n")
    taken = take.deeds("email,what,date\nann@example.org,Fixed the leak,2026-11-10\n")
    now = seconds(take.now)
    key = make_report(user=owner, who="ann@example.org", since="", once="1", at=now, now=now)
    show_report(user=owner, key=key, at=now, now=now)
    take.later(1).undo(taken.imported)
    assert not ReportShowing.objects.filter(ended_at=None).exists()

"""Two records of one customer: read as one everywhere, and taken apart again exactly."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from lately.accounts.models import Book, Role, User
from lately.accounts.services import set_user
from lately.consent.models import Consent
from lately.consent.said import said
from lately.identity.models import Duplicate, Search, State
from lately.identity.selectors import Asked, pairs
from lately.identity.services import DecidedMeanwhile
from lately.interactions.models import CustomerState, Interaction
from lately.interactions.services import record, record_deed, rows_changed
from lately.interactions.timeline import When
from lately.interactions.waiting import open_complaints, untold_deeds
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import NotInYourBook
from lately.profiles.glance import facts_of
from lately.profiles.models import Customer, Fact, Identifier, Redirect
from lately.profiles.people import people
from lately.profiles.selectors import find_customer
from lately.usecases.decide_now import decide_now
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.find_duplicates import find_duplicates
from lately.usecases.merge_customers import merge_customers
from lately.usecases.part_customers import keep_apart, take_apart
from lately.usecases.propose_same import propose_same, see_others
from lately.usecases.see_heard import Part, see_heard
from lately.usecases.see_same import see_pair
from lately.usecases.verify_state import verify_state
from tests.usecases.conftest import BEGAN, SmallBook

NUMBER = "+447700900123"


def quiet(doing: str, done: int, of: int | None) -> None:
    """Say nothing."""


@pytest.fixture
def twice(small_book: SmallBook) -> SmallBook:
    """Ann stands in the book a second time: as Anne, with another address and the same number and surname."""
    small_book.add("Anne")
    for name in ("Ann", "Anne"):
        small_book.fact(name, "family_name", "Calloway")
        small_book.fact(name, "phone", NUMBER)
    small_book.fact("Anne", "postal_address", "12 Mill Lane, Harrow HA1 2AB")
    Fact.objects.filter(customer=small_book.ids["Anne"], name="given_name").update(value="Ann")
    return small_book


def found(at: dt.datetime) -> Duplicate:
    """The one pair that is proposed."""
    find_duplicates(now=at, progress=quiet)
    (pair,) = pairs(Asked(), book=None, limit=9).pairs
    return pair


def merged(user: User, at: dt.datetime, **chosen: str) -> Duplicate:
    """The pair, once merged."""
    pair = found(at)
    merge_customers(user=user, number=pair.pk, chosen=chosen, seen=pair.version, now=seconds(at))
    pair.refresh_from_db()
    return pair


def everything(at: int) -> dict[str, Any]:
    """What anybody can be told of the book: ledger, kept state, consents, facts, names and decisions."""
    ids = sorted(Customer.objects.values_list("pk", flat=True))
    kept = {
        row["customer"]: {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
        for row in CustomerState.objects.values(
            "customer",
            "recent",
            "last_contact",
            "last_give",
            "last_ask",
            "last_deed",
            "last_spoken",
            "epoch_day",
            "given",
            "asked",
        )
    }
    tonight = decide_tonight(at=at, now=at)
    known = people(ids, at=at, known=at)
    return {
        "ledger": list(Interaction.objects.order_by("pk").values()),
        "kept": {each: kept[each] for each in ids if each in kept and kept[each]["last_contact"]},
        "consents": {each: said([each], at=at, known=at) for each in ids},
        "facts": {each: facts_of([each], at=at, known=at) for each in ids},
        "people": known,
        "owners": dict(Customer.objects.values_list("pk", "owner_id")),
        "identifiers": list(Identifier.objects.order_by("pk").values()),
        "decided": sorted(tonight.lines, key=lambda line: str(line["customer"])),
    }


def test_ann_is_found_twice_with_what_speaks_for_it(twice, at):
    pair = found(at)
    assert {pair.first_id, pair.second_id} == {twice.ids["Ann"], twice.ids["Anne"]}
    assert (pair.evidence["given_name"], pair.evidence["phone"], pair.evidence["email"]) == ("same", "same", "differs")


def test_two_of_whom_nothing_shows_it_are_put_side_by_side_by_hand(small_book, at):
    ann, dov = small_book.ids["Ann"], small_book.ids["Dov"]
    name = {each: person["who"] for each, person in people([ann, dov], at=seconds(at), known=seconds(at)).items()}
    olga = set_user(at=at, email="olga@example.org", name="Olga", role=Role.OWNER)
    others = see_others(user=olga, who=name[ann], text="Do\0v", at=seconds(at), now=seconds(at))["others"]
    assert [each["who"] for each in others] == [name[dov]]
    number = propose_same(user=olga, who=name[ann], other=name[dov], now=seconds(at))
    assert propose_same(user=olga, who=name[dov], other=name[ann], now=seconds(at)) == number
    keep_apart(user=olga, number=number, seen=0, now=seconds(at))
    assert propose_same(user=olga, who=name[ann], other=name[dov], now=seconds(at)) == number
    merge_customers(user=olga, number=number, chosen={}, seen=2, now=seconds(at))
    with pytest.raises(Refusal, match="one customer already"):
        propose_same(user=olga, who=name[ann], other=name[dov], now=seconds(at))


def test_whom_maya_does_not_look_after_she_puts_beside_nobody(small_book, at):
    ann, dov = small_book.ids["Ann"], small_book.ids["Dov"]
    name = {each: person["who"] for each, person in people([ann, dov], at=seconds(at), known=seconds(at)).items()}
    maya = set_user(at=at, email="maya@example.org", name="Maya", role=Role.MEMBER, sees=Book.OWN)
    Customer.objects.filter(pk=ann).update(owner=maya)
    assert not see_others(user=maya, who=name[ann], text="Dov", at=seconds(at), now=seconds(at))["others"]
    with pytest.raises(NotInYourBook):
        propose_same(user=maya, who=name[ann], other=name[dov], now=seconds(at))


def test_what_was_known_of_a_merged_record_shows_who_a_third_one_is(twice, at):
    merged(set_user(at=at, email="olga@example.org", name="Olga", role=Role.OWNER), at)
    twice.add("A. Calloway")
    twice.fact("A. Calloway", "family_name", "Calloway")
    twice.fact("A. Calloway", "postal_address", "12 Mill Lane, Harrow HA1 2AB")  # Anne's
    Fact.objects.filter(customer=twice.ids["A. Calloway"], name="given_name").update(value="Ann")
    assert find_duplicates(now=at, progress=quiet).proposed == 1


def test_nobody_is_compared_twice_and_nothing_is_proposed_twice(twice, at):
    assert find_duplicates(now=at, progress=quiet).proposed == 1
    assert find_duplicates(now=at, progress=quiet).customers == 0
    assert find_duplicates(now=at, progress=quiet, again=True).proposed == 0
    assert Duplicate.objects.count() == 1


def test_a_search_that_was_broken_off_goes_on_where_it_was(twice, at, monkeypatch):
    monkeypatch.setattr("lately.identity.search.STEP", 2)
    steps = []

    def interrupted(doing: str, done: int, of: int | None) -> None:
        steps.append((doing, done))
        if (doing, done) == ("compared", 4):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_duplicates(now=at, progress=interrupted)
    assert Search.objects.get().done_to == twice.ids["Dov"]
    assert find_duplicates(now=at, progress=quiet).customers == 2
    assert Duplicate.objects.count() == 1


def test_who_comes_later_is_compared_with_who_was_there(twice, at):
    find_duplicates(now=at, progress=quiet)
    twice.add("Anna")
    for name, value in (("given_name", "Ann"), ("family_name", "Calloway"), ("phone", NUMBER)):
        Fact.objects.filter(customer=twice.ids["Anna"], name=name).delete()
        twice.fact("Anna", name, value)
    assert find_duplicates(now=at, progress=quiet).customers == 1
    assert Duplicate.objects.filter(second=twice.ids["Anna"]).count() == 2


def test_merged_she_is_one_for_everybody_and_alone(twice, owner, at):
    merged(owner, at)
    now = seconds(at) + 60
    tonight = {line["customer"]: line for line in decide_tonight(at=now, now=now).lines}
    assert "ann@example.com" in tonight
    assert "anne@example.com" not in tonight
    alone = decide_now(customer="anne@example.com", at=now, now=now)
    assert alone["customer"] == "ann@example.com"
    assert alone["held_back"] == tonight["ann@example.com"]["held_back"]
    assert find_customer("anne@example.com") == twice.ids["Ann"]
    assert verify_state(now=at + dt.timedelta(seconds=60), repair=False).differences == []


def test_a_no_on_either_record_holds_and_a_yes_after_the_merge_is_hers(twice, owner, at):
    Consent.objects.create(
        customer_id=twice.ids["Anne"],
        channel="email",
        state="objected",
        happened_at=BEGAN,
        recorded_at=BEGAN,
        source="t",
    )
    Consent.objects.create(
        customer_id=twice.ids["Ann"], channel="email", state="granted", happened_at=twice.ago(2),
        recorded_at=twice.ago(2), source="t",
    )  # fmt: skip
    ids = [twice.ids["Ann"], twice.ids["Anne"]]
    now = seconds(at) + 60

    def codes() -> set[str]:
        held = decide_now(customer="ann@example.com", at=now, now=now)["held_back"]
        return {reason["code"] for each in held for reason in each["reasons"] if reason["channel"] == "email"}

    assert "objected" not in codes()
    pair = merged(owner, at)
    assert "objected" in codes()
    assert [one["state"] for one in said(ids, at=now, known=now)] == ["objected"]
    yes = Consent.objects.create(
        customer_id=twice.ids["Ann"], channel="email", state="granted", happened_at=at + dt.timedelta(seconds=9),
        recorded_at=at + dt.timedelta(seconds=9), source="t",
    )  # fmt: skip
    assert "objected" not in codes()
    assert [one["state"] for one in said(ids, at=now, known=now)] == ["granted"]
    yes.delete()
    take_apart(user=owner, number=pair.pk, seen=pair.version, now=seconds(at) + 20)
    assert "objected" not in codes()
    assert [one["state"] for one in said(ids[1:], at=now, known=now)] == ["objected"]


def test_pressure_of_both_adds_up(twice, owner, at):
    for name in ("Ann", "Anne"):
        for days in (1, 2):
            twice.heard(name, days, "ask")
    merged(owner, at)
    ledger = CustomerState.objects.get(customer=twice.ids["Ann"])
    assert len(bytes(ledger.recent)) // 21 == 4
    assert not CustomerState.objects.filter(customer=twice.ids["Anne"]).exists()


def test_a_deed_done_for_one_record_is_told_to_the_one_customer(twice, owner, at):
    record_deed(customer=twice.ids["Anne"], what="Saved a trip", happened_at=at, now=at, source="t")
    merged(owner, at)
    deeds = untold_deeds(When(seconds(at), seconds(at)), customer=twice.ids["Ann"], limit=9)
    assert {one["text"] for one in deeds} == {"Saved a trip", "Fixed the leak on a Sunday"}


def test_the_value_that_was_chosen_stands_and_both_stay_in_history(twice, owner, at):
    Fact.objects.create(
        customer_id=twice.ids["Anne"], name="role", value="nurse", happened_at=twice.ago(5), recorded_at=twice.ago(5),
        source="t",
    )  # fmt: skip
    twice.fact("Ann", "role", "doctor")
    pair = merged(owner, at, role="first")
    ids, now = [twice.ids["Ann"], twice.ids["Anne"]], seconds(at) + 60
    role = {fact["name"]: fact for fact in facts_of(ids, at=now, known=now)}["role"]
    assert (role["value"], role["source"]) == ("doctor", "chosen by Olga Owner")
    take_apart(user=owner, number=pair.pk, seen=pair.version, now=now)
    apart = [fact for each in ids for fact in facts_of([each], at=now, known=now) if fact["name"] == "role"]
    assert {fact["value"] for fact in apart} == {"doctor", "nurse"}


def test_of_two_values_learnt_at_one_moment_hers_who_stays_is_chosen_beforehand(twice, owner, at):
    twice.fact("Ann", "role", "doctor")
    twice.fact("Anne", "role", "nurse")
    seen = see_pair(user=owner, number=found(at).pk, at=seconds(at), now=seconds(at))
    (role,) = [row for row in seen["differing"] if row["name"] == "role"]
    assert role[role["choice"]]["value"] == "doctor"


@pytest.mark.parametrize("seed", range(8))
def test_merging_and_taking_apart_leaves_the_book_as_it_was(twice, owner, at, seed):
    rolls = random.Random(seed)
    names = ("Ann", "Anne")
    for name, fact in ((name, fact) for name in names for fact in ("role", "plan", "language")):
        twice.fact(name, fact, f"{fact} of {name}")
    for _ in range(12):
        name, days = rolls.choice(names), rolls.uniform(0.1, 90)
        step = rolls.choice(["heard", "heard", "bought", "deed", "consent", "fact", "owner"])
        if step == "heard":
            twice.heard(name, days, rolls.choice(["give", "ask", "mixed"]), rolls.choice(["email", "phone"]))
        elif step == "bought":
            twice.bought(name, days)
        elif step == "deed":
            record_deed(
                customer=twice.ids[name], what="x", happened_at=twice.ago(days), now=twice.ago(days), source="t"
            )
        elif step == "consent":
            Consent.objects.create(
                customer_id=twice.ids[name], channel=rolls.choice(["", "email", "phone"]), happened_at=twice.ago(days),
                state=rolls.choice(["granted", "withdrawn", "objected"]), recorded_at=twice.ago(days), source="t",
            )  # fmt: skip
        elif step == "fact":
            twice.fact(name, rolls.choice(["role", "plan", "likes", "language"]), rolls.choice(["one", "two", "three"]))
        else:
            Customer.objects.filter(pk=twice.ids[name]).update(owner=rolls.choice([None, owner.pk]))
    pair, now = found(at), seconds(at) + 60
    rows_changed([twice.ids[name] for name in names], at)  # added up from the ledger, as merging does
    before = everything(now)
    chosen = {name: rolls.choice(["first", "second", "nobody"]) for name in ("role", "plan", "language", "email")}
    merge_customers(user=owner, number=pair.pk, chosen=chosen, seen=pair.version, now=seconds(at) + 10)
    pair.refresh_from_db()
    assert everything(now) != before
    take_apart(user=owner, number=pair.pk, seen=pair.version, now=seconds(at) + 20)
    after = everything(now)
    assert {name: after[name] for name in before if after[name] != before[name]} == {}
    assert Redirect.objects.filter(voided_at=None).count() == 0


def test_different_people_are_never_proposed_again(twice, owner, at):
    pair = found(at)
    keep_apart(user=owner, number=pair.pk, seen=pair.version, now=seconds(at))
    find_duplicates(now=at, progress=quiet, again=True)
    assert pairs(Asked(), book=None, limit=9).pairs == []
    with pytest.raises(DecidedMeanwhile, match="Olga Owner said that they are two different people"):
        merge_customers(user=owner, number=pair.pk, chosen={}, seen=pair.version, now=seconds(at))
    assert Redirect.objects.count() == 0


def test_the_second_of_two_who_decide_is_told_and_nothing_is_done_twice(twice, owner, at):
    pair = merged(owner, at)
    for verb in (keep_apart, take_apart):
        with pytest.raises(DecidedMeanwhile):
            verb(user=owner, number=pair.pk, seen=0, now=seconds(at))
    with pytest.raises(DecidedMeanwhile, match="merged the two"):
        merge_customers(user=owner, number=pair.pk, chosen={}, seen=0, now=seconds(at))
    assert Redirect.objects.count() == 1
    assert Duplicate.objects.get().state == State.MERGED


def test_a_third_record_is_proposed_beside_whom_she_became(twice, owner, at):
    third = twice.add("Anna")
    first, second = twice.ids["Ann"], twice.ids["Anne"]
    main = Duplicate.objects.create(first_id=first, second_id=second, score_milli=9000, found_at=at)
    Duplicate.objects.create(first_id=second, second_id=third, score_milli=5000, found_at=at)
    merge_customers(user=owner, number=main.pk, chosen={}, seen=0, now=seconds(at))
    (pair,) = pairs(Asked(), book=None, limit=9).pairs
    assert (pair.first_id, pair.second_id) == (first, third)
    main.refresh_from_db()
    take_apart(user=owner, number=main.pk, seen=main.version, now=seconds(at) + 5)
    assert {(one.first_id, one.second_id) for one in pairs(Asked(), book=None, limit=9).pairs} == {
        (first, second), (second, third),
    }  # fmt: skip


def test_who_is_somebody_else_than_the_merged_record_is_not_proposed_beside_the_other(twice, owner, at):
    third = twice.add("Anna")
    first, second = twice.ids["Ann"], twice.ids["Anne"]
    main = Duplicate.objects.create(first_id=first, second_id=second, score_milli=9000, found_at=at)
    Duplicate.objects.create(first_id=second, second_id=third, score_milli=1, found_at=at, state=State.DIFFERENT)
    Duplicate.objects.create(first_id=first, second_id=third, score_milli=5000, found_at=at)
    merge_customers(user=owner, number=main.pk, chosen={}, seen=0, now=seconds(at))
    assert pairs(Asked(), book=None, limit=9).pairs == []
    main.refresh_from_db()
    take_apart(user=owner, number=main.pk, seen=main.version, now=seconds(at) + 5)
    assert len(pairs(Asked(), book=None, limit=9).pairs) == 2


def test_a_member_merges_within_their_own_book_only(twice, owner, at):
    maya = set_user(at=at, email="maya@example.org", name="Maya", role=Role.MEMBER, sees=Book.OWN)
    Customer.objects.filter(pk=twice.ids["Ann"]).update(owner=maya)
    pair = found(at)
    assert pairs(Asked(), book=maya.pk, limit=9).pairs == []
    for verb in (keep_apart, take_apart):
        with pytest.raises(NotInYourBook):
            verb(user=maya, number=pair.pk, seen=0, now=seconds(at))
    with pytest.raises(NotInYourBook):
        merge_customers(user=maya, number=pair.pk, chosen={}, seen=0, now=seconds(at))
    Customer.objects.filter(pk=twice.ids["Anne"]).update(owner=maya)
    assert pairs(Asked(), book=maya.pk, limit=9).pairs == [pair]
    merge_customers(user=maya, number=pair.pk, chosen={}, seen=0, now=seconds(at))


def wrote(book: SmallBook, name: str, kind: str, when: dt.datetime) -> None:
    said: dict[str, Any] = {"direction": "in", "channel": "email", "kind": kind, "text": "It is cold.", "source": "t"}
    record(customer=book.ids[name], happened_at=when, now=when, **said)


def test_what_one_of_them_told_us_is_seen_by_who_looks_after_her_and_by_no_other_member(twice, owner, at):
    member: dict[str, Any] = {"at": at, "role": Role.MEMBER, "sees": Book.OWN}
    maya, noor = (set_user(email=f"{name}@example.org", name=name, **member) for name in ("Maya", "Noor"))
    wrote(twice, "Anne", "complaint", at)
    assert merged(owner, at).merged_id == twice.ids["Anne"]
    for name, user in (("Ann", maya), ("Anne", noor)):
        Customer.objects.filter(pk=twice.ids[name]).update(owner=user)
    when = When(seconds(at), seconds(at))
    assert [len(open_complaints(when, book=user.pk, limit=9)) for user in (maya, noor)] == [1, 0]
    seen = [see_heard(user=user, part=Part(), at=seconds(at), now=seconds(at)) for user in (maya, noor)]
    assert [len(each["complaints"]) for each in seen] == [1, 0]


def test_whichever_of_her_addresses_she_wrote_from_what_she_wrote_waits_for_an_answer(twice, owner, at):
    wrote(twice, "Anne", "message", twice.ago(3))
    wrote(twice, "Ann", "message", twice.ago(2))
    merged(owner, at)
    rows = see_heard(user=owner, part=Part(kind="message"), at=seconds(at), now=seconds(at))["rows"]
    assert [row["state"] for row in rows] == ["waits", "waits"]


def test_a_pair_that_is_not_there_is_refused(owner, at):
    with pytest.raises(Refusal, match="no such pair"):
        merge_customers(user=owner, number=10**9, chosen={}, seen=0, now=seconds(at))


def test_what_was_written_down_of_one_of_them_is_in_her_ledger(twice, owner, at):
    merged(owner, at)
    record(
        customer=find_customer("anne@example.com"), direction="out", channel="email", happened_at=at, now=at,
        source="t", declared="give",
    )  # fmt: skip
    assert Interaction.objects.latest("pk").customer_id == twice.ids["Ann"]

"""A mailbox, a list of people and their purchases give the same book, whichever comes first."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from lately.accounts.models import Role
from lately.accounts.services import set_organisation, set_user
from lately.identity.models import Duplicate
from lately.imports.models import Import, Upload
from lately.interactions.models import Interaction
from lately.lib.moments import seconds
from lately.profiles.models import Customer, Redirect
from lately.profiles.people import people
from lately.profiles.services import known
from lately.usecases import work_off_uploads as working
from lately.usecases.part_customers import take_apart
from lately.usecases.propose_same import propose_same
from lately.usecases.read_mail_again import begin_again, mailbox_to_read_again
from lately.usecases.steer_upload import steer_upload
from lately.usecases.verify_state import verify_state
from lately.usecases.work_off_uploads import work_off_uploads
from tests.imports.test_mail import ANN, OLGA, box, letter
from tests.imports.test_uploads import Bringer

US = "olga@warm.example.org"
BEN, DOV, EVE = "Benny <ben@example.org>", "dov@example.org", "Eve <eve@example.org>"
MAIL = box([
    letter(1, OLGA, ANN, day=3),
    letter(2, ANN, OLGA, subject="Re: Hello", day=4, more="In-Reply-To: <m1@example.org>\n"),
    letter(3, OLGA, DOV, subject="Your boiler", day=5),
    letter(4, BEN, OLGA, subject="A question", day=6),
    letter(5, "stranger@example.net", OLGA, subject="Buy my list", day=7),
    letter(6, EVE, OLGA, day=8),
    letter(7, OLGA, EVE, day=9),
])  # fmt: skip
PEOPLE = (
    "id,email,first name,last name\nK1,ann@example.org,Ann,Lee\nK2,ben@example.org,Ben,Moss\n,dov@example.org,Dov,Ash\n"
    "K4,cara@example.org,Cara,Bell\n"
)
SALES = (
    "id,email,date,amount,reference\nK1,,2025-03-12,54.00,1\nK1,,2025-04-12,12.00,2\nK4,cara@example.org,2025-03-12,9.00,3\n"
    ",dov@example.org,2025-03-14,5.00,4\nK5,eve@example.org,2025-03-15,6.00,5\n"
)
FILES = {"all.mbox": MAIL, "people.csv": PEOPLE, "sales.csv": SALES}


@pytest.fixture
def bring(db, at):
    return Bringer(at)


def brought(bring: Bringer, names) -> None:
    for name in names:
        bring.taken_in(FILES[name], name, **({"me": US} if name.endswith(".mbox") else {}))
        bring.at += dt.timedelta(minutes=5)


def book(at: dt.datetime) -> dict[str, tuple[str, list[str]]]:
    """By the identifiers that lead to a customer: what they are called, and their ledger as it is read."""
    names = [("key", f"K{number}") for number in range(1, 6)]
    names += [("email", f"{name}@example.org") for name in ("ann", "ben", "cara", "dov", "eve")]
    whose = known(names=[*names, ("email", "stranger@example.net")])
    called = people(whose.values(), at=seconds(at), known=seconds(at))
    found: dict[str, tuple[str, list[str]]] = {}
    for each in set(whose.values()):
        records = [each, *Redirect.objects.filter(into=each, voided_at=None).values_list("customer", flat=True)]
        rows = Interaction.objects.filter(customer__in=records, voided_at=None).order_by("happened_at", "source_key")
        ledger = [f"{row.happened_at:%d.%m} {row.direction} {row.subject}{row.amount_minor or ''}" for row in rows]
        goes_by = " ".join(value for (_, value), who in sorted(whose.items()) if who == each)
        found[goes_by] = called[each]["name"], ledger
    return found


BOOK = {
    "ann@example.org K1": ("Ann Lee", ["03.03 out Hello", "04.03 in Re: Hello", "12.03 in 5400", "12.04 in 1200"]),
    "ben@example.org K2": ("Ben Moss", ["06.03 in A question"]),
    "dov@example.org": ("Dov Ash", ["05.03 out Your boiler", "14.03 in 500"]),
    "cara@example.org K4": ("Cara Bell", ["12.03 in 900"]),
    "eve@example.org K5": ("Eve", ["08.03 in Hello", "09.03 out Hello", "15.03 in 600"]),
}


@pytest.mark.parametrize("order", list(itertools.permutations(FILES)), ids=" ".join)
def test_any_order_of_files_gives_the_same_book(bring, order):
    brought(bring, order)
    assert book(bring.at) == BOOK
    assert not verify_state(now=bring.at, repair=False).differences
    brought(bring, FILES)
    assert book(bring.at) == BOOK


def test_what_was_joined_by_a_list_is_two_again_when_the_list_is_taken_back(bring):
    brought(bring, ["all.mbox", "sales.csv"])
    before = book(bring.at)
    brought(bring, ["people.csv"])
    assert Duplicate.objects.get().state == "merged"
    steer_upload(number=Upload.objects.get(name="people.csv").pk, wanted="take_back", now=bring.at)
    after = book(bring.at)
    assert not Duplicate.objects.exists()
    assert {names: after[names] for names in before} == before
    assert after.keys() - before.keys() == {"ben@example.org K2"}  # his mail speaks of him now


def test_two_whom_somebody_took_apart_are_not_joined_by_a_list_again(bring):
    brought(bring, ["all.mbox", "sales.csv", "people.csv"])
    olga = set_user(at=bring.at, email=US, name="Olga", role=Role.OWNER)
    take_apart(user=olga, number=Duplicate.objects.get().pk, seen=0, now=seconds(bring.at))
    upload = bring.taken_in(PEOPLE + "K6,x@example.org,X,Y\n", "people again.csv")
    assert (upload.outcome["rejected"], "K1" in book(bring.at)) == (1, True)


def test_a_mailbox_that_holds_the_other_way_shows_who_is_no_stranger(bring):
    ours, theirs = box([letter(1, OLGA, ANN, day=3)]), box([letter(2, ANN, OLGA, subject="Re: Hello", day=4)])
    for name, text in (("inbox.mbox", theirs), ("sent.mbox", ours)):
        bring.taken_in(text, name, me=US)
    assert book(bring.at)["ann@example.org"] == ("Ann Lee", ["03.03 out Hello", "04.03 in Re: Hello"])
    inbox = Upload.objects.get(name="inbox.mbox")
    assert (inbox.state, inbox.outcome["added"], inbox.outcome["others"]["strangers"]) == ("done", 1, 0)


def test_mail_read_again_is_taken_back_with_its_mailbox_and_known_from_when_it_was_read(bring):
    brought(bring, ["all.mbox", "people.csv"])
    mailbox = Upload.objects.get(name="all.mbox")
    row = Interaction.objects.get(subject="Your boiler")
    assert row.imported_id == mailbox.imported_id
    assert row.recorded_at > Interaction.objects.get(subject="Re: Hello").recorded_at
    assert (mailbox.outcome["added"], mailbox.outcome["others"]["strangers"]) == (6, 1)
    assert Import.objects.get(kind="mail").finished_at
    steer_upload(number=mailbox.pk, wanted="take_back", now=bring.at)
    assert not Interaction.objects.filter(voided_at=None).exists()
    work_off_uploads(clock=lambda: bring.at)
    assert not Interaction.objects.filter(voided_at=None).exists()


@pytest.mark.parametrize("then", ["killed", "stopped"])
def test_a_second_reading_that_is_broken_off_is_gone_on_with_unless_somebody_stopped_it(bring, monkeypatch, then):
    brought(bring, ["all.mbox"])
    with monkeypatch.context() as patched:
        patched.setattr(working, "mailbox_to_read_again", lambda: None)
        brought(bring, ["people.csv"])
    mailbox = mailbox_to_read_again()
    assert mailbox
    begin_again(mailbox, bring.at)  # and here the process dies, or somebody presses Stop
    if then == "stopped":
        steer_upload(number=mailbox.pk, wanted="stop", now=bring.at)
    work_off_uploads(clock=lambda: bring.at)
    mailbox.refresh_from_db()
    assert (mailbox.state, bool(Import.objects.get(kind="mail").finished_at)) == ("done", True)
    assert Interaction.objects.filter(subject="Your boiler").exists() == (then == "killed")


@pytest.mark.parametrize("order", [("K4", "K9"), ("K4", "K1")], ids=" ".join)
def test_two_who_share_an_address_in_one_list_stay_two_and_the_first_has_it(bring, order):
    brought(bring, ["all.mbox", "sales.csv"])
    lines = [f"{key},ann@example.org,2025-05-{day},7.00,{day}\n" for day, key in enumerate(order, 10)]
    upload = bring.taken_in("id,email,date,amount,reference\n" + "".join(lines), "may.csv")
    assert upload.outcome["rejected"] == 1
    whose = known(names=[("key", "K1"), ("key", "K4"), ("key", "K9"), ("email", "ann@example.org")])
    address = whose.pop(("email", "ann@example.org"))
    assert (len(set(whose.values())), address) == (len(whose), whose["key", order[0]])


def test_an_address_of_ann_s_is_not_given_to_a_second_key_though_hers_came_by_a_merge(bring):
    brought(bring, ["all.mbox", "sales.csv"])
    olga = set_user(at=bring.at, email=US, name="Olga", role=Role.OWNER)
    ann = known(names=[("email", "ann@example.org")])["email", "ann@example.org"]
    Customer.objects.filter(pk=ann).update(owner=olga)  # so that the record with the key is read as this one
    brought(bring, ["people.csv"])
    assert known(names=[("key", "K1")]) == {("key", "K1"): ann}
    upload = bring.taken_in("id,email,first name\nK9,ann@example.org,Anna\n", "more.csv")
    assert (upload.outcome["rejected"], known(names=[("key", "K9")])) == (1, {})


def test_a_mailbox_that_cannot_be_read_again_stays_as_it_was_taken_in(bring):
    set_organisation(at=bring.at, name="Warm Homes", zone="Europe/London", senders=[US])
    mailbox = bring.taken_in(MAIL, "all.mbox")
    bring.at += dt.timedelta(minutes=5)
    set_organisation(at=bring.at, name="Warm Homes", zone="Europe/London", senders=[])
    brought(bring, ["people.csv"])
    before, mailbox = mailbox, Upload.objects.get(pk=mailbox.pk)
    assert (mailbox.state, mailbox.outcome) == ("done", before.outcome | {"part": True})
    assert Import.objects.get(kind="mail").finished_at


def test_who_decides_of_a_pair_that_lists_joined_and_parted_meanwhile_is_told_so(bring):
    brought(bring, ["all.mbox", "sales.csv"])
    olga = set_user(at=bring.at, email=US, name="Olga", role=Role.OWNER)
    number = propose_same(user=olga, who="K1", other="ann@example.org", now=seconds(bring.at))
    brought(bring, ["people.csv"])
    pair = Duplicate.objects.get(pk=number)
    assert (pair.state, pair.version) == ("merged", 1)
    steer_upload(number=Upload.objects.get(name="people.csv").pk, wanted="take_back", now=bring.at)
    pair.refresh_from_db()
    assert (pair.state, pair.version) == ("proposed", 2)

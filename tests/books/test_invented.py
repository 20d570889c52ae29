"""Is the invented book what it says: one firm, 800 customers, three reps, two years, and invented throughout?"""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from lately.accounts.models import Organisation, Role, User
from lately.books.invented.build import contents, invented_people
from lately.books.invented.data import data, people, phrases
from lately.books.invented.days import HISTORY, Days, last_monday
from lately.books.invented.dice import SEED
from lately.books.invented.rows import Person
from lately.books.invented.writing import CHANNELS
from lately.consent.models import Consent
from lately.content.definition import content_from
from lately.content.models import Content
from lately.content.reading import read_wordings
from lately.interactions.models import CustomerState, Deed, Interaction, KnownSince, Promise
from lately.profiles.models import Customer, Fact, Identifier
from lately.usecases.build_demo import build_demo

NOW = dt.datetime(2026, 11, 18, 15, 20, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
DAYS = Days(MONDAY.date(), "Europe/London")


def _silent(_: str) -> None:
    pass


pytestmark = pytest.mark.large


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """Build the book once for this file, outside any test's transaction; gives the count of statements it took."""
    with django_db_blocker.unblock():
        with CaptureQueriesContext(connection) as asked:
            build_demo(book="invented", at=NOW, progress=_silent)
        yield len(asked)
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def book(built: int, db: None) -> int:
    return built


@functools.cache
def _people(weeks: int = 0, seed: str = SEED) -> list[Person]:
    return invented_people(_days(weeks), seed)


def _days(weeks: int) -> Days:
    return Days(DAYS.monday + dt.timedelta(weeks=weeks), DAYS.zone)


def _told(people: list[Person], days: Days) -> list[Any]:
    """Everything in the book, in days before its Monday and on the firm's own clock."""
    return [
        (person.key, person.kind, person.rep, person.names, _moved(person, days), [one.text for one in person.events])
        for person in people
    ]


def _moved(person: Person, days: Days) -> list[Any]:
    rows: list[tuple[Any, ...]] = [(one.at, one.kind, one.channel, one.pence) for one in person.events]
    rows += [(one.at, one.what, one.worth, one.pence) for one in person.deeds]
    local = ((at.astimezone(ZoneInfo(days.zone)), rest) for at, *rest in rows)
    return [((at.date() - days.monday).days, at.time(), *rest) for at, rest in local]


def test_the_same_seed_gives_the_same_book() -> None:
    assert _told(_people(), DAYS) == _told(invented_people(DAYS), DAYS)


def test_another_seed_gives_other_customers_but_the_same_stories() -> None:
    ours, other = _people(), _people(0, "another")
    stories = len(people())
    assert [person.key for person in ours[:stories]] == [person.key for person in other[:stories]]
    assert [person.names for person in ours[stories:]] != [person.names for person in other[stories:]]


def test_the_book_moves_by_whole_weeks_with_the_day_it_is_built_on() -> None:
    before, after = ([_moved(person, _days(weeks)) for person in _people(weeks)] for weeks in (0, 21))
    assert before == after


@pytest.mark.parametrize(
    ("now", "monday"),
    [("2026-11-16T00:00", "2026-11-16"), ("2026-11-22T23:59", "2026-11-16"), ("2026-07-05T23:30", "2026-07-06")],
)
def test_the_book_ends_on_the_last_monday_by_the_clock_of_the_firm(now: str, monday: str) -> None:
    found = last_monday(dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC), "Europe/London")
    assert found.isoformat() == monday


@pytest.mark.usefixtures("book")
def test_one_firm_800_customers_and_three_reps_of_whom_one_leaves() -> None:
    assert Organisation.objects.get().book == "invented"
    assert Customer.objects.count() == 800
    assert set(Customer.objects.values_list("kind", flat=True)) == {"person", "household", "company"}
    reps = User.objects.filter(role=Role.MEMBER)
    assert reps.count() == 3
    leaving = reps.get(leaves_on__isnull=False)
    assert leaving.leaves_on is not None
    assert MONDAY.date() < leaving.leaves_on <= MONDAY.date() + dt.timedelta(days=31)
    assert User.objects.filter(role=Role.OWNER).count() == 1
    assert not Customer.objects.filter(owner=None).exists()


@pytest.mark.usefixtures("book")
def test_two_years_on_every_channel_out_and_in_with_their_texts() -> None:
    rows = Interaction.objects.all()
    assert set(rows.filter(direction="out").values_list("channel", flat=True)) == {
        "email", "sms", "phone", "voice", "post", "visit",
    }  # fmt: skip
    moments = rows.order_by("happened_at").values_list("happened_at", flat=True)
    first, last = moments[0], moments[rows.count() - 1]
    assert MONDAY - dt.timedelta(days=HISTORY) <= first < MONDAY - dt.timedelta(days=HISTORY - 30)
    assert last < MONDAY
    assert not rows.filter(direction="out", text="").exists()
    assert not rows.filter(kind__in=["reply", "complaint", "feedback"], text="").exists()
    kinds = Counter(rows.values_list("kind", flat=True))
    assert set(kinds) == {"message", "call", "visit", "invoice", "purchase", "reply", "complaint", "feedback"}
    assert set(KnownSince.objects.values_list("channel", flat=True)) == set(CHANNELS)


@pytest.mark.usefixtures("book")
def test_no_text_has_a_gap_left_in_it() -> None:
    for subject, text in Interaction.objects.values_list("subject", "text"):
        assert "{" not in subject + text
        assert "}" not in subject + text


@pytest.mark.usefixtures("book")
def test_deeds_and_promises_are_told_and_untold_kept_and_overdue() -> None:
    told = set(Interaction.objects.exclude(tells=None).values_list("tells_id", flat=True))
    assert told
    assert Deed.objects.exclude(pk__in=told).exists()
    kept = set(Interaction.objects.exclude(keeps=None).values_list("keeps_id", flat=True))
    assert kept
    assert Promise.objects.exclude(pk__in=kept).filter(due_at__lt=MONDAY, refrains="").exists()
    assert Promise.objects.filter(due_at__gt=MONDAY).exists()
    assert Promise.objects.exclude(refrains="").exists()
    closed = set(Interaction.objects.exclude(closes=None).values_list("closes_id", flat=True))
    complaints = set(Interaction.objects.filter(kind="complaint").values_list("pk", flat=True))
    assert complaints & closed
    assert complaints - closed


@pytest.mark.usefixtures("book")
def test_consents_are_granted_withdrawn_expired_and_objected_and_some_never_given() -> None:
    assert set(Consent.objects.values_list("state", flat=True)) == {"granted", "withdrawn", "objected"}
    assert Consent.objects.filter(expires_at__lt=MONDAY).exists()
    assert Customer.objects.filter(consents=None).exists()


@pytest.mark.usefixtures("book")
def test_everything_is_marked_invented() -> None:
    sourced: list[type[Model]] = [Fact, Consent, Interaction, Deed, Promise]
    for model in sourced:
        assert not model._default_manager.exclude(source__startswith="invented").exists()
    assert Fact.objects.filter(name="invented.customer", value=True).count() == 800
    imported: list[type[Model]] = [Customer, Identifier, Content, KnownSince, *sourced]
    for model in imported:
        assert not model._default_manager.exclude(imported__name="The invented demo book").exists()


@pytest.mark.usefixtures("book")
def test_addresses_and_numbers_belong_to_nobody() -> None:
    for kind, value in Identifier.objects.exclude(kind="key").values_list("kind", "value"):
        if kind == "email":
            assert value.partition("@")[2] in {"example.com", "example.org", "example.net"}
        else:
            assert value.startswith(("+447700900", "+442079460"))
            assert len(value) == 13
    for address in User.objects.values_list("email", flat=True):
        assert address.endswith("@example.org")
    for address in Fact.objects.filter(name="postal_address").values_list("value", flat=True):
        assert " QA" in address  # no British postcode begins with a Q
    said = " ".join(Interaction.objects.values_list("text", flat=True))
    assert "http" in said
    assert all(part.startswith(("example.org/", "example.com/")) for part in said.split("https://")[1:])


@pytest.mark.usefixtures("book")
def test_who_was_left_alone_after_the_sale_has_mostly_left() -> None:
    """Post 2: over 60 % had not heard since the sale, and more than half of these had switched."""
    everybody = _people()
    toms = [person for person in everybody if person.rep == "tom"]
    silent = [person for person in toms if _silent_since_sale(person)]
    others = [person for person in everybody if _bought(person) and not _silent_since_sale(person)]
    assert 0.33 < len(silent) / len(toms) < 0.5
    assert sum(map(_left, silent)) / len(silent) > 0.5
    assert sum(map(_left, others)) / len(others) < 0.3


def _bought(person: Person) -> list[dt.datetime]:
    return sorted(one.at for one in person.events if one.kind == "purchase")


def _silent_since_sale(person: Person) -> bool:
    bought = _bought(person)
    return bool(bought) and not any(one.direction == "out" and one.at > bought[0] for one in person.events)


def _left(person: Person) -> bool:
    said = any(known.name == "left" for known in person.facts)
    return said or (DAYS.at(0) - _bought(person)[-1]).days > 365


def test_the_book_is_written_in_bulk(book: int) -> None:
    assert 50 < book < 250
    assert 12_000 < Interaction.objects.count() < 25_000
    assert CustomerState.objects.count() == 800


def test_there_are_enough_variants_that_a_page_reads_real() -> None:
    variants = sum(len(kind["say"]) for kind in phrases().values() if "say" in kind)
    assert variants > 100
    assert len(data("texts/broadcasts")) > 50
    texts = Counter(one.text for person in _people()[:60] for one in person.events if one.channel == "phone")
    assert len(texts) > 20


def test_contents_say_what_is_in_it_for_the_customer_and_some_are_of_the_kind_the_posts_warn_of() -> None:
    found = contents(DAYS)
    assert 25 <= len(found) <= 40
    read = [content_from(content, zone="Europe/London", read=read_wordings(content)) for content in found]
    classes = {wording.classed for content in read for wording in content.wordings}
    assert classes == {"give", "ask", "disguised", "feedback", "service"}
    assert any(content.get("draft") for content in found)
    assert any(content.get("exempt") for content in found)
    assert all(content["benefit"] for content in found)


@pytest.mark.usefixtures("book")
def test_no_table_of_the_rooms_is_forgotten_when_a_demo_is_cleared() -> None:
    Organisation.objects.update(book="grocery")
    said: list[str] = []
    build_demo(book="invented", at=NOW, progress=said.append)
    assert "cleared" in said[0]
    assert Customer.objects.count() == 800
    assert User.objects.count() == 4
    rooms = {"plans", "interactions", "consent", "content", "policies", "profiles", "imports"}
    assert rooms <= {config.label for config in apps.get_app_configs()}

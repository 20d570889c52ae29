"""Everything out as tables, and in again: the same customers, the same ledger, the same decisions."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as some

from lately.accounts.models import User
from lately.accounts.services import set_user
from lately.consent.models import Consent
from lately.content.services import keep_contents
from lately.identity.models import Duplicate
from lately.imports.services import Manner, Tally
from lately.interactions.models import Deed, Interaction, Promise
from lately.interactions.services import merge, record, record_promise
from lately.lib.cells import RUN, guarded, unguarded
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.lib.tables import Row, read_table
from lately.policies.models import PolicyValue
from lately.policies.services import set_policy
from lately.profiles.models import Customer, Fact, Identifier
from lately.segments.models import Segment
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.export_book import export_book
from lately.usecases.import_book import import_book
from lately.usecases.import_customers import import_customers
from lately.usecases.keep_segments import save_segment
from lately.usecases.make_report import make_report
from lately.usecases.undo_import import Undone, undo_import
from lately.usecases.verify_state import verify_state

HOSTILE = '=HYPERLINK("http://evil.example","Ann")'
MANNER = Manner()
pytestmark = pytest.mark.django_db(transaction=True)


def exported(at: dt.datetime, path: Path) -> Path:
    """An export of the book."""
    path.write_bytes(b"".join(export_book(now=at)))
    return path


def table(path: Path, name: str) -> list[dict[str, str]]:
    """A table of it, as a spreadsheet would see it."""
    with zipfile.ZipFile(path) as archive, archive.open(name) as file:
        return list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline="")))


def tonight(at: dt.datetime) -> list[Any]:
    """What is decided for everybody."""
    return list(decide_tonight(at=seconds(at), now=seconds(at), keep=False).lines)


def ledger() -> list[Any]:
    """The ledger by names that are the same in every book."""
    columns = ("source_key", "happened_at", "direction", "channel", "kind", "status", "declared", "found", "text",
               "amount_minor", "closes__source_key", "tells__source_key", "keeps__source_key", "source")  # fmt: skip
    return [
        sorted(Interaction.objects.filter(voided_at=None).values_list(*columns)),
        sorted(Deed.objects.values_list("source_key", "what", "worth_milli", "answers__source_key")),
        sorted(Promise.objects.values_list("source_key", "what", "due_at", "refrains")),
        sorted(Identifier.objects.values_list("kind", "value")),
        sorted(map(repr, Fact.objects.values_list("name", "value", "happened_at", "until"))),
    ]


@pytest.fixture
def told_book(small_book: Any, at: dt.datetime) -> Any:
    """The small book with somebody who tries everything, a promise kept and a deed told."""
    ann = small_book.ids["Ann"]
    small_book.fact("Ann", "note", HOSTILE)
    small_book.fact("Ann", "role", '\'- nurse, "night"\nshift')
    small_book.fact("Cara", "has_children", value=True)
    Fact.objects.filter(name="role").update(until=at + dt.timedelta(days=9))
    Identifier.objects.create(customer_id=ann, kind="phone", value="+442079460018", recorded_at=at)
    Identifier.objects.create(customer_id=ann, kind="email", value="ann@work.example", recorded_at=at)
    promise = record_promise(
        customer=ann, what="@Ring back", due_at=at, happened_at=small_book.ago(5), now=at, source="call"
    )
    deed = Deed.objects.get()
    record(
        customer=ann, direction="out", channel="phone", kind="call", happened_at=small_book.ago(1), now=at,
        source="call", tells=deed, keeps=promise, declared="give", text="\tTold her",
    )  # fmt: skip
    set_policy(name="neglect.silent_days", value=45, valid_from=at, now=at, by="Olga")
    return small_book


def test_an_export_taken_in_again_gives_the_same_book(told_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    path, before, decided = exported(at, tmp_path / "book.zip"), ledger(), tonight(at)
    again = import_book(path=path, now=at, manner=MANNER)
    assert (again.added, again.imported, ledger()) == (0, None, before)
    call_command("flush", verbosity=0, interactive=False)
    tally = import_book(path=path, now=at, manner=MANNER)
    assert tally.customers_added == 5
    assert ledger() == before
    assert tonight(at) == decided
    assert not verify_state(now=at, repair=False).differences
    assert table(exported(at, tmp_path / "again.zip"), "customers.csv") == table(path, "customers.csv")


def test_whoever_is_added_after_an_export_came_in_gets_what_is_theirs_with_its_second_coming(
    told_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    olga = functools.partial(set_user, at=at, email="olga@warm.example.org", name="Olga")
    Interaction.objects.filter(kind="call").update(by=olga())
    calls = Interaction.objects.filter(kind="call").count()
    path = exported(at, tmp_path / "book.zip")
    call_command("flush", verbosity=0, interactive=False)
    assert any("Add them and import the file again" in note for note in import_book(
        path=path, now=at, manner=MANNER).notes)  # fmt: skip
    olga()
    again = import_book(path=path, now=at, manner=MANNER)
    assert (again.added, again.notes) == (calls, [])
    assert Interaction.objects.filter(by__name="Olga").count() == calls > 0
    assert import_book(path=path, now=at, manner=MANNER).added == 0


def test_an_export_that_came_in_can_be_taken_back(told_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    path = exported(at, tmp_path / "book.zip")
    call_command("flush", verbosity=0, interactive=False)
    tally = import_book(path=path, now=at, manner=MANNER)
    assert tally.imported is not None
    undo_import(number=tally.imported, now=at)
    assert not Customer.objects.filter(voided_at=None).exists()


def test_no_cell_of_an_export_is_run_by_a_spreadsheet(told_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    path = exported(at, tmp_path / "book.zip")
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv")]
    cells = [cell for name in names for line in table(path, name) for cell in line.values()]
    assert len(cells) > 100
    assert [cell for cell in cells if cell.startswith(RUN)] == []
    assert f"'{HOSTILE}" in cells


@given(some.text(alphabet="'=+-@\t\r\nab1", max_size=8))
def test_what_was_guarded_is_found_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(RUN)


def test_the_apostrophe_before_a_number_is_taken_off_by_any_import(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("email,phone,note\nann@example.org,'+442079460018,'=1+1\n")
    (row,) = read_table(path, needs=(), knows={"email": (), "phone": (), "note": ()})
    assert isinstance(row, Row)
    assert (row.values["phone"], row.values["note"]) == ("+442079460018", "'=1+1")


def test_the_customers_of_an_export_are_a_table_to_import(told_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    path = exported(at, tmp_path / "book.zip")
    (tmp_path / "customers.csv").write_bytes(zipfile.ZipFile(path).read("customers.csv"))
    call_command("flush", verbosity=0, interactive=False)
    tally = import_customers(path=tmp_path / "customers.csv", now=at, manner=MANNER)
    assert (tally.added, tally.rejects) == (5, [])
    assert Identifier.objects.filter(kind="phone").get().value == "+442079460018"


def changed(source: Path, target: Path, name: str, before: str, after: str) -> Path:
    """A copy of an export in which one table was changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            new.writestr(each, content.replace(before.encode(), after.encode()) if each == name else content)
    return target


@pytest.mark.parametrize(
    "change",
    [
        ("facts.csv", "given_name", "shoe_colour"),
        ("facts.csv", "2025-01-01", "yesterday"),
        ("ledger.csv", ",shop,in,purchase,", ",shop,in,prize,"),
        ("ledger.csv", "50.00", "fifty"),
        ("names.csv", "customer,kind,value", "who,kind,value"),
        ("contents.yaml", "worth: 10", "worth: ten"),
    ],
)
def test_an_export_that_was_changed_wrongly_changes_nothing(
    told_book: Any, at: dt.datetime, tmp_path: Path, change: tuple[str, str, str]
) -> None:
    path = exported(at, tmp_path / "book.zip")
    wrong = changed(path, tmp_path / "wrong.zip", *change)
    assert wrong.read_bytes() != path.read_bytes()
    call_command("flush", verbosity=0, interactive=False)
    with pytest.raises(Refusal):
        import_book(path=wrong, now=at, manner=MANNER)
    assert not Customer.objects.exists()


def test_an_export_holds_what_the_desk_decided_too(
    told_book: Any, owner: User, at: dt.datetime, tmp_path: Path
) -> None:
    ids = told_book.ids
    first, second = sorted((ids["Ann"], ids["Ben"]))
    Duplicate.objects.create(
        first_id=first, second_id=second, score_milli=1, state="different", found_at=at, decided_at=at, decided_by=owner
    )
    Duplicate.objects.create(first_id=first, second_id=ids["Eve"], score_milli=1, found_at=at)
    moment = seconds(at)
    report = make_report(user=owner, who="ann@example.com", since="2026-01-01", once="one", at=moment, now=moment)
    path = exported(at, tmp_path / "book.zip")
    assert [(row["said"], row["by"]) for row in table(path, "same.csv")] == [("different", owner.email)]
    assert [row["email"] for row in table(path, "team.csv")] == [owner.email]
    (told,) = table(path, "reports.csv")
    assert told["report"] == report
    assert told["customer"] == "ann@example.com"
    assert told["words"].startswith("{")
    for name in ("put-off.csv", "looked-after.csv"):
        assert table(path, name) == []


def test_another_file_is_no_export(db: None, at: dt.datetime, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("email\nann@example.org\n")
    for path in (tmp_path / "a.zip", tmp_path / "nothing.zip"):
        with pytest.raises(Refusal):
            import_book(path=path, now=at, manner=MANNER)


def test_the_table_of_people_tells_what_holds_now_of_all_records_of_a_customer(
    told_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    told_book.add("Anne")
    told_book.fact("Anne", "postal_address", "12 Mill Lane")
    told_book.fact("Anne", "likes", "gardening")
    told_book.fact("Ben", "left", value=False)
    Identifier.objects.create(customer_id=told_book.ids["Anne"], kind="key", value="c-7", recorded_at=at)
    for city, days, until in (("Bonn", 90, None), ("Ulm", 60, told_book.ago(9))):
        Fact.objects.create(
            customer_id=told_book.ids["Cara"], name="postal_address", value=city, happened_at=told_book.ago(days),
            recorded_at=told_book.ago(days), until=until, source="a form",
        )  # fmt: skip
    merge(customer=told_book.ids["Anne"], into=told_book.ids["Ann"], now=at, source="test")
    lines = {line["email"]: line for line in table(exported(at, tmp_path / "book.zip"), "customers.csv")}
    ann = lines["ann@example.com"]
    assert (ann["id"], ann["postal_address"], ann["likes"], "anne@example.com" in lines) == (
        "c-7",
        "12 Mill Lane",
        "gardening",
        False,
    )
    assert (lines["ben@example.com"]["left"], lines["cara@example.com"]["postal_address"]) == ("", "")


def test_the_stricter_of_two_merged_records_counts_in_the_next_book_too(
    told_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    told_book.add("Anne")
    for state, days, channel in (("objected", 50, ""), ("granted", 9, "email")):
        Consent.objects.create(
            customer_id=told_book.ids["Anne" if state == "objected" else "Ann"], channel=channel, state=state,
            happened_at=told_book.ago(days), recorded_at=told_book.ago(days), source="a call",
        )  # fmt: skip
    merge(customer=told_book.ids["Anne"], into=told_book.ids["Ann"], now=at, source="test")
    decided, path = tonight(at), exported(at, tmp_path / "book.zip")
    call_command("flush", verbosity=0, interactive=False)
    import_book(path=path, now=at, manner=MANNER)
    assert tonight(at) == decided


def test_a_segment_that_somebody_changed_since_the_export_stays_as_it_is(
    told_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    asked: dict[str, Any] = {"title": "Parents", "by": "Olga", "now": seconds(at)}
    save_segment(key="", question={"fact": "has_children", "is": True}, seen=None, **asked)
    path = exported(at, tmp_path / "book.zip")
    save_segment(key="parents", question={"fact": "has_children", "is": False}, seen=Segment.objects.get().pk, **asked)
    import_book(path=path, now=at, manner=MANNER)
    assert Segment.objects.get(voided_at=None).question == {"fact": "has_children", "is": False}


def test_a_segment_called_as_another_one_here_comes_in_under_a_name_of_its_own_and_texts_find_it(
    told_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    path = with_segments(at, tmp_path)
    Segment.objects.filter(key="parents").update(key="mothers")
    import_book(path=path, now=at, manner=MANNER)
    there = dict(Segment.objects.filter(voided_at=None).values_list("key", "title"))
    assert there == {"mothers": "Parents", "parents": "Parents (parents)", "gardeners": "Gardeners"}


def test_an_export_taken_back_takes_its_numbers_and_segments_with_it(
    told_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    path = with_segments(at, tmp_path)
    call_command("flush", verbosity=0, interactive=False)
    later = at + dt.timedelta(hours=1)
    undone = undone_after(import_book(path=path, now=at, manner=MANNER), later)
    assert not Segment.objects.filter(voided_at=None).exists()
    assert not PolicyValue.objects.filter(voided_at=None).exists()
    assert undone.rows["segments"] == 2
    assert [line for line in undone.stay if "Warm Homes" not in line] == []


def test_what_somebody_made_of_an_export_since_stays_and_they_are_told_how_to_take_it_off(
    told_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    path = with_segments(at, tmp_path)
    call_command("flush", verbosity=0, interactive=False)
    tally, later = import_book(path=path, now=at, manner=MANNER), at + dt.timedelta(hours=1)
    changed = Segment.objects.get(key="parents")
    save_segment(key="parents", title="Mothers", question={"fact": "has_children", "is": False}, seen=changed.pk,
                 by="Olga", now=seconds(later))  # fmt: skip
    definition = {"key": "tea", "title": "Tea", "purpose": "news", "benefit": "Tea", "worth": 3,
                  "audience": {"segment": "gardeners"},
                  "channels": {"email": {"class": "give", "text": "Tea"}}}  # fmt: skip
    keep_contents(definitions=[definition], now=later)
    set_policy(name="neglect.silent_days", value=60, valid_from=later, now=later, by="Olga")
    undone = undone_after(tally, later + dt.timedelta(hours=1))
    standing = Segment.objects.filter(voided_at=None)
    assert sorted(standing.values_list("title", flat=True)) == ["Gardeners", "Mothers"]
    assert PolicyValue.objects.get(voided_at=None).value == 60
    told = "\n".join(undone.stay)
    assert "“Mothers” stays: it was changed since. ./lately segment end parents" in told
    assert "“Gardeners” stays: Tea is for it." in told
    assert "neglect.silent_days is 60 still: it was set again since." in told
    assert "Warm Homes" in told


def with_segments(at: dt.datetime, folder: Path) -> Path:
    """An export of the book, with two segments in it."""
    for title, fact in (("Parents", "has_children"), ("Gardeners", "likes.gardening")):
        save_segment(key="", title=title, question={"fact": fact, "is": True}, seen=None, by="Olga", now=seconds(at))
    return exported(at, folder / "book.zip")


def undone_after(tally: Tally, now: dt.datetime) -> Undone:
    """What became of taking the export back."""
    assert tally.imported is not None
    return undo_import(number=tally.imported, now=now)

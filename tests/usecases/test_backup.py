"""The whole book in one file and back: on the same database, on the other one, in an older form, and damaged."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lately.accounts.models import Organisation
from lately.backups.file import Manifest, opened
from lately.backups.rows import Counted, asked, leaving
from lately.backups.shape import shapes, steps_done, steps_known
from lately.content.models import Content
from lately.imports import uploads
from lately.imports.models import Import
from lately.imports.services import Manner
from lately.interactions.models import CustomerState
from lately.lib.gate import write_transaction
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.policies.models import PolicyValue
from lately.profiles.models import Customer, Fact
from lately.usecases import bring_up_to_date as starting
from lately.usecases.back_up import back_up
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.import_customers import import_customers
from lately.usecases.restore import restore
from lately.usecases.upgrade import needs_upgrade, upgrade

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def tidy_home() -> Iterator[None]:
    """Nothing of one test lies in the home of the next."""
    yield
    for name in ("backups", "rules", "incoming"):
        shutil.rmtree(settings.HOME / name, ignore_errors=True)


def tonight(at: dt.datetime) -> list[Any]:
    """What is decided for everybody."""
    return list(decide_tonight(at=seconds(at), now=seconds(at), keep=False).lines)


def listed(path: Path) -> Manifest:
    """What a backup holds."""
    with opened(path) as (_, manifest):
        return manifest


def test_a_restored_book_equals_the_book_and_decides_the_same(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    decide_tonight(at=seconds(at), now=seconds(at))
    rule = settings.HOME / "rules" / "ours.yaml"
    rule.parent.mkdir()
    rule.write_text("[]")
    told = tonight(at)
    made = back_up(path=tmp_path / "book.lately", now=at)
    assert made.rows > 30
    assert (tmp_path / "book.lately").stat().st_mode & 0o077 == 0
    small_book.heard("Ann", 1)
    Content.objects.all().delete()
    rule.unlink()
    restored = restore(path=made.path, now=at, replace=True)
    assert (restored.rows, restored.differences, restored.organisation) == (made.rows, 0, "Warm Homes")
    assert tonight(at) == told
    assert rule.read_text() == "[]"
    again = back_up(path=tmp_path / "again.lately", now=at)
    assert listed(again.path).tables == listed(made.path).tables
    assert restored.kept is not None
    assert listed(restored.kept).rows == made.rows + 1 - 3


def test_after_a_restore_new_customers_get_numbers_of_their_own(
    small_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    (key := settings.HOME / "secret").write_text("ours")
    made = back_up(path=tmp_path / "book.lately", now=at)
    key.unlink()  # LATELY_SECRET gives it here
    assert restore(path=made.path, now=at, replace=True).other_key
    before = set(small_book.ids.values())
    assert small_book.add("Finn") not in before
    small_book.heard("Finn", 1)


def test_a_book_is_not_overwritten_by_mistake(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    made = back_up(path=tmp_path / "book.lately", now=at)
    small_book.add("Finn")
    with pytest.raises(Refusal, match="There is a book here already"):
        restore(path=made.path, now=at, replace=False)
    assert Fact.objects.filter(customer=small_book.ids["Finn"]).exists()


def test_nothing_that_lay_beside_the_book_before_is_taken_for_the_restored_ones(
    small_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    """Ann's list waited when the backup was made; what lies under its number now is of the other book."""
    (key := settings.HOME / "secret").write_text("ours")
    anns = uploads.receive(name="list.csv", size=3, by="", once="Ann's", now=at, lay=Path.touch)
    made = back_up(path=tmp_path / "book.lately", now=at)
    (lines := uploads.rejects_of(anns)).write_text("eve@example.com")
    key.write_text("theirs")
    (rule := settings.HOME / "rules" / "theirs.yaml").parent.mkdir()
    rule.write_text("[]")
    restored = restore(path=made.path, now=at, replace=True)
    assert (rule.exists(), lines.exists(), uploads.file_of(anns).exists()) == (False, False, False)
    assert uploads.upload_numbered(anns.pk).state == uploads.DROPPED
    assert uploads.next_to_do() is None
    assert (restored.other_key, key.read_text(), key.stat().st_mode & 0o077) == (True, "ours", 0)
    assert restored.kept is not None
    assert "rules/theirs.yaml" in listed(restored.kept).files


def test_a_list_that_is_being_read_does_not_go_on_into_another_book(
    small_book: Any, at: dt.datetime, tmp_path: Path
) -> None:
    """The other book has an import of that number, too."""
    theirs = Import.objects.create(kind="customers", name="theirs.csv", digest="theirs", recorded_at=at)
    Import.objects.update(id=theirs.pk + 1)  # the number that ours will get
    made = back_up(path=tmp_path / "book.lately", now=at)
    Import.objects.all().delete()
    (lines := tmp_path / "ours.csv").write_text("email\n" + "".join(f"f{each}@example.com\n" for each in range(2_001)))

    def told(doing: str, done: int, of: int | None) -> None:
        if doing == "written" and done < 2_001:
            restore(path=made.path, now=at, replace=True)

    before = Customer.objects.count()
    with pytest.raises(Refusal, match="Another book took the place of this one"):
        import_customers(path=lines, now=at, manner=Manner(progress=told))
    assert Customer.objects.count() == before
    assert list(Import.objects.values_list("name", "added")) == [("theirs.csv", 0)]


def rewritten(source: Path, target: Path, table: str, change: Any) -> Path:
    """A copy of a backup in which the lines of one table were changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == f"tables/{table}.jsonl" else content)
    return target


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("profiles_fact", lambda text: text.replace(b"Cara", b"Kara")),
        ("profiles_fact", lambda text: b"".join(text.splitlines(keepends=True)[1:])),
        ("profiles_customer", lambda text: b"".join(text.splitlines(keepends=True)[1:])),
        ("profiles_fact", lambda text: text[:-20]),
        ("profiles_fact", lambda text: text.replace(b"[", b"{", 1)),
    ],
    ids=["changed", "row gone", "customer gone", "cut off", "no JSON"],
)
def test_a_damaged_backup_changes_nothing(
    small_book: Any, at: dt.datetime, tmp_path: Path, table: str, change: Any
) -> None:
    made = back_up(path=tmp_path / "book.lately", now=at)
    damaged = rewritten(made.path, tmp_path / "damaged.lately", table, change)
    small_book.add("Finn")
    with pytest.raises(Refusal, match="damaged"):
        restore(path=damaged, now=at, replace=True)
    assert Fact.objects.filter(customer=small_book.ids["Finn"]).exists()
    assert Organisation.objects.count() == 1


def test_half_a_file_or_another_file_is_no_backup(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    made = back_up(path=tmp_path / "book.lately", now=at)
    half = tmp_path / "half.lately"
    half.write_bytes(made.path.read_bytes()[:-2000])
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "hello")
    for path in (half, other, tmp_path / "nothing"):
        with pytest.raises(Refusal):
            restore(path=path, now=at, replace=True)
    assert Organisation.objects.count() == 1


def test_a_backup_writes_to_no_place_but_the_home(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    made = back_up(path=tmp_path / "book.lately", now=at)
    evil = tmp_path / "evil.lately"
    with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(evil, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "lately.json":
                found = json.loads(content)
                found["files"] = {"rules/../../evil": "0"}
                content = json.dumps(found).encode()
            new.writestr(name, content)
    with pytest.raises(Refusal, match="write to"):
        restore(path=evil, now=at, replace=True)


def test_a_backup_is_of_one_moment_while_others_write(small_book: Any, at: dt.datetime, tmp_path: Path) -> None:
    """Each write adds a policy and a fact together; a backup never holds one without the other."""
    stop, written = threading.Event(), threading.Event()

    def busy() -> None:
        number = 0
        while not stop.is_set():
            with write_transaction():
                PolicyValue.objects.create(name=f"n{number}", value=1, valid_from=at, recorded_at=at, by="Olga")
                small_book.fact("Ann", f"n{number}", number)
            number += 1
            written.set()
        connection.close()

    writer = threading.Thread(target=busy)
    writer.start()
    try:
        written.wait(20)
        found = [listed(back_up(path=tmp_path / "book.lately", now=at).path) for _ in range(4)]
    finally:
        stop.set()
        writer.join()
    counts = [{table.shape.name: table.rows for table in one.tables} for one in found]
    facts = counts[0]["profiles_fact"] - counts[0]["policies_policyvalue"]
    assert {one["profiles_fact"] - one["policies_policyvalue"] for one in counts} == {facts}
    assert counts[-1]["profiles_fact"] > counts[0]["profiles_fact"], "nobody wrote meanwhile"


def test_rows_travel_in_one_form_from_both_databases(small_book: Any, at: dt.datetime) -> None:
    odd = dt.datetime(2026, 3, 29, 1, 30, 0, 120000, tzinfo=dt.UTC)
    value = {"b": [1.5, None, True], "a": "Ä\n\"'\\"}
    fact = Fact.objects.create(
        customer_id=small_book.ids["Ann"], name="odd", value=value, happened_at=odd, recorded_at=at, source="été"
    )
    shape = next(shape for shape in shapes(steps_done()) if shape.name == "profiles_fact")
    rows = [row for batch in asked(leaving(shape)) for row in batch if row[0] == fact.pk]
    found = dict(zip([column.name for column in shape.columns], rows[0], strict=True))
    assert found["happened_at"] == "2026-03-29 01:30:00.120000"
    assert found["recorded_at"] == "2026-11-16 09:00:00"
    assert found["until"] is None
    assert json.loads(found["value"]) == value
    sums = Counted(shape)
    sums.take([[*rows[0]]])
    other = Counted(shape)
    place = [column.name for column in shape.columns].index("value")
    other.take([[*rows[0][:place], json.dumps(dict(reversed(value.items())), indent=1), *rows[0][place + 1 :]]])
    assert sums.digest == other.digest
    state = next(shape for shape in shapes(steps_done()) if shape.name == "interactions_customerstate")
    kept = [row for batch in asked(leaving(state)) for row in batch]
    assert len(kept) == CustomerState.objects.count() > 0


def test_every_column_of_this_version_has_a_form_in_which_it_travels(db: None) -> None:
    assert len(shapes(steps_known())) > 15


LATER = """
from django.db import migrations, models

def work(apps, schema_editor):
    {work}

class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [
        migrations.AddField("policyvalue", "why", models.TextField(null=True)),
        migrations.RunPython(work, migrations.RunPython.noop),
    ]
"""


@pytest.fixture
def later_version(small_book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Makes this version one that has a later migration, doing what it is told; taken back at the end."""
    package = tmp_path / "later_policies"

    def make(work: str = "pass") -> None:
        (package / "0002_later.py").write_text(LATER.replace("{work}", work))
        monkeypatch.setattr(starting, "_expected", lambda: expected | {("policies", "0002_later")})
        settings.MIGRATION_MODULES = {"policies": "later_policies"}

    expected = starting._expected()
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "0001_initial.py").write_text(
        "import importlib\nMigration = importlib.import_module('lately.policies.migrations.0001_initial').Migration\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    modules = dict(getattr(settings, "MIGRATION_MODULES", {}))
    yield make
    if ("policies", "0002_later") in MigrationRecorder(connection).applied_migrations():
        call_command("migrate", "policies", "0001", verbosity=0)
    settings.MIGRATION_MODULES = modules
    for name in [name for name in sys.modules if name.startswith("later_policies")]:
        del sys.modules[name]


def test_a_book_of_an_older_version_is_upgraded_with_a_backup(
    small_book: Any, at: dt.datetime, later_version: Any
) -> None:
    told = tonight(at)
    assert not needs_upgrade()
    assert upgrade(now=at).kept is None
    later_version()
    assert needs_upgrade()
    done = upgrade(now=at)
    assert (done.steps, done.customers) == (("policies.0002_later",), 5)
    assert done.kept is not None
    assert ("policies", "0002_later") in steps_done()
    assert ("policies", "0002_later") not in listed(done.kept).steps
    assert not needs_upgrade()
    assert tonight(at) == told
    restored = restore(path=done.kept, now=at, replace=True)
    assert restored.rows == listed(done.kept).rows
    assert ("policies", "0002_later") in steps_done()
    assert tonight(at) == told


def test_an_upgrade_that_fails_leaves_the_book_as_it_was(
    small_book: Any, at: dt.datetime, later_version: Any, tmp_path: Path
) -> None:
    before = listed(back_up(path=tmp_path / "before.lately", now=at).path)
    later_version('apps.get_model("policies", "PolicyValue"); 1 / 0')
    with pytest.raises(Refusal, match="it is as it was"):
        upgrade(now=at)
    assert ("policies", "0002_later") not in steps_done()
    assert listed(back_up(path=tmp_path / "after.lately", now=at).path).tables == before.tables
    small_book.add("Finn")


def test_a_backup_of_a_newer_version_is_left_alone(
    small_book: Any, at: dt.datetime, later_version: Any, tmp_path: Path
) -> None:
    later_version()
    upgrade(now=at)
    newer = back_up(path=tmp_path / "newer.lately", now=at)
    call_command("migrate", "policies", "0001", verbosity=0)
    settings.MIGRATION_MODULES = {}
    with pytest.raises(Refusal, match="newer version"):
        restore(path=newer.path, now=at, replace=True)

"""Make a backup the book, verified row by row; what stood there before is kept in a backup of its own."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseError, OperationalError
from django.utils.translation import gettext as _

from lately.backups.aside import migrate, put_in_place, settle_keys
from lately.backups.file import Content, Manifest, digest, files_of, opened
from lately.backups.rows import asked, counted, load
from lately.backups.shape import ours, shapes, steps_done, steps_known
from lately.imports import uploads
from lately.imports.services import Progress, silent
from lately.lib.locks import held
from lately.lib.machine import refused_by_machine
from lately.lib.refusal import Refusal
from lately.usecases.back_up import back_up
from lately.usecases.verify_state import verify_state

LONG_WORK = ("duplicates.lock", "overview.lock", "search.lock")  # in the home, as the uploads' own


@dataclass(frozen=True)
class Restored:
    """What was restored; `kept` is the backup of what stood there before, `differences` what `state verify` found.

    `other_key` if links are signed with another key than before, which a server that runs does not know yet.
    """

    organisation: str
    made_at: str
    tables: int
    rows: int
    customers: int
    differences: int
    kept: Path | None
    other_key: bool = False


def restore(*, path: Path, now: dt.datetime, replace: bool, progress: Progress = silent) -> Restored:
    """Make the backup the book; raises Refusal, nothing being changed, if it is not whole or a book is there.

    With `replace` a book that is there is first backed up into `LATELY_HOME/backups`. Every table is read again
    afterwards and compared with the backup's counts and checksums. Long work on the book there is waited for; files
    that were brought in by a browser are in no backup and go.
    """
    with opened(path) as (archive, manifest), _nobody_at_work(progress):
        _refuse_newer(manifest)
        kept = _kept(path, now, replace=replace, progress=progress)
        files = _files(path, archive, manifest)
        try:
            with put_in_place(empty=True):
                _load_all(path, archive, manifest, progress)
                _refuse_other_rows(path, manifest, progress)
                migrate()
                settle_keys()
                state = verify_state(now=now, repair=False)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
            raise _damaged(path, str(error)) from None
        other_key = _put(files, alone=kept is not None)
        uploads.forget_files(now)
    return Restored(
        manifest.organisation, manifest.made_at, len(manifest.tables), manifest.rows, state.customers,
        len(state.differences), kept, other_key,
    )  # fmt: skip


@contextlib.contextmanager
def _nobody_at_work(progress: Progress) -> Iterator[None]:
    """Keep those away who read long before they write: what they read of one book must not get into another."""
    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.ExitStack() as turns:
        for lock in (uploads.lock(), *(settings.HOME / name for name in LONG_WORK)):
            turns.enter_context(held(lock, waiting=lambda: progress("of the work that goes on is waited for", 0, None)))
        yield


def _refuse_newer(manifest: Manifest) -> None:
    known = steps_known()
    if ahead := [f"{app}.{name}" for app, name in manifest.steps if ours((app, name)) and (app, name) not in known]:
        raise Refusal(
            _("This backup was made by a newer version of Lately."),
            _("It has tables that this version does not know (%(tables)s).") % {"tables": ", ".join(ahead[:3])},
            _("Get the newest version, and restore it with that."),
        )


def _kept(path: Path, now: dt.datetime, *, replace: bool, progress: Progress) -> Path | None:
    """Keep what is there; raises Refusal if something is and it is not to be replaced."""
    if not any_rows():
        return None
    if not replace:
        raise Refusal(
            _("There is a book here already."),
            _("Restoring %(file)s would take its place.") % {"file": path.name},
            _("Set LATELY_HOME to an empty place, or say --replace: the book is backed up first."),
        )
    kept = Path(settings.HOME, "backups", f"before-restore-{now:%Y-%m-%d-%H%M%S}.lately")
    back_up(path=kept, now=now, progress=progress)
    return kept


def any_rows() -> bool:
    """Whether anything stands in this book."""
    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with connection.cursor() as cursor:
            there = set(connection.introspection.table_names(cursor))
            return any(_filled(cursor, shape.name) for shape in shapes(steps_done()) if shape.name in there)
    except OperationalError as error:
        raise Refusal(
            _("The database does not answer."),
            _("It says: %(error)s") % {"error": str(error).strip()},
            _("Check LATELY_DATABASE."),
        ) from None


def _filled(cursor: object, table: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # type: ignore[attr-defined] # noqa: S608 - our own table
    return bool(cursor.fetchone())  # type: ignore[attr-defined]


def _load_all(path: Path, archive: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> None:
    migrate({step for step in manifest.steps if step in steps_known()})
    expected = {shape.name: shape for shape in shapes(manifest.steps)}
    if {table.shape.name: table.shape for table in manifest.tables} != expected:
        raise _damaged(path, _("Its tables are not those of the version that it names."))
    try:
        with transaction.atomic():
            for table in manifest.tables:
                load(table.shape, _lines(archive, table), lambda done, told=table: progress(  # type: ignore[misc]
                    f"rows of {told.shape.name} restored", done, told.rows))  # fmt: skip
            connection.check_constraints()
    except (DatabaseError, ValueError, IndexError, TypeError) as error:
        if refused_by_machine(error):
            raise
        raise _damaged(
            path, str(error).strip().splitlines()[0] if str(error).strip() else _("A row is wrong")
        ) from None


def _lines(archive: zipfile.ZipFile, table: Content) -> Iterator[bytes]:
    try:
        with archive.open(table.path) as file:
            yield from file
    except KeyError as error:
        raise ValueError(str(error)) from None


def _refuse_other_rows(path: Path, manifest: Manifest, progress: Progress) -> None:
    """Read back what stands now, and compare."""
    for number, table in enumerate(manifest.tables, 1):
        found = counted(table.shape, asked)
        if (found.rows, found.digest) != (table.rows, table.digest):
            told = {"table": table.shape.name, "rows": f"{found.rows:,}", "own": f"{table.rows:,}"}
            raise _damaged(path, _("%(table)s came out with %(rows)s rows that are not its %(own)s") % told)
        progress("tables compared", number, len(manifest.tables))


def _files(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> dict[str, bytes]:
    try:
        found = {name: archive.read(f"files/{name}") for name in manifest.files}
    except (KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise _damaged(path, str(error)) from None
    if wrong := [name for name, content in found.items() if digest(content) != manifest.files[name]]:
        raise _damaged(path, _("%(file)s is not what it was") % {"file": wrong[0]})
    return found


def _put(files: dict[str, bytes], *, alone: bool) -> bool:
    """Put the files beside the database; returns whether the key is another one than that of the book before.

    `alone` if there was one: its own rules, which are in its backup, go.
    """
    before = files_of(settings.HOME)
    other_key = alone and "secret" in files and files["secret"] != settings.SECRET_KEY.encode()
    for name, content in files.items():
        target = Path(settings.HOME, name)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.partial")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
        draft.replace(target)
    for name in before.keys() - files.keys() - {"secret"} if alone else ():
        before[name].unlink()
    return other_key


def _damaged(path: Path, why: str) -> Refusal:
    return Refusal(
        _("%(file)s is damaged; nothing was restored.") % {"file": path.name},
        f"{why.strip(' .')}.",
        _("Take another copy of it, or an earlier backup."),
    )

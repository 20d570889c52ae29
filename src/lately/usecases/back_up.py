"""Put the whole book into one file, while everybody goes on working."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.backups.file import FORMAT, LIST, Content, Manifest, digest, files_of
from lately.backups.rows import Ask, Counted, leaving, snapshot
from lately.backups.shape import Shape, shapes, steps_done
from lately.imports.services import Progress, silent
from lately.lib.refusal import Refusal

QUICK = 1  # of nine: what is smaller by a tenth takes three times as long


@dataclass(frozen=True)
class BackedUp:
    """Where the backup is, how many rows of how many tables it holds, and its size."""

    path: Path
    tables: int
    rows: int
    bytes: int


def back_up(*, path: Path, now: dt.datetime, progress: Progress = silent) -> BackedUp:
    """Write the book as it stands at one moment; raises Refusal if there is none or the place cannot be written.

    The file holds everything, the key that signs links included, and is readable by its owner only.
    """
    steps = tuple(steps_done())
    if not steps:
        raise Refusal(
            _("There is no book here yet."),
            _("Nothing lies in %(home)s.") % {"home": settings.HOME},
            _("Check LATELY_HOME."),
        )
    partial = path.with_name(f"{path.name}.partial")
    _refuse_unwritable(path, partial)
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
            manifest = _written(archive, steps, now, progress)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return BackedUp(path, len(manifest.tables), manifest.rows, path.stat().st_size)


def _refuse_unwritable(path: Path, partial: Path) -> None:
    try:
        if path.is_dir():
            raise IsADirectoryError(0, _("It is a folder"), str(path))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        why = f"{error.strerror or error}."
        raise Refusal(
            _("%(path)s cannot be written.") % {"path": path}, why, _("Choose another place, or free this one.")
        ) from None


def _written(
    archive: zipfile.ZipFile, steps: tuple[tuple[str, str], ...], now: dt.datetime, progress: Progress
) -> Manifest:
    with snapshot() as ask:
        tables = tuple(_table(archive, shape, ask, progress) for shape in shapes(steps))
    files = {name: found.read_bytes() for name, found in files_of(settings.HOME).items()}
    for name, content in files.items():
        archive.writestr(f"files/{name}", content)
    sums = {name: digest(content) for name, content in files.items()}
    manifest = Manifest(FORMAT, now.isoformat(), _name(now), steps, tables, sums)
    archive.writestr(LIST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _table(archive: zipfile.ZipFile, shape: Shape, ask: Ask, progress: Progress) -> Content:
    found = Counted(shape)
    content = Content(shape, 0, "")
    with archive.open(content.path, "w", force_zip64=True) as out:
        for batch in ask(leaving(shape)):
            out.write(found.take(batch))
            progress(f"rows of {shape.name} kept", found.rows, None)
    return Content(shape, found.rows, found.digest)


def _name(now: dt.datetime) -> str:
    """What the organisation is called; blank in a book whose tables are of an older version."""
    try:
        return organisation(at=now).name
    except Exception:  # noqa: BLE001 - whatever is wrong there, a backup is made
        return ""

"""What stands in a backup, and is it whole?

A zip file: `tables/NAME.jsonl` holds the rows of a table, a line of JSON each; `files/...` what lies beside the
database (own rules, the key that signs links); `lately.json`, written last, says what there must be.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec
from django.utils.translation import gettext as _

from lately.backups.shape import Shape, Step
from lately.lib.refusal import Refusal

FORMAT = 1
LIST = "lately.json"
KEPT_FILES = ("secret", "rules")
LARGEST_LIST = 16 * 1024 * 1024


class Content(msgspec.Struct, frozen=True):
    """One table of a backup: its columns, how many rows, and their checksum."""

    shape: Shape
    rows: int
    digest: str

    @property
    def path(self) -> str:
        """Where its rows stand in the file."""
        return f"tables/{self.shape.name}.jsonl"


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds: made when (UTC), from a book that had been through which migrations; files by checksum."""

    format: int
    made_at: str
    organisation: str
    steps: tuple[Step, ...]
    tables: tuple[Content, ...]
    files: dict[str, str]

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(table.rows for table in self.tables)


def files_of(home: Path) -> dict[str, Path]:
    """Return what lies beside the database and belongs to the book, by its name in a backup."""
    found = [home / "secret", *sorted((home / "rules").rglob("*"))]
    return {path.relative_to(home).as_posix(): path for path in found if path.is_file() and not path.is_symlink()}


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup; raises Refusal if it is none or was cut off."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Refusal(
            _("There is no file %(path)s.") % {"path": path}, _("Nothing was changed."), _("Give the file of a backup.")
        ) from None
    except (zipfile.BadZipFile, OSError) as error:
        raise _broken(path, str(error)) from None
    with archive:
        yield archive, _manifest(path, archive)


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        if archive.getinfo(LIST).file_size > LARGEST_LIST:
            raise _broken(path, _("Its list of contents is too long."))
        found = msgspec.json.decode(archive.read(LIST))
        if isinstance(found, dict) and found.get("format", FORMAT) != FORMAT:
            raise Refusal(
                _("%(file)s was made by a newer version of Lately.") % {"file": path.name},
                _("Its form is number %(form)s; this version reads %(ours)s.")
                % {"form": found["format"], "ours": FORMAT},
                _("Get the newest version, and restore it with that."),
            )
        manifest = msgspec.convert(found, Manifest)
    except (KeyError, msgspec.MsgspecError, zipfile.BadZipFile, OSError) as error:
        raise _broken(path, str(error)) from None
    for name in manifest.files:
        parts = PurePosixPath(name).parts
        if not parts or parts[0] not in KEPT_FILES or ".." in parts or "\\" in name:
            raise _broken(path, _("It would write to %(path)r.") % {"path": name})
    return manifest


def digest(content: bytes) -> str:
    """Return the checksum of a file."""
    return hashlib.sha256(content).hexdigest()


def _broken(path: Path, why: str) -> Refusal:
    return Refusal(
        _("%(file)s is no whole backup.") % {"file": path.name},
        f"{why.strip(' .')}.",
        _("Take another copy of it, or an earlier backup."),
    )

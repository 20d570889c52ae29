"""How is a file taken into the book so that it can be repeated, resumed after a crash, and taken back?

First the whole file is read and checked, then its rows are written, batch by batch, each batch in one transaction.
Every row has a key of its own, so a second run writes only what is missing, whether the first one was finished,
killed, or is still running. The import is recorded together with the first row it adds: a file that brings nothing
new changes nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic

from django.db import transaction
from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from lately.imports import bulk
from lately.imports.models import Import
from lately.imports.spool import Kept, Spool
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.lib.sql import planned_anew
from lately.lib.tables import Rejected

LONGEST_KEY = 200
SELDOM = 200_000  # new objects
MANY = 10_000  # rows after which the database looks again at how much it holds
Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how many rows are through and, if known, of how many."""


def silent(doing: str, done: int, of: int | None) -> None:
    """Say nothing about the progress."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is to be read and kept; blank means the organisation's own.

    `days` says how 03/04/2025 is read, `dmy` or `mdy`, where the file itself does not tell. `programs_zone` if the zone
    is that in which a program writes, not where we are.
    """

    zone: str = ""
    programs_zone: bool = False
    currency: str = ""
    days: str = ""
    as_of: str = ""
    known_since: str = ""
    all_or_nothing: bool = False
    rejects: Path | None = None
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class ReadIn:
    """The zone and currency a file means where it names none; blank where that makes no difference."""

    zone: str = ""
    currency: str = ""


@dataclass(slots=True)
class Tally:
    """What became of a file. `imported` is the import's id, None if nothing new was in it."""

    kind: str
    name: str
    imported: int | None = None
    read: int = 0
    added: int = 0
    unchanged: int = 0
    customers_added: int = 0
    known_since: dict[str, dt.datetime] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)  # what was left out on purpose: machines, strangers, ...
    one_way: dict[str, str] = field(default_factory=dict)  # the strangers' addresses, and which way mail went: in, out
    rejects: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """How many lines could not be used."""
        return len(self.rejects)

    def reject(self, number: int, refusal: Refusal) -> None:
        """Note a line that cannot be used."""
        self.rejects.append(Rejected(number, f"{refusal.what} {refusal.why}", refusal.todo))


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one batch; `changed` if the book is not as before."""

    added: int = 0
    unchanged: int = 0
    customers_added: int = 0
    changed: bool = False


class Halt(BaseException):
    """Raised by a `progress` that has been told to stop."""


class Stopped(Exception):  # noqa: N818 - no error: somebody pressed Ctrl-C, or Stop on a page
    """The import was stopped; what the tally says was added, of so many rows, is in the book."""

    def __init__(self, tally: Tally, of: int) -> None:
        super().__init__(tally, of)
        self.tally = tally
        self.of = of


Write = Callable[[Sequence[Kept], int], Written]


@dataclass(slots=True)
class Intake(Generic[Kept]):
    """One file on its way into the book.

    `write` takes a batch and the import's id, inside a write transaction, and rejects lines on the tally. `finish`
    is called with the import's id in the last transaction; if `always` says so, even if no row was new. A file that
    was taken in before is refused if it is now read otherwise (`read_in`): its lines would not be known again.
    """

    path: Path
    now: dt.datetime
    tally: Tally
    manner: Manner
    shape: type[Kept]
    write: Write[Kept]
    begin: Callable[[], object]
    finish: Callable[[int], None] = lambda imported: None  # noqa: ARG005 - most have nothing to add
    always: Callable[[], bool] = lambda: False
    read_in: ReadIn = ReadIn()

    def take(self, rows: Iterable[Kept]) -> Tally:
        """Read all rows, then write them; raises Refusal, nothing being changed, or Stopped."""
        with Spool(self.shape) as spool, _seldom_swept():
            try:
                self._take(rows, spool)
            except (KeyboardInterrupt, Halt):
                raise Stopped(self.tally, spool.count) from None
        return self.tally

    def _take(self, rows: Iterable[Kept], spool: Spool[Kept]) -> None:
        for row in rows:
            spool.add(row)
            self.manner.progress("read", spool.count + self.tally.rejected, None)
        self._refuse_rejects()
        with self._whole():
            self._write(spool)
            self._refuse_rejects()

    def _refuse_rejects(self) -> None:
        if self.manner.all_or_nothing and self.tally.rejects:
            first, count = self.tally.rejects[0], number_format(self.tally.rejected, force_grouping=True)
            lines = ngettext(
                "%(count)s line of %(file)s cannot be used; nothing was changed.",
                "%(count)s lines of %(file)s cannot be used; nothing was changed.",
                self.tally.rejected,
            )
            raise Refusal(
                lines % {"count": count, "file": self.tally.name},
                gettext("Line %(number)s: %(what)s") % {"number": first.number, "what": first.what},
                gettext("%(todo)s Without --all-or-nothing the other lines are taken.") % {"todo": first.todo},
            )

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """One transaction for everything, if it is all or nothing."""
        if not self.manner.all_or_nothing:
            yield
            return
        try:
            with write_transaction():
                yield
        except BaseException:
            self.tally.imported, self.tally.added, self.tally.unchanged, self.tally.customers_added = None, 0, 0, 0
            raise

    def _write(self, spool: Spool[Kept]) -> None:
        digest = digest_of(self.path)
        _refuse_read_otherwise(self.tally, digest, self.read_in)
        self.tally.imported = _unfinished(self.tally.kind, digest)
        for batch in spool.batches():
            self._write_batch(batch, digest)
            self.manner.progress("written", self.tally.added + self.tally.unchanged, spool.count)
        self._end(digest)

    def _write_batch(self, batch: Sequence[Kept], digest: str) -> None:
        with write_transaction():
            bulk.in_turn()
            imported = self.tally.imported or self._record(digest)
            written = self.write(batch, imported)
            if written.changed:
                _count(imported, digest, written.added)
            elif self.tally.imported is None:
                transaction.set_rollback(True)
        self.tally.imported = imported if written.changed else self.tally.imported
        self.tally.added += written.added
        self.tally.unchanged += written.unchanged
        self.tally.customers_added += written.customers_added

    def _record(self, digest: str) -> int:
        self.begin()
        name = self.tally.name[:500]
        return Import.objects.create(
            kind=self.tally.kind, name=name, digest=digest, recorded_at=self.now,
            zone=self.read_in.zone, currency=self.read_in.currency,
        ).pk  # fmt: skip

    def _end(self, digest: str) -> None:
        if self.tally.imported is None and not self.always():
            return
        with write_transaction():
            imported = self.tally.imported or self._record(digest)
            _count(imported, digest, 0)
            self.finish(imported)
            Import.objects.filter(pk=imported).update(
                finished_at=self.now, read=self.tally.read, rejected=self.tally.rejected
            )
        self.tally.imported = imported
        if self.tally.added >= MANY:
            planned_anew()  # else the first pages are planned for the empty tables that were there before


def imports() -> list[Import]:
    """Return all imports, the newest first."""
    return list(Import.objects.order_by("-pk"))


def import_of(kind: str, path: Path) -> Import | None:
    """Return the newest import of this file that counts, if there is one."""
    return Import.objects.filter(kind=kind, digest=digest_of(path), undone_at=None).order_by("-pk").first()


def import_numbered(number: int) -> Import:
    """Return the import, held against other writers until the transaction ends; raises Refusal if there is none."""
    found = Import.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise Refusal(
            gettext("There is no import %(number)s.") % {"number": number},
            gettext("Nothing was read in under that number."),
            gettext("./lately import list shows those there are."),
        )
    return found


@contextlib.contextmanager
def _seldom_swept() -> Iterator[None]:
    """Let Python look less often for rows that hold each other; there are none, and it takes a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, or of all files of a folder with their names."""
    found = hashlib.sha256()
    for file in sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]:
        if file != path:
            found.update(f"{file.relative_to(path)}\0".encode("utf-8", "surrogateescape"))
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                found.update(block)
    return found.hexdigest()


def stable_key(*parts: object) -> str:
    """Return the key under which a row is found again; what is too long for its column is hashed."""
    key = ":".join(str(part) for part in parts)
    if len(key) <= LONGEST_KEY:
        return key
    return f"{str(parts[0])[:40]}:sha256:{hashlib.sha256(key.encode()).hexdigest()}"


class Nth:
    """Tells equal rows of one file apart: the second of them is not the first said again."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def key(self, *parts: object) -> str:
        """Return the row's key, with its count among equal ones."""
        base = stable_key(*parts)
        self._seen[base] = nth = self._seen.get(base, 0) + 1
        return stable_key(base, nth)


def _unfinished(kind: str, digest: str) -> int | None:
    """The import of the same file that was killed or is still running, to be gone on with."""
    found = Import.objects.filter(kind=kind, digest=digest, finished_at=None, undone_at=None).order_by("pk").first()
    return found.pk if found else None


def _refuse_read_otherwise(tally: Tally, digest: str, read_in: ReadIn) -> None:
    """Raise Refusal if the same file counts already, its days or sums having been read in another way."""
    if not read_in.zone:
        return
    same = Import.objects.filter(kind=tally.kind, digest=digest, undone_at=None).exclude(zone="")
    before = same.exclude(zone=read_in.zone, currency=read_in.currency).order_by("-pk").first()
    if before is None:
        return
    raise Refusal(
        gettext(
            "%(file)s was taken in before, as import %(import)s, with days read in %(zone)s and sums in %(currency)s; "
            "now they would be read in %(zone_now)s and %(currency_now)s."
        )
        % {
            "file": tally.name,
            "import": before.pk,
            "zone": before.zone,
            "currency": before.currency,
            "zone_now": read_in.zone,
            "currency_now": read_in.currency,
        },
        gettext("Read in two ways, every line would count twice."),
        gettext(
            "If the first way was right, nothing is to be done. If this one is, ./lately import undo %(import)s and "
            "give this command again."
        )
        % {"import": before.pk},
    )


def _count(imported: int, digest: str, added: int) -> None:
    """Add to the import's count; raises Refusal if it was undone meanwhile, or another book took this one's place."""
    ours = Import.objects.filter(pk=imported, digest=digest)
    if ours.filter(undone_at=None).update(added=F("added") + added):
        return
    if ours.exists():
        raise Refusal(
            gettext("Import %(import)s was undone while it was running.") % {"import": imported},
            gettext("What it had written is taken back."),
            gettext("Import the file again if that was a mistake."),
        )
    raise Refusal(
        gettext("Another book took the place of this one while the file was being read."),
        gettext("What had been written of it went with the book before."),
        gettext("Import the file again if it belongs to the book that stands here now."),
    )

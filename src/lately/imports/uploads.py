"""Where does a file that was brought in lie, and how far is it?

The row says how far, the folder `incoming/ID` of the home holds the file, what was laid out of it, and the lines that
could not be used. Only whoever holds the lock works on uploads, so one that is "running" while the lock is free was
left by a process that died, and is gone on with.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lately.imports.models import Import, Upload
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.lib.sql import capitals

Row = TypeVar("Row", Upload, Import)

ARRIVED, LOOKED, UNREAD = "arrived", "looked", "unread"
WAITING, RUNNING, STOPPING, STOPPED = "waiting", "running", "stopping", "stopped"
DONE, REFUSED, BROKEN, DROPPED = "done", "refused", "broken", "dropped"
TO_DO = (ARRIVED, WAITING, RUNNING, STOPPING)
CHOOSABLE = (LOOKED, REFUSED, BROKEN)
ENDED = (DONE, STOPPED, DROPPED, UNREAD)
KEPT_DAYS = 30
MOST_AT_ONCE = 50


def incoming() -> Path:
    """Where uploaded files lie."""
    return Path(settings.HOME) / "incoming"


def lock() -> Path:
    """The lock of whoever works on uploads."""
    return incoming() / "working.lock"


def file_of(upload: Upload) -> Path:
    """The file as it came."""
    return incoming() / str(upload.pk) / "came" / Path(upload.name).name


def plain_of(upload: Upload) -> Path:
    """The file as the verbs read it, under the name its owner gave it."""
    return incoming() / str(upload.pk) / "plain" / Path(upload.name).name


def rejects_of(upload: Upload) -> Path:
    """The lines that could not be used, in the columns of the file that came, with why."""
    return incoming() / str(upload.pk) / "rejected.csv"


def receive(
    *, name: str, size: int, by: str, once: str, now: dt.datetime, lay: Callable[[Path], object], **more: Any
) -> Upload:
    """Keep a file that came; `lay` puts it where it is told. The same form sent twice is one upload."""
    with write_transaction():
        upload, new = Upload.objects.get_or_create(
            once=once,
            defaults={"name": name[-500:], "size": size, "by": by[:200], "recorded_at": now, "state": "coming", **more},
        )
    if not new:
        return upload
    place = file_of(upload)
    shutil.rmtree(place.parent.parent, ignore_errors=True)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lay(place)
    change(upload, state=more.get("state", ARRIVED))
    return upload


def upload_numbered(number: int) -> Upload:
    """Return the upload; raises Refusal if there is none."""
    found = Upload.objects.select_related("imported").filter(pk=number).first()
    if found is None:
        raise Refusal(_("There is no such upload."), _("Nothing came in under that number."), _("Look under Bring in."))
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of what came: words of the file's name, and the kind it was read as; blank is all."""

    words: str = ""
    kind: str = ""

    def of(self, rows: QuerySet[Row], before: int) -> QuerySet[Row]:
        """Those of some rows, the newest first, from below one number on (0: from the newest)."""
        for word in self.words.split():
            rows = rows.filter(functools.reduce(operator.or_, (Q(name__icontains=one) for one in capitals(word))))
        rows = rows.filter(kind=self.kind) if self.kind else rows
        return (rows.filter(pk__lt=before) if before else rows).order_by("-pk")


def uploads(most: int = MOST_AT_ONCE, *, asked: Asked = Asked(), before: int = 0) -> list[Upload]:
    """Return the newest uploads."""
    return list(asked.of(Upload.objects.select_related("imported").exclude(state="coming"), before)[:most])


def taken_by_command(most: int = MOST_AT_ONCE, *, asked: Asked, before: int = 0) -> list[Import]:
    """Return the newest imports that no upload stands behind."""
    rows = Import.objects.exclude(Exists(Upload.objects.filter(imported=OuterRef("pk"))))
    return list(asked.of(rows, before)[:most])


def next_to_do() -> Upload | None:
    """Return the oldest upload that something is to be done with."""
    return Upload.objects.select_related("imported").filter(state__in=TO_DO).order_by("pk").first()


def is_behind(upload: Upload) -> bool:
    """Whether another upload is worked on, or comes before it."""
    others = Upload.objects.filter(state__in=TO_DO).exclude(pk=upload.pk)
    return others.filter(Q(state=RUNNING) | Q(pk__lt=upload.pk)).exists()


def change(upload: Upload, *, only_if: Sequence[str] = (), seen: int | None = None, **values: Any) -> bool:
    """Change an upload if it is still in one of these states, and as it was `seen`; return whether it was."""
    rows = Upload.objects.filter(pk=upload.pk)
    rows = rows.filter(state__in=only_if) if only_if else rows
    rows = rows.filter(version=seen) if seen is not None else rows
    with write_transaction():
        changed = bool(rows.update(**values, version=F("version") + int(seen is not None)))
    if changed:
        for name, value in values.items():
            setattr(upload, name, value)
    return changed


def throw_away(upload: Upload, now: dt.datetime) -> None:
    """Delete the files of an upload; its row stays."""
    shutil.rmtree(incoming() / str(upload.pk), ignore_errors=True)
    change(upload, thrown_away_at=now)


def forget_files(now: dt.datetime) -> None:
    """Delete the files of all uploads and let none wait for its own: another book has come, without files."""
    for folder in incoming().glob("[0-9]*"):
        shutil.rmtree(folder, ignore_errors=True)
    there = Upload.objects.filter(thrown_away_at=None)
    for upload in there.filter(state__in=(*TO_DO, *CHOOSABLE, STOPPED, "coming")):
        _end(upload)
    with write_transaction():
        there.update(thrown_away_at=now)


def throw_away_old(now: dt.datetime) -> None:
    """Delete the files of uploads that came long ago and are done with."""
    old = Upload.objects.filter(recorded_at__lt=now - dt.timedelta(days=KEPT_DAYS), thrown_away_at=None)
    for upload in old.exclude(state__in=TO_DO):
        throw_away(upload, now)
        if upload.state in {*CHOOSABLE, STOPPED}:
            _end(upload)


def _end(upload: Upload) -> None:
    """End what cannot be gone on with; what it wrote before it broke off counts, and can be taken back."""
    written = upload.imported or (
        Import.objects.filter(kind=upload.kind, recorded_at=upload.begun_at, undone_at=None).first()
        if upload.begun_at
        else None
    )
    change(
        upload, only_if=[upload.state], state=DONE if written else DROPPED, imported=written,
        outcome=upload.outcome | {"part": True},
    )  # fmt: skip

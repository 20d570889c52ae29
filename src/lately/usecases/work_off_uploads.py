"""Work off what was brought in: look into it, take it into the book, go on with what a crash left behind.

One process at a time does this, for all. Every row of an import has a key of its own, so an upload that was broken off
is simply taken in again, with the same moment: what is there already stays as it is.
"""

from __future__ import annotations

import datetime as dt
import functools
import logging
import shutil
import time
from collections.abc import Callable
from typing import Any

from lately.imports import one_way, uploads
from lately.imports.mapping import LeftOut, Rewriter
from lately.imports.models import Import, Upload
from lately.imports.originals import original_table
from lately.imports.presets import presets
from lately.imports.services import Halt, Manner, Stopped, Tally, import_of
from lately.lib.locks import held_if_free
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer
from lately.usecases.choose_columns import read_as
from lately.usecases.import_content import import_content
from lately.usecases.import_customers import import_customers
from lately.usecases.import_deeds import import_deeds
from lately.usecases.import_interactions import import_interactions
from lately.usecases.import_mail import import_mail
from lately.usecases.import_purchases import import_purchases
from lately.usecases.keep_rejected_lines import keep_rejected_lines, on_screen
from lately.usecases.look_into_upload import look_into_upload
from lately.usecases.open_demo import open_demo
from lately.usecases.read_mail_again import begin_again, is_again, mailbox_to_read_again, stopped_again

Clock = Callable[[], dt.datetime]
TELL_EVERY = 0.7  # seconds between two looks at whether somebody pressed Stop
_LOG = logging.getLogger(__name__)
_VERBS: dict[str, Callable[..., Tally]] = {
    "customers": import_customers,
    "purchases": import_purchases,
    "interactions": import_interactions,
    "deeds": import_deeds,
    "content": import_content,
}


def work_off_uploads(*, clock: Clock) -> int:
    """Work off everything that waits and return how many; none if another process is at it already."""
    count = 0
    with held_if_free(uploads.lock()) as ours:
        while ours and (upload := _next(clock)):
            _work(upload, clock)
            count += 1
        if ours:
            uploads.throw_away_old(clock())
    return count


def anything_to_work_off(*, now: dt.datetime) -> bool:
    """Whether something waits and nobody is at it; what came long ago is thrown away at the same look."""
    with held_if_free(uploads.lock()) as ours:
        if ours:
            uploads.throw_away_old(now)
        return ours and bool(uploads.next_to_do() or mailbox_to_read_again())


def _next(clock: Clock) -> Upload | None:
    """What waits; else a mailbox with mail of people who have become customers since it was read."""
    waiting = uploads.next_to_do()
    if waiting is None and (again := mailbox_to_read_again()):
        begin_again(again, clock())
        return again
    return waiting


def _work(upload: Upload, clock: Clock) -> None:
    try:
        if upload.state == uploads.ARRIVED:
            look_into_upload(upload)
        else:
            _take_in(upload, clock)
    except Refusal as refusal:
        _fail(upload, uploads.REFUSED, {"refusal": _told(refusal)})
    except Exception:  # noqa: BLE001 - said below
        # Whatever it is, the next upload must not wait for it for ever; the page says that it is our fault.
        _LOG.exception("Upload %s could not be worked off", upload.pk)
        _fail(upload, uploads.BROKEN, {})


def _take_in(upload: Upload, clock: Clock) -> None:
    if upload.state == uploads.STOPPING:
        _stop(upload, upload.outcome)
        return
    begun = upload.begun_at or clock()
    uploads.change(upload, state=uploads.RUNNING, begun_at=begun, worked_from=clock())
    progress = _Progress(upload)
    try:
        if upload.kind == "demo":
            open_demo(book="invented", at=begun, progress=lambda _: None)
            uploads.change(upload, state=uploads.DONE)
            return
        left_out = _lay_out(upload, progress)
        reads = read_as(upload)
        preset = presets().get(upload.chosen.get("preset", ""))
        manner = Manner(
            zone=reads.zone, programs_zone=bool(preset and preset.zone == reads.zone), currency=reads.currency,
            days=reads.days, progress=progress.told,
        )  # fmt: skip
        tally = _imported(upload, begun, manner)
    except Stopped as stopped:
        _stop(upload, _outcome(stopped.tally, LeftOut()), stopped.tally.imported)
        return
    except Halt:
        _stop(upload, {"added": 0})
        return
    keep_rejected_lines(upload, tally.rejects, left_out)
    outcome = _outcome(tally, left_out)
    found = _own_import(upload, tally, begun)
    if found:
        outcome |= _with_before(tally, found)
    if upload.kind == "mail":
        one_way.keep(upload, tally.one_way)
    _end(upload, uploads.DONE, outcome, found.pk if found else None)


def _lay_out(upload: Upload, progress: _Progress) -> LeftOut:
    """Lay the file out as the verbs read it."""
    left_out, plain = LeftOut(), uploads.plain_of(upload)
    plain.parent.mkdir(exist_ok=True)
    if upload.kind in {"mail", "content"}:
        if not plain.exists():
            shutil.copyfile(uploads.file_of(upload), plain)
        return left_out
    table = original_table(uploads.file_of(upload), upload.looked["format"])
    rewriter = Rewriter(table, upload.chosen["columns"], upload.chosen.get("preset", ""))
    rewriter.write(plain, left_out, functools.partial(progress.told, "laying", of=None))
    return left_out


def _imported(upload: Upload, begun: dt.datetime, manner: Manner) -> Tally:
    path = uploads.plain_of(upload)
    if upload.kind == "mail":
        me = upload.chosen.get("me", "").replace(",", " ").split()
        everyone, elsewhere = bool(upload.chosen.get("everyone")), one_way.elsewhere(upload)
        return import_mail(path=path, me=me, now=begun, manner=manner, everyone=everyone, elsewhere=elsewhere)
    return _VERBS[upload.kind](path=path, now=begun, manner=manner)


class _Progress:
    """Writes down now and then how far it is, and stops if somebody asked for it."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._last = time.monotonic()

    def told(self, doing: str, done: int, of: int | None) -> None:
        """Take note; raises Halt if the upload is to be stopped."""
        del of
        if time.monotonic() - self._last < TELL_EVERY:
            return
        self._last = time.monotonic()
        if not uploads.change(self._upload, only_if=[uploads.RUNNING], doing=doing, done=done):
            raise Halt


def _outcome(tally: Tally, left_out: LeftOut) -> dict[str, Any]:
    return {
        "read": tally.read + len(left_out.rejected),
        "added": tally.added,
        "unchanged": tally.unchanged,
        "rejected": tally.rejected + len(left_out.rejected),
        "passed_over": left_out.passed_over,
        "customers_added": tally.customers_added,
        "others": tally.others,
        "known_since": {channel: since.isoformat() for channel, since in tally.known_since.items()},
        # What tells which command to give is for whoever gave one.
        "notes": [note for note in tally.notes if "./lately" not in note],
    }


def _own_import(upload: Upload, tally: Tally, begun: dt.datetime) -> Import | None:
    """What it wrote itself, now or before a crash; None if another list with the same in it was there already."""
    found = import_of(upload.kind, uploads.plain_of(upload))
    own = found and (found.pk == tally.imported or found.recorded_at == begun or is_again(upload))
    return found if own else None


def _with_before(tally: Tally, found: Import) -> dict[str, int]:
    """Count what was written before a crash as what it is: new, not there already."""
    before = found.added - tally.added
    made = Customer.objects.filter(imported=found, voided_at=None).count()
    return {"added": found.added, "unchanged": max(0, tally.unchanged - before), "customers_added": made}


def _stop(upload: Upload, outcome: dict[str, Any], imported: int | None = None) -> None:
    _fail(upload, uploads.STOPPED, outcome, imported)


def _fail(upload: Upload, state: str, outcome: dict[str, Any], imported: int | None = None) -> None:
    """End it before its end; what a first reading took in stays as it is if only the second one fails."""
    if is_again(upload):
        _end(upload, uploads.DONE, stopped_again(upload))
    else:
        _end(upload, state, outcome, imported)


def _end(upload: Upload, state: str, outcome: dict[str, Any], imported: int | None = None) -> None:
    uploads.change(upload, state=state, outcome=outcome, imported_id=imported or upload.imported_id)


def _told(refusal: Refusal) -> dict[str, str]:
    return {"what": refusal.what, "why": on_screen(refusal.why), "todo": on_screen(refusal.todo)}

"""Stop what is being brought in, and say what is to become of what was read so far; leave it, or try again."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from lately.imports import uploads
from lately.imports.models import Upload
from lately.lib.refusal import Refusal
from lately.usecases.undo_import import undo_import

AGAIN = (uploads.STOPPED, uploads.BROKEN)
LEAVABLE = (uploads.LOOKED, uploads.UNREAD, uploads.REFUSED, uploads.BROKEN, uploads.ARRIVED, uploads.WAITING)


def steer_upload(*, number: int, wanted: str, now: dt.datetime) -> Upload:
    """Do what is `wanted` with an upload; raises Refusal if it is too late for that.

    stop: read no further, and ask. go_on: read the rest, or try again. keep: leave what was read in the book.
    take_back: nothing of it counts. leave: forget the file.
    """
    upload = uploads.upload_numbered(number)
    done = {"stop": _stop, "go_on": _go_on, "keep": _keep, "take_back": _take_back, "leave": _leave}.get(wanted)
    if done is None or not done(upload, now):
        raise Refusal(
            _("That cannot be done with this list any more."),
            _("It has gone on since the page was shown."),
            _("Look at how far it is now."),
        )
    return upload


def _stop(upload: Upload, now: dt.datetime) -> bool:
    del now
    stopped = uploads.change(upload, only_if=[uploads.WAITING], state=uploads.LOOKED)
    return stopped or uploads.change(upload, only_if=[uploads.RUNNING], state=uploads.STOPPING)


def _go_on(upload: Upload, now: dt.datetime) -> bool:
    del now
    return uploads.change(upload, only_if=AGAIN, state=uploads.WAITING)


def _keep(upload: Upload, now: dt.datetime) -> bool:
    del now
    return uploads.change(
        upload, only_if=[uploads.STOPPED], state=uploads.DONE, outcome=upload.outcome | {"part": True}
    )


def _take_back(upload: Upload, now: dt.datetime) -> bool:
    if upload.state not in {uploads.STOPPED, uploads.DONE, uploads.BROKEN, uploads.REFUSED}:
        return False
    if upload.imported_id is not None:
        undone = undo_import(number=upload.imported_id, now=now)
        outcome = upload.outcome | {"customers_gone": undone.customers, "customers_kept": undone.customers_kept}
        return uploads.change(upload, state=uploads.DROPPED, outcome=outcome)
    return uploads.change(upload, state=uploads.DROPPED)


def _leave(upload: Upload, now: dt.datetime) -> bool:
    left = uploads.change(upload, only_if=LEAVABLE, state=uploads.DROPPED)
    if left:
        uploads.throw_away(upload, now)
    return left

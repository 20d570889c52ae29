"""Read a mailbox again, if it holds mail of people who became customers after it was read.

So it makes no difference whether the mail or the list of people came first. What the book has already is not doubled:
each message is known by its own number. What is new belongs to the same import, and is taken back with it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lately.imports import one_way, uploads
from lately.imports.models import Import, Upload
from lately.lib.gate import write_transaction
from lately.profiles.models import Identifier
from lately.profiles.services import known

AGAIN = "again"


def mailbox_to_read_again() -> Upload | None:
    """Return a mailbox with mail of somebody who is a customer by now and was none when it was read, if any."""
    newest = Identifier.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for upload in one_way.mailboxes():
        addresses = one_way.addresses(upload, newest=newest)
        if known(names=[("email", address) for address in addresses]):
            return upload
        if addresses:
            one_way.asked(upload, newest=newest)
    return None


def begin_again(upload: Upload, now: dt.datetime) -> None:
    """Put it in line; its import goes on, and what comes to it was learnt now."""
    with write_transaction():
        if upload.imported_id is not None:
            Import.objects.filter(pk=upload.imported_id, undone_at=None).update(finished_at=None)
        uploads.change(
            upload, only_if=[uploads.DONE], state=uploads.RUNNING, begun_at=now, doing="", done=0,
            outcome=upload.outcome | {AGAIN: True},
        )  # fmt: skip


def is_again(upload: Upload) -> bool:
    """Whether it was read before."""
    return bool(upload.outcome.get(AGAIN))


def stopped_again(upload: Upload) -> dict[str, Any]:
    """Let its import be as it is, because the second reading was stopped or failed; return the outcome."""
    if upload.imported_id is not None:
        with write_transaction():
            Import.objects.filter(pk=upload.imported_id, finished_at=None).update(finished_at=upload.begun_at)
    return {name: value for name, value in upload.outcome.items() if name != AGAIN} | {"part": True}

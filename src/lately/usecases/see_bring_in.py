"""What was brought in so far, and what would help most to bring next?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lately.accounts.selectors import organisation
from lately.imports import uploads
from lately.imports.models import Import, Upload
from lately.imports.uploads import Asked
from lately.interactions.models import Interaction
from lately.lib.moments import at_seconds
from lately.profiles.models import Customer

LISTED = 50
KINDS = {
    "customers": _("people"),
    "purchases": _("purchases"),
    "mail": _("mail"),
    "interactions": _("what was said"),
    "deeds": _("what you did for them"),
    "content": _("texts"),
    "demo": _("the demo"),
}


def see_bring_in(*, now: int, asked: Asked | None = None, after: Sequence[int] = (0, 0)) -> dict[str, Any]:
    """Return the `files` that came and the `others` taken in by command, newest first, and what would help `next`.

    Of both those that are asked for, below the numbers `after`; `more_files` and `more_others` is where they go on
    (None: these were the last). `any` says that something came.
    """
    asked = asked or Asked()
    came = uploads.uploads(LISTED + 1, asked=asked, before=after[0])
    others = uploads.taken_by_command(LISTED + 1, asked=asked, before=after[1])
    return {
        "files": [
            told_of_file(upload) for upload in came[:LISTED] if upload.state != uploads.DROPPED or upload.imported_id
        ],
        "others": [told_of_import(row) for row in others[:LISTED]],
        "more_files": came[LISTED - 1].pk if len(came) > LISTED else None,
        "more_others": others[LISTED - 1].pk if len(others) > LISTED else None,
        "any": bool(came or others or uploads.uploads(1) or uploads.taken_by_command(1, asked=Asked())),
        "next": next_steps(),
        "waiting": files_that_wait(),
        "book": organisation(at=at_seconds(now)).book,
        "empty": not Customer.objects.filter(voided_at=None).exists(),
    }


def next_steps() -> list[str]:
    """Return what is missing, the most helpful first: people, purchases, mail."""
    has = {
        "customers": Customer.objects.filter(voided_at=None).exists(),
        "mail": Interaction.objects.filter(voided_at=None, direction="out").exists(),
        "purchases": Interaction.objects.filter(voided_at=None, kind="purchase").exists(),
    }
    coming = {upload.kind for upload in _waiting()}
    return [name for name, there in has.items() if not there and name not in coming]


def files_that_wait() -> list[dict[str, Any]]:
    """Return the files that were looked into and not taken in yet (number, name), mail last: it asks who is known."""
    ordered = sorted(_waiting(), key=lambda upload: (upload.kind == "mail", upload.kind != "customers", upload.pk))
    return [{"number": upload.pk, "name": upload.name} for upload in ordered]


def _waiting() -> list[Upload]:
    return [each for each in uploads.uploads(LISTED) if each.state == uploads.LOOKED and not each.thrown_away_at]


def told_of_file(upload: Upload) -> dict[str, Any]:
    """A file that came by the browser."""
    return {
        "number": upload.pk,
        "name": upload.name,
        "kind": kind_words(upload.kind),
        "state": upload.state,
        "at": _seconds(upload.recorded_at),
        "by": upload.by,
        "added": upload.outcome.get("added", 0),
        "rejected": upload.outcome.get("rejected", 0),
        "strangers": upload.outcome.get("others", {}).get("strangers", 0),
        "undone": bool(upload.imported and upload.imported.undone_at),
        "import": upload.imported_id,
    }


def kind_words(kind: str) -> str:
    """What sort of thing a file holds; blank if that is not known yet."""
    return gettext(KINDS[kind]) if kind in KINDS else ""


def told_of_import(row: Import) -> dict[str, Any]:
    """An import, however it came."""
    return {
        "import": row.pk,
        "name": row.name,
        "kind": kind_words(row.kind) or row.kind,
        "state": "done" if row.finished_at else "unfinished",
        "by": "",
        "at": _seconds(row.recorded_at),
        "added": row.added,
        "rejected": row.rejected,
        "undone": bool(row.undone_at),
        "finished": bool(row.finished_at),
    }


def _seconds(at: dt.datetime) -> int:
    return int(at.timestamp())


def files_to_audit(chosen: Sequence[Upload]) -> list[Upload]:
    """Return the uploads whose files an audit can read: people, purchases and mail that are still there."""
    return [
        upload
        for upload in chosen
        if upload.kind in {"customers", "purchases", "mail"}
        and upload.state == uploads.DONE
        and not (upload.imported and upload.imported.undone_at)
        and uploads.plain_of(upload).exists()
    ]

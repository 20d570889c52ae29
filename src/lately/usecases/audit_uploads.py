"""What do the files that were brought in tell of how we treat our customers? The audit, without giving them again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lately.accounts.selectors import organisation
from lately.imports import uploads
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.audit import audit
from lately.usecases.see_bring_in import files_to_audit


def audit_uploads(*, now: int) -> dict[str, Any]:
    """Return the audit of all files that were taken in and are still kept; raises Refusal if there is none."""
    chosen = files_to_audit(uploads.uploads())
    if not chosen:
        raise Refusal(
            _("There is no file to look into."),
            _("Files are kept for a month after they came in, and then thrown away."),
            _("Bring in people, purchases or a mailbox, or give files to the audit under How we do."),
        )
    ours = organisation(at=at_seconds(now))
    me = [address for upload in chosen for address in upload.chosen.get("me", "").replace(",", " ").split()]
    found = audit(
        files=[uploads.plain_of(upload) for upload in chosen], at=now, me=me or list(ours.senders), zone=ours.zone,
        currency=ours.currency,
    )  # fmt: skip
    return found.told()

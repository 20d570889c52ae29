"""Take a file in that came by the browser, and look into it at once if that is quickly done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from lately.imports import uploads
from lately.imports.models import Upload
from lately.lib.refusal import Refusal
from lately.usecases.look_into_upload import look_into_upload

SMALL = 1024 * 1024
LONGEST_NAME = 200


def receive_upload(
    *, name: str, size: int, by: str, once: str, now: dt.datetime, lay: Callable[[Path], object]
) -> Upload:
    """Keep a file; `lay` puts it where it is told. The same form sent twice is one. Raises Refusal for no name."""
    plain = "".join(letter for letter in Path(name.replace("\\", "/")).name if letter.isprintable())[-LONGEST_NAME:]
    if not plain.strip(". "):
        raise Refusal(
            _("The file has no name."), _("It could not be found again."), _("Give it one, then choose it again.")
        )
    upload = uploads.receive(name=plain, size=size, by=by, once=once, now=now, lay=lay)
    if size <= SMALL and upload.state == uploads.ARRIVED:
        look_into_upload(upload)
    return upload

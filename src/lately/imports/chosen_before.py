"""How did somebody have a list like this one read before: the list of last month, or the mended lines of today's?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lately.imports import uploads
from lately.imports.columns import ADDED
from lately.imports.guessing import KINDS
from lately.imports.models import Upload
from lately.lib.tables import spelling

_LOOKED_AT = 50  # uploads, the newest


def chosen_before(headers: Sequence[str]) -> tuple[str, dict[str, Any]] | None:
    """Return the kind of the newest list with the same columns that was taken in, and how it was read; None if none.

    Columns that we added to a list of rejected lines make no other list of it.
    """
    here = {spelling(header) for header in headers}
    added = {spelling(header) for header in ADDED}
    rows = Upload.objects.filter(kind__in=KINDS, state=uploads.DONE).order_by("-pk")
    for upload in rows[:_LOOKED_AT]:
        before = [spelling(header) for header in upload.looked.get("headers", ())]
        if len(set(before)) == len(before) and set(before) - added == here - added:
            return upload.kind, _for(headers, before, upload.chosen)
    return None


def _for(headers: Sequence[str], before: Sequence[str], chosen: dict[str, Any]) -> dict[str, Any]:
    became = dict(zip(before, chosen.get("columns", ()), strict=False))
    return chosen | {"columns": [became.get(spelling(header), "") for header in headers]}

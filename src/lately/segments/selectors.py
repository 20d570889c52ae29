"""Which segments counted at a moment, and what does each ask?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lately.decisioning.segments import Segment, segment_of
from lately.lib.counting import Live
from lately.lib.looking import once
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.segments.models import Segment as Row


def rows_known(*, known: int | None = None) -> list[Row]:
    """Every segment that counted at `known` (None: counts by now), by title."""
    counts = Q(voided_at=None) if known is None else Live(known)
    # Every text that was approved for a segment asks for them.
    return once(("segments", known), lambda: list(Row.objects.filter(counts).order_by("title", "key")))


def questions_known(*, known: int | None = None) -> Mapping[str, Mapping[str, Any]]:
    """What each of them asks, as data, by key: for questions that name a segment."""
    return {row.key: row.question for row in rows_known(known=known)}


def asked_otherwise(keys: Collection[str], *, since: dt.datetime, known: int | None = None) -> list[str]:
    """The titles of those of these segments (keys) that ask something else at `known` (None: by now) than `since`."""
    if not keys:
        return []
    then, now = questions_known(known=seconds(since)), {row.key: row for row in rows_known(known=known)}
    changed = [key for key in keys if key not in now or key not in then or then[key] != now[key].question]
    return [now[key].title if key in now else key for key in changed]


def segment_known(key: str, *, known: int | None = None) -> Segment:
    """One segment; raises Refusal if there is none."""
    for row in rows_known(known=known):
        if row.key == key:
            return read(row)
    raise Refusal(
        _("There is no segment %(key)r.") % {"key": key[:80]},
        _("It was never made, or it was taken off."),
        _("Choose one under People, Segments."),
    )


def read(row: Row) -> Segment:
    """A stored segment as one that can be asked; raises Refusal if today's checks refuse it."""
    where = _("Segment %(key)r") % {"key": row.key}
    return segment_of({"key": row.key, "title": row.title, "question": row.question}, where=where)

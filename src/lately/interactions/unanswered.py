"""Which messages wait for an answer, and which waited so long that nobody will answer them any more?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from lately.decisioning.records import NEVER
from lately.interactions.models import Direction, Interaction, Kind, Status
from lately.interactions.spoken import last_spoken
from lately.interactions.timeline import When
from lately.interactions.waiting import DAY, some_at_a_time
from lately.lib.moments import at_seconds, seconds
from lately.profiles.frames import redirects

LOOK_AT = 10_000  # messages looked at for one list: nobody waits for a whole ledger to be read


def not_answered(
    when: When,
    *,
    days: float,
    late: bool,
    book: int | None,
    before: tuple[int, int] | None = None,
    oldest: bool = False,
    limit: int,
) -> list[tuple[int, int]]:
    """The places (moment, row) of messages since which nobody of us spoke to their customer.

    `late` are those older than `days`, else the others. The newest first, or the oldest; `before` is where the page
    before ended. Of about LOOK_AT messages at most.
    """
    rows = Interaction.objects.filter(when.live, direction=Direction.IN, kind=Kind.MESSAGE, status=Status.DONE)
    begun = _too_late(when, days)
    rows = rows.filter(happened_at__lte=begun) if late else rows.filter(happened_at__gt=begun)
    found: list[tuple[int, int]] = []
    for part in some_at_a_time(rows, book=book, limit=limit, before=before, oldest=oldest, at_most=LOOK_AT):
        told = [{"row": row, "customer": customer, "at": seconds(moment)} for row, customer, moment in part]
        open_still = without_answer(told, when)
        found += [(row["at"], row["row"]) for row in told if row["row"] in open_still]
        if len(found) >= limit:
            break
    return found[:limit]


def without_answer(rows: Sequence[Mapping[str, Any]], when: When) -> set[int]:
    """Those of these messages (row, customer, at) since which nobody of us spoke to their customer, by row."""
    if not rows:
        return set()
    into = redirects(when.known)
    spoken = last_spoken(when, {row["customer"] for row in rows}, into)
    return {row["row"] for row in rows if row["at"] > spoken.get(into.get(row["customer"], row["customer"]), NEVER)}


def is_too_late(moment: int, when: When, days: float) -> bool:
    """Whether a message of this moment waited for longer than `days`."""
    return at_seconds(moment) <= _too_late(when, days)


def _too_late(when: When, days: float) -> dt.datetime:
    return at_seconds(when.at - round(days * DAY))

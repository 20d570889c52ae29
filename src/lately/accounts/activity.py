"""Who saw and changed what? Written in one place, read by the page of it, forgotten when its days are over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lately.accounts.acting import Acting
from lately.accounts.models import Act, Activity, User
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds, seconds

LONGEST = 500
FORGET_AT_ONCE = 2_000
_DIGITS = 18  # rows beyond it are none of ours


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows somebody wants to read: of one person, one customer's records, one day (from, to); all if blank.

    `changes` leaves out what was only looked at; `kind` is the one Act that is asked for.
    """

    user: int | None = None
    customers: Sequence[int] = ()
    since: int | None = None
    until: int | None = None
    changes: bool = False
    kind: str = ""


def note(
    *,
    at: dt.datetime,
    user: User | None,
    by: str,
    action: Act,
    page: str,
    act: Acting | None = None,
    patient: bool = True,
) -> Activity:
    """Write one row down: one insert, in turn with other writers. `act` says of whom it was and what was changed.

    Who is not `patient` gets an OperationalError instead of waiting for a turn.
    """
    told = act or Acting()
    with write_transaction(patient=patient):
        return Activity.objects.create(
            at=at,
            user=user,
            by=by[:200],
            action=action,
            page=page[:60],
            customer=told.customer,
            what=_words(told.what),
            before=_words(told.before),
            after=_words(told.after),
        )


def forget(*, before: dt.datetime) -> int:
    """Take away what is older, a part at a time; returns how many rows went. Call again until it is none."""
    old = list(Activity.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:FORGET_AT_ONCE])
    if old:
        with write_transaction():
            Activity.objects.filter(pk__in=old).delete()
    return len(old)


def activity(asked: Asked, *, before: str, limit: int) -> tuple[list[dict[str, Any]], str]:
    """One page, newest first, and where the next one begins (blank: this was the last)."""
    rows = Activity.objects.all()
    if asked.user is not None:
        rows = rows.filter(user_id=asked.user)
    if asked.customers:
        rows = rows.filter(customer__in=asked.customers)
    if asked.since is not None and asked.until is not None:
        rows = rows.filter(at__gte=at_seconds(asked.since), at__lt=at_seconds(asked.until))
    if asked.changes:
        rows = rows.exclude(action=Act.SAW)
    if asked.kind in Act.values:
        rows = rows.filter(action=asked.kind)
    if before.isdecimal() and len(before) <= _DIGITS:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: limit + 1])
    more = str(found[limit - 1].pk) if len(found) > limit else ""
    return [_told(row) for row in found[:limit]], more


def _told(row: Activity) -> dict[str, Any]:
    return {
        "at": seconds(row.at),
        "by": row.by,
        "action": row.action,
        "page": row.page,
        "customer": row.customer,
        "what": row.what,
        "before": row.before,
        "after": row.after,
    }


def _words(told: Sequence[str]) -> str:
    """One line of it all, cut where it is too long; no NUL, which databases take for the end."""
    line = " ".join("; ".join(told).replace("\0", "").split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 2]} …"

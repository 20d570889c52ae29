"""Write down who saw or changed what; it holds nobody up, and what is too old goes."""

from __future__ import annotations

import collections
import datetime as dt
import threading
from typing import Any

from django.db import IntegrityError, OperationalError

from lately.accounts.acting import Acting
from lately.accounts.activity import forget, note
from lately.accounts.models import Act, User
from lately.lib.moments import seconds
from lately.policies.selectors import policy_at

DAY = 86_400
KEPT_FOR_LATER = 1_000

_later: collections.deque[dict[str, Any]] = collections.deque(maxlen=KEPT_FOR_LATER)
_turn = threading.Lock()
_looked_on: dict[str, int] = {"day": 0}


def note_activity(
    *, at: dt.datetime, user: User | None, by: str, action: str, page: str, act: Acting | None = None
) -> None:
    """Write one row down. What was only looked at waits for nobody who writes: it stays in memory until the next row.

    `action` is one of models.Act; `page` the name of the address or command; `act` what was told inside.
    """
    _later.append({"at": at, "user": user, "by": by, "action": Act(action), "page": page, "act": act})
    with _turn:
        while _later:
            row = _later.popleft()
            try:
                _write(row, patient=action != Act.SAW)
            except OperationalError:
                _later.appendleft(row)
                return
    _forget_daily(at)


def _write(row: dict[str, Any], *, patient: bool) -> None:
    """One row; of somebody whose book was replaced while it waited, only the name is kept."""
    try:
        note(**row, patient=patient)
    except IntegrityError:
        note(**(row | {"user": None}), patient=patient)


def _forget_daily(at: dt.datetime) -> None:
    """Once a day, by whoever comes first: take away what the policy keeps no longer, a part each time."""
    today = seconds(at) // DAY
    if _looked_on["day"] == today:
        return
    keep = int(policy_at(at=seconds(at), known=seconds(at))["activity.keep_days"])
    if not forget(before=at - dt.timedelta(days=keep)):
        _looked_on["day"] = today

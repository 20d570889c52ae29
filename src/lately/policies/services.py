"""How does the organisation set its numbers?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lately.decisioning.policy import checked
from lately.lib.gate import write_transaction
from lately.policies.models import PolicyValue


def set_policy(*, name: str, value: Any, valid_from: dt.datetime, now: dt.datetime, by: str) -> PolicyValue:
    """Set a number from a moment on; raises Refusal if it cannot be, changing nothing."""
    checked(name, value)
    with write_transaction():
        return PolicyValue.objects.create(name=name, value=value, valid_from=valid_from, recorded_at=now, by=by)

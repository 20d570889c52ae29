"""Set one of the organisation's numbers, or read those that hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lately.decisioning.policy import policy_entries
from lately.lib.moments import at_seconds, seconds
from lately.policies.selectors import policy_at
from lately.policies.services import set_policy
from lately.usecases.read_moment import read_moment


def set_one(*, name: str, value: object, valid_from: str | None, now: dt.datetime, by: str) -> dt.datetime:
    """Set a number from a day or moment on (default: now); returns that moment. Raises Refusal, changing nothing."""
    since = at_seconds(read_moment(valid_from, now=now))
    set_policy(name=name, value=value, valid_from=since, now=now, by=by)
    return since


def policies_at(*, at: str | None, now: dt.datetime) -> dict[str, Any]:
    """Every policy's value at a day or moment (default: now), as known now."""
    policy = policy_at(at=read_moment(at, now=now), known=seconds(now))
    return {name: policy[name] for name in policy_entries()}

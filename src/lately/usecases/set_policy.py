"""Set one of the organisation's numbers, or read those that hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lately.decisioning.policy import policy_entries
from lately.imports.services import Progress, silent
from lately.interactions.checking import everybody
from lately.interactions.keeping import AT_ONCE, weights_at
from lately.interactions.services import rows_changed
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds, seconds
from lately.policies.selectors import policy_at
from lately.policies.services import set_policy
from lately.usecases.read_moment import read_moment


def set_one(
    *, name: str, value: object, valid_from: str | None, now: dt.datetime, by: str, progress: Progress = silent
) -> dt.datetime:
    """Set a number from a day or moment on (default: now); returns that moment. Raises Refusal, changing nothing.

    If the ledger weighs otherwise by it now, everybody's kept state is added up anew, which `progress` is told. Stopped
    half way, nothing is wrong: what is kept by other numbers is not read, and `state verify --repair` finishes it.
    """
    since, before = at_seconds(read_moment(valid_from, now=now)), weights_at(seconds(now)).basis
    set_policy(name=name, value=value, valid_from=since, now=now, by=by)
    if weights_at(seconds(now)).basis != before:
        _keep_anew(now, progress)
    return since


def _keep_anew(now: dt.datetime, progress: Progress) -> None:
    ids = everybody()
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        with write_transaction():
            rows_changed(part, now)
        progress("customers added up anew", start + len(part), len(ids))


def policies_at(*, at: str | None, now: dt.datetime) -> dict[str, Any]:
    """Every policy's value at a day or moment (default: now), as known now."""
    policy = policy_at(at=read_moment(at, now=now), known=seconds(now))
    return {name: policy[name] for name in policy_entries()}

"""Set one of the organisation's numbers, or read those that hold."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lately.decisioning.policy import policy_entries
from lately.imports.services import Progress, silent
from lately.interactions.checking import everybody
from lately.interactions.keeping import AT_ONCE, weights_at
from lately.interactions.services import rows_changed
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.policies.selectors import policy_at
from lately.policies.services import set_policy
from lately.usecases.read_moment import read_moment
from lately.words.guard.findings import SEVERITIES, kinds

MOST = 20_000  # customers whose sums are added up anew while somebody waits for a page


def set_one(
    *, name: str, value: object, valid_from: str | None, now: dt.datetime, by: str, progress: Progress = silent,
    seen: int | None = None, most: int | None = None,
) -> dt.datetime:  # fmt: skip
    """Set a number from a day or moment on (default: now); returns that moment. Raises Refusal, changing nothing.

    If the ledger weighs otherwise by it now, everybody's kept state is added up anew, which `progress` is told. Stopped
    half way, nothing is wrong: what is kept by other numbers is not read, and `state verify --repair` finishes it.
    `seen` is as for `policies.services.set_policy`; a book of more than `most` customers is left to that repair.
    """
    refuse_strange(name, value)
    since, before = at_seconds(read_moment(valid_from, now=now)), weights_at(seconds(now)).basis
    set_policy(name=name, value=value, valid_from=since, now=now, by=by, seen=seen)
    if weights_at(seconds(now)).basis != before:
        keep_anew(now=now, most=most, progress=progress)
    return since


def refuse_strange(name: str, value: object) -> None:
    """Raise Refusal for a finding there is not, or a severity there is not; of other policies nothing is said."""
    if name == "words.severities" and isinstance(value, dict):
        _refuse_strange(value)


def _refuse_strange(severities: Mapping[str, Any]) -> None:
    for code, severity in severities.items():
        if code not in kinds() or severity not in (*SEVERITIES, "off"):
            near = difflib.get_close_matches(str(code), kinds(), n=1)
            raise Refusal(
                _("%(code)s: %(severity)s says nothing to the guard.") % {"code": code, "severity": severity},
                _("A finding has a code (docs/check-codes.md), and is one of %(severities)s or off.")
                % {"severities": ", ".join(SEVERITIES)},
                _("Did you mean %(near)s?") % {"near": near[0]} if near else _("Choose a code and one of these."),
            )


def keep_anew(*, now: dt.datetime, most: int | None, progress: Progress = silent) -> None:
    """Add everybody's kept state up by the numbers that hold now; not in a book of more than `most` customers."""
    ids = everybody()
    if most is not None and len(ids) > most:
        return
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        with write_transaction():
            rows_changed(part, now)
        progress("customers added up anew", start + len(part), len(ids))


def policies_at(*, at: str | None, now: dt.datetime) -> dict[str, Any]:
    """Every policy's value at a day or moment (default: now), as known now."""
    policy = policy_at(at=read_moment(at, now=now), known=seconds(now))
    return {name: policy[name] for name in policy_entries()}

"""Which numbers hold at a moment?"""

from __future__ import annotations

from collections.abc import Sequence

from lately.decisioning.policy import Policy
from lately.lib.counting import Live
from lately.lib.looking import once
from lately.lib.moments import at_seconds
from lately.policies.models import PolicyValue


def policy_at(*, at: int, known: int) -> Policy:
    """The policy that holds at `at`, as known at `known` (seconds since 1970 UTC): the newest of each name."""
    return once(("policy_at", at, known), lambda: _policy(at, known))


def _policy(at: int, known: int) -> Policy:
    rows = PolicyValue.objects.filter(Live(known), valid_from__lte=at_seconds(at))
    rows = rows.order_by("valid_from", "recorded_at", "pk")
    return Policy({row.name: row.value for row in rows})


def told(*, known: int, name: str | None = None) -> Sequence[PolicyValue]:
    """Everything that was set by `known` and stands, of one policy or of all: the last that counts last."""
    rows = PolicyValue.objects.filter(Live(known))
    if name is not None:
        rows = rows.filter(name=name)
    return list(rows.order_by("valid_from", "recorded_at", "pk"))

"""How does the organisation set its numbers?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from lately.decisioning.policy import checked
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.policies.models import PolicyValue


class SetMeanwhile(Refusal):
    """Somebody else set the number after the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else changed this number while you had the page open."),
            _("What they saved stands under “What was set”; what you typed is still in the form."),
            _("Look at both, and save again if yours should hold."),
        )


def set_policy(
    *, name: str, value: Any, valid_from: dt.datetime, now: dt.datetime, by: str, seen: int | None = None
) -> PolicyValue:
    """Set a number from a moment on; raises Refusal if it cannot be, changing nothing.

    `seen` is the newest row of the number that its writer saw (0: none; None: whichever); another: SetMeanwhile.
    """
    checked(name, value)
    with write_transaction():
        if seen is not None and newest(name) != seen:
            raise SetMeanwhile
        return PolicyValue.objects.create(name=name, value=value, valid_from=valid_from, recorded_at=now, by=by)


def newest(name: str) -> int:
    """The number of the row that was written last about a policy; 0 if nobody ever set it."""
    return PolicyValue.objects.filter(name=name).aggregate(last=Max("pk"))["last"] or 0

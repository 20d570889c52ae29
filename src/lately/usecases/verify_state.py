"""Compare what is kept of every customer with what the ledger says, and, if asked, put it right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lately.interactions.checking import POLICY, Difference, differences, everybody
from lately.interactions.keeping import weights_at
from lately.interactions.services import rows_changed
from lately.lib.moments import seconds
from lately.profiles.selectors import keys_of


@dataclass(frozen=True)
class Verified:
    """What was found: every difference, and whether the states were kept anew.

    `stale` counts customers whose state was kept with other policies; it is not read any more, and is no difference.
    """

    at: dt.datetime
    customers: int
    stale: int
    differences: Sequence[Difference]
    repaired: bool

    @property
    def as_json(self) -> dict[str, Any]:
        """The documented form (docs/commands.md); customers by their shown keys."""
        shown = keys_of([each.customer for each in self.differences])
        listed = [asdict(each) | {"customer": shown[each.customer]} for each in self.differences]
        return {
            "at": self.at.isoformat(),
            "customers": self.customers,
            "stale": self.stale,
            "differences": listed,
            "repaired": self.repaired,
        }


def verify_state(*, now: dt.datetime, repair: bool) -> Verified:
    """Compare everybody's kept state with the ledger at `now`; with `repair`, keep what differs anew."""
    at, ids = seconds(now), everybody()
    found = differences(ids, now=at, weights=weights_at(at))
    if repair and found:
        rows_changed(sorted({each.customer for each in found}), now)
    wrong = [each for each in found if each.part != POLICY]
    return Verified(now, len(ids), len(found) - len(wrong), wrong, repair and bool(found))

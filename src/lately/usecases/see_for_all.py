"""What did we do for all our customers, quarter by quarter, and what of it can everybody read?"""

from __future__ import annotations

from typing import Any

from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds, seconds
from lately.measurement.reports.quarters import quarter_named, quarters_until
from lately.measurement.selectors import public_quarters, reports_for_all

SHOWN = 5


def see_for_all(*, at: int, now: int) -> dict[str, Any]:
    """Return the last quarters, the one of the moment first, with their report if there is one.

    Of quarters before these, those that have one.
    """
    made, public = reports_for_all(), public_quarters()
    zone = organisation(at=at_seconds(now)).zone
    quarters = quarters_until(at, zone, count=SHOWN)
    quarters += [quarter_named(key, zone) for key in sorted(made, reverse=True) if key < quarters[-1].key]
    return {
        "quarters": [
            {
                "key": quarter.key,
                "words": quarter.words,
                "running": quarter.ends > at,
                "report": made[quarter.key].key if quarter.key in made else "",
                "until": seconds(made[quarter.key].ends) if quarter.key in made else None,
                "public": quarter.key in public,
            }
            for quarter in quarters
        ]
    }

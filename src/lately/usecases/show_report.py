"""Let the customer see a report by a link; what was saved since is shown only when this is done again."""

from __future__ import annotations

import datetime as dt

from lately.lib.moments import at_seconds
from lately.measurement.services import open_page
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader
from lately.usecases.reporting import opened, refuse_unready


def show_report(*, user: Reader, key: str, at: int, now: int) -> None:
    """Open the page of the newest version, for as long as policy says; a link that was given out stays the same.

    Raises Refusal for empty praise, and for what is not so any more.
    """
    one = opened(user=user, key=key, at=at, now=now)
    one.refuse_for_all()
    refuse_unready(one.kept.words, one.fresh())
    moment, days = at_seconds(now), policy_at(at=now, known=now)["reports.link_days"]
    open_page(
        report=one.kept.report, version=one.kept.version, by=user.pk, now=moment,
        expires=moment + dt.timedelta(days=days),
    )  # fmt: skip

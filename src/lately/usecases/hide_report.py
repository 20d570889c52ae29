"""Take back the page on which strangers see a report."""

from __future__ import annotations

from lately.lib.moments import at_seconds
from lately.measurement.services import close_page
from lately.profiles.books import Reader
from lately.usecases.reporting import opened


def hide_report(*, user: Reader, key: str, at: int, now: int) -> None:
    """Close the page; its link opens nothing any more, and a new one will be another. Twice is once."""
    one = opened(user=user, key=key, at=at, now=now)
    close_page(report=one.kept.report, now=at_seconds(now))

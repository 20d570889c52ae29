"""Keep what somebody wrote as the next version of a report."""

from __future__ import annotations

from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds
from lately.measurement.reports.quarters import quarter_named
from lately.measurement.reports.words import Typed, refuse_too_long
from lately.measurement.services import SavedMeanwhile, keep_words, reaches
from lately.profiles.books import Reader
from lately.usecases.reporting import opened

__all__ = ["SavedMeanwhile", "Typed", "save_report"]


def save_report(*, user: Reader, key: str, typed: Typed, at: int, now: int) -> bool:
    """Keep the words; returns False if they stood like this already.

    Raises Refusal for what is too long or not theirs to write, and SavedMeanwhile.
    """
    one = opened(user=user, key=key, at=at, now=now)
    words = typed.into(one.kept.words, one.fresh())
    refuse_too_long(words)
    report = one.kept.report
    new = keep_words(report=report, words=words, seen=typed.seen, by=user.pk, now=at_seconds(now))
    if new and typed.taken and one.of is None:
        quarter = quarter_named(report.quarter, organisation(at=at_seconds(now)).zone)
        reaches(report=report, ends=at_seconds(min(at, quarter.ends - 1)))
    return new

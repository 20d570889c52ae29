"""Take back the page on which strangers see a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from lately.interactions.keeping import into
from lately.interactions.timeline import When
from lately.lib.moments import at_seconds, seconds
from lately.measurement.reports.for_one import lines_for
from lately.measurement.reports.words import Words, changed
from lately.measurement.selectors import open_pages
from lately.measurement.services import close_page
from lately.profiles.books import Reader
from lately.profiles.models import Redirect
from lately.usecases.reporting import opened


def hide_report(*, user: Reader, key: str, at: int, now: int) -> None:
    """Close the page; its link opens nothing any more, and a new one will be another. Twice is once."""
    one = opened(user=user, key=key, at=at, now=now)
    close_page(report=one.kept.report, now=at_seconds(now))


def close_what_is_not_so(*, of: Collection[int], now: dt.datetime) -> None:
    """Close the pages of these customers' reports on which a line stands that no deed of theirs is behind any more.

    Call it in the transaction that took deeds back, or gave them to somebody else.
    """
    when = When(seconds(now), seconds(now))
    for page in open_pages(of, now=now):
        whose = into(page.report.customer_id or 0)
        ids = [whose, *Redirect.objects.filter(into=whose, voided_at=None).values_list("customer_id", flat=True)]
        words = Words.from_body(page.version.body)
        found = changed(words, lines_for(ids, when, since=seconds(page.report.begins)))
        if any(line.id in found.gone for line in words.told):
            close_page(report=page.report, now=now)

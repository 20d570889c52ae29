"""What does a customer see who opens the link to their report, or the page for everybody?"""

from __future__ import annotations

from dataclasses import dataclass

from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds, seconds
from lately.measurement.models import ReportShowing
from lately.measurement.reports.quarters import quarter_named
from lately.measurement.reports.tokens import key_in
from lately.measurement.reports.words import Words
from lately.measurement.selectors import page_for_all, page_keyed


@dataclass(frozen=True)
class Shown:
    """What stands on the page, by whom; `answer` is where an answer reaches them, `words` None if it is closed.

    `begins` and `ends` (seconds since 1970 UTC) say of which time it tells, `told_of` how that time is called.
    """

    organisation: str
    zone: str
    answer: str
    address: str
    words: Words | None = None
    begins: int = 0
    ends: int = 0
    told_of: str = ""

    @property
    def mail(self) -> str:
        """The address to answer to, if the answer is nothing else."""
        return self.answer if "@" in self.answer and len(self.answer.split()) == 1 else ""


def open_report(*, token: str, now: int) -> Shown:
    """Return the one report that this link opens."""
    key = key_in(token)
    return _shown(page_keyed(key, now=at_seconds(now)) if key else None, now)


def open_for_all(*, quarter: str, now: int) -> Shown:
    """Return the page of a quarter; raises Refusal for what is no quarter."""
    named = quarter_named(quarter, organisation(at=at_seconds(now)).zone)
    return _shown(page_for_all(named.key), now, named.words)


def _shown(page: ReportShowing | None, now: int, told_of: str = "") -> Shown:
    ours = organisation(at=at_seconds(now))
    sender = next((one for one in ours.senders if not one.startswith("@")), "")
    if page is None:
        return Shown(ours.name, ours.zone, sender, ours.postal_address)
    words = Words.from_body(page.version.body)
    begins, ends = seconds(page.report.begins), seconds(page.report.ends)
    return Shown(ours.name, ours.zone, words.answer or sender, ours.postal_address, words, begins, ends, told_of)

"""What have we done for this customer lately, and which reports of it are there?"""

from __future__ import annotations

from typing import Any

from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds, moment, seconds
from lately.measurement.reports.for_one import lines_for
from lately.measurement.reports.words import Line, Words
from lately.measurement.selectors import last_sent, report_of, reports_of
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader
from lately.usecases.reporting import Whose, whose

_DAY = 86_400


def see_lately(*, user: Reader, who: str, since: str, at: int, now: int) -> dict[str, Any]:
    """Return what a report would say, and the reports there are.

    `since` is a day as typed; blank is the end of the last report they got, else as far back as policy says. Raises
    Refusal for what is no day, or a customer who is not theirs.
    """
    of = whose(user=user, who=who, at=at, now=now)
    begins, last = begins_at(of, since)
    lines = lines_of(of, begins)
    return {
        "person": of.person,
        "begins": begins,
        "last": last,
        "since": since.strip(),
        "preview": Words(title="", opening="", lines=tuple(lines)),
        "reports": [_told(report) for report in reports_of(of.ids)],
    }


def begins_at(of: Whose, since: str) -> tuple[int, int | None]:
    """When the report begins, and when the last one ended that they got."""
    reached = last_sent(of.ids)
    last = seconds(reached) if reached else None
    if since.strip():
        return seconds(moment(since, zone=organisation(at=at_seconds(of.when.at)).zone)), last
    days = policy_at(at=of.when.at, known=of.when.known)["reports.look_back_days"]
    return (of.when.at - days * _DAY if last is None else last), last


def lines_of(of: Whose, begins: int) -> list[Line]:
    """The lines of a new report: what the last one told already is not told again by coming late."""
    sent = next((report for report in reports_of(of.ids) if report.sent_at), None)
    told: set[str] = set()
    if sent is not None and seconds(sent.ends) <= begins:
        told = {line.id for line in report_of(sent.key, now=at_seconds(of.when.at)).words.told}
    return [line for line in lines_for(of.ids, of.when, since=begins) if line.id not in told]


def _told(report: Any) -> dict[str, Any]:
    return {
        "key": report.key,
        "begins": seconds(report.begins),
        "ends": seconds(report.ends),
        "made_at": seconds(report.made_at),
        "by": report.made_by.name if report.made_by else "",
        "sent_at": seconds(report.sent_at) if report.sent_at else None,
        "sent_by": report.sent_by,
    }

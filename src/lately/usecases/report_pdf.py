"""Make a PDF of a report, to print or to send along."""

from __future__ import annotations

from lately.accounts.selectors import organisation
from lately.lib.moments import at_seconds, zone_named
from lately.measurement.reports.pdf import pdf_of
from lately.profiles.books import Reader
from lately.usecases.reporting import opened, refuse_unready


def report_pdf(*, user: Reader, key: str, at: int, now: int) -> bytes:
    """Return the PDF; raises Refusal for empty praise, what is not so any more, and where the extra is missing."""
    one = opened(user=user, key=key, at=at, now=now)
    refuse_unready(one.kept.words, one.fresh())
    moment = at_seconds(at)
    ours = organisation(at=moment)
    day = moment.astimezone(zone_named(ours.zone)).date()
    told = f"{day.day} {day:%B %Y}"
    return pdf_of(one.kept.words, organisation=ours.name, address=ours.postal_address, day=told, at=moment)

"""How does a report change? Words are never overwritten; every verb is one transaction."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import IntegrityError
from django.utils.translation import gettext as _

from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.measurement.models import Report, ReportShowing, ReportVersion
from lately.measurement.reports.words import Words

_KEY_BYTES = 12  # in letters and digits: no key begins like a formula or an option of a command


class SavedMeanwhile(Refusal):
    """Somebody else saved the report after this version was seen."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else saved this while you were writing."),
            _(
                "Nothing of yours was kept yet, and nothing of theirs is lost: theirs stands below, yours is "
                "in the form."
            ),
            _("Take over what you like of theirs, then save again; yours becomes the newest."),
        )


def keep_report(
    *, words: Words, begins: dt.datetime, ends: dt.datetime, by: int, now: dt.datetime, once: str,
    customer: int | None = None, quarter: str = "",
) -> Report:  # fmt: skip
    """Keep a new report with its first words; made twice with one `once`, or for one quarter, it is the same report."""
    there = Report.objects.filter(quarter=quarter) if quarter else Report.objects.filter(made_once=once)
    try:
        with write_transaction():
            found = there.first()
            if found is not None:
                return found
            report = Report.objects.create(
                key=secrets.token_hex(_KEY_BYTES), made_once=once, customer_id=customer, quarter=quarter,
                begins=begins, ends=ends, made_at=now, made_by_id=by,
            )  # fmt: skip
            ReportVersion.objects.create(report=report, number=1, body=words.body, saved_at=now, saved_by_id=by)
    except IntegrityError:
        found = there.first()
        if found is None:
            raise
        return found
    return report


def keep_words(*, report: Report, words: Words, seen: int, by: int, now: dt.datetime) -> bool:
    """Keep the next version; returns False if they stood like this already. Raises SavedMeanwhile."""
    try:
        with write_transaction():
            newest = report.versions.order_by("-number").first()
            if newest is not None and newest.body == words.body:
                return False
            number = newest.number if newest else 0
            if number != seen:
                raise SavedMeanwhile
            ReportVersion.objects.create(
                report=report, number=number + 1, body=words.body, saved_at=now, saved_by_id=by
            )
    except IntegrityError:
        raise SavedMeanwhile from None
    return True


def open_page(
    *, report: Report, version: ReportVersion, by: int, now: dt.datetime, expires: dt.datetime | None
) -> ReportShowing:
    """Let strangers see this version: on the page that is open, which keeps its address, else on a new one."""
    with write_transaction():
        for stale in report.showings.filter(ended_at=None, expires_at__lte=now):
            _close(stale, stale.expires_at or now)
        changes = {"version": version, "shown_by_id": by, "expires_at": expires}
        showing, _ = ReportShowing.objects.update_or_create(
            report=report, ended_at=None, defaults=changes,
            create_defaults=changes | {"key": secrets.token_hex(_KEY_BYTES), "shown_at": now},
        )  # fmt: skip
    return showing


def close_page(*, report: Report, now: dt.datetime) -> None:
    """Take the page back; nobody sees it from now on, and a new one has a new address."""
    with write_transaction():
        report.showings.filter(ended_at=None).update(ended_at=now)


def sent(*, report: Report, channel: str, at: dt.datetime | None) -> None:
    """Keep that the customer got it, or (`at` None) that they did not after all."""
    with write_transaction():
        Report.objects.filter(pk=report.pk).update(sent_at=at, sent_by=channel)


def _close(showing: ReportShowing, at: dt.datetime) -> None:
    showing.ended_at = at
    showing.save(update_fields=["ended_at"])


def reaches(*, report: Report, ends: dt.datetime) -> None:
    """Keep until when a report for all tells, after it was counted again."""
    with write_transaction():
        Report.objects.filter(pk=report.pk, ends__lt=ends).update(ends=ends)

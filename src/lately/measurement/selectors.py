"""Which reports are there, what do they say, and who can see them?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lately.lib.refusal import Refusal
from lately.measurement.models import Report, ReportShowing, ReportVersion
from lately.measurement.reports.words import Words

MOST = 20


@dataclass(frozen=True)
class Kept:
    """A report with its newest words, and the page on which strangers see it, if one is open."""

    report: Report
    version: ReportVersion
    words: Words
    page: ReportShowing | None


def report_of(key: str, *, now: dt.datetime) -> Kept:
    """Return the report of that key; raises Refusal if there is none."""
    report = Report.objects.select_related("made_by").filter(key=key).first()
    version = report and report.versions.select_related("saved_by").order_by("-number").first()
    if report is None or not version:
        raise Refusal(
            _("There is no such report."),
            _("It was never made, or its address was cut off."),
            _("Open the customer's page and choose “What have we done lately?”."),
        )
    return Kept(report, version, Words.from_body(version.body), page_of(report, now=now))


def page_of(report: Report, *, now: dt.datetime) -> ReportShowing | None:
    """The page that strangers see now, if there is one."""
    showing = report.showings.select_related("version", "shown_by").filter(ended_at=None).first()
    return showing if showing and _open(showing, now) else None


def open_pages(customers: Collection[int], *, now: dt.datetime) -> list[ReportShowing]:
    """The pages that are open of reports for one of these records."""
    rows = ReportShowing.objects.filter(report__quarter="", ended_at=None).select_related("report", "version")
    return [showing for showing in rows if showing.report.customer_id in customers and _open(showing, now)]


def page_keyed(key: str, *, now: dt.datetime) -> ReportShowing | None:
    """The page of one customer that a link's key opens now."""
    showing = ReportShowing.objects.select_related("report", "version").filter(key=key, report__quarter="").first()
    return showing if showing and showing.ended_at is None and _open(showing, now) else None


def page_for_all(quarter: str) -> ReportShowing | None:
    """The page of a quarter, if it is public now."""
    rows = ReportShowing.objects.select_related("report", "version")
    return rows.filter(report__quarter=quarter, ended_at=None).exclude(report__quarter="").first()


def reports_of(customers: Sequence[int]) -> list[Report]:
    """The reports of a customer (all records of theirs), newest first."""
    rows = Report.objects.filter(customer_id__in=customers).select_related("made_by")
    return list(rows.order_by("-ends", "-pk")[:MOST])


def last_sent(customers: Sequence[int]) -> dt.datetime | None:
    """Until when the last report reached that a customer got."""
    rows = Report.objects.filter(customer_id__in=customers).exclude(sent_at=None)
    return rows.order_by("-ends").values_list("ends", flat=True).first()


def reports_for_all() -> dict[str, Report]:
    """The reports for all customers, by quarter."""
    return {report.quarter: report for report in Report.objects.exclude(quarter="").select_related("made_by")}


def public_quarters() -> set[str]:
    """The quarters whose page is public now."""
    rows = ReportShowing.objects.filter(ended_at=None).exclude(report__quarter="")
    return set(rows.values_list("report__quarter", flat=True))


def _open(showing: ReportShowing, now: dt.datetime) -> bool:
    return showing.expires_at is None or showing.expires_at > now

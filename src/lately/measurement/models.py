"""What did we tell customers that we did for them, and who can see it?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lately.profiles.models import Customer


class Report(models.Model):
    """What we did in a time, for one customer or (`customer` None) for all in a quarter. Its words are versions."""

    key = models.CharField(max_length=24, unique=True)
    made_once = models.CharField(max_length=80, unique=True, help_text="one press makes one report")
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    quarter = models.CharField(max_length=7, blank=True, help_text="2026-q3, of a report for all")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="when somebody said that the customer got it")
    sent_by = models.CharField(max_length=20, blank=True, help_text="the channel")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "ends"], name="report_of_customer")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quarter"], condition=~Q(quarter=""), name="one_report_a_quarter")
        ]

    def __str__(self) -> str:
        return self.key


class ReportVersion(models.Model):
    """The words of a report as somebody saved them; measurement/reports/words.py says what the body holds."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "number"], name="one_version_of_a_number")]


class ReportShowing(models.Model):
    """A page that strangers may see, from `shown_at` until it expires or is taken back (`ended_at`)."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="showings")
    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=24, unique=True, help_text="what the link signs")
    shown_at = models.DateTimeField()
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report"], condition=Q(ended_at=None), name="one_page_of_a_report")
        ]


class Overview(models.Model):
    """What a book too large to be counted while somebody waits came to, at a moment; the newest finished one is shown.

    It is worked out from the ledger anew each time, and never edited.
    """

    at = models.BigIntegerField(help_text="the moment it tells of, in seconds since 1970 UTC")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    mark = models.JSONField(help_text="interactions/mark.py, when it was begun")
    figures = models.JSONField(default=dict, help_text="measurement/overview.py says what it holds")
    held = models.JSONField(default=list, help_text="facts on record: name, customers, sources, when last learnt")
    weeks = models.JSONField(default=list, help_text="those behind and ahead, as usecases/reckon_weeks.py has them")


class OverviewLine(models.Model):
    """One customer of one list of an overview, in the list's order."""

    overview = models.ForeignKey(Overview, on_delete=models.CASCADE, related_name="lines")
    listed = models.CharField(max_length=30, help_text="silent_since_purchase, silent_longest, only_asked or pestered")
    place = models.PositiveIntegerField()
    customer_id = models.BigIntegerField()
    because = models.TextField()
    worth = models.JSONField(help_text="at risk: decimal text by currency")
    weight = models.BigIntegerField(help_text="the order across lists: what is at risk, in hundredths of any currency")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["overview", "listed", "place"], name="overview_in_order"),
            models.Index(fields=["overview", "weight", "customer_id"], name="overview_by_weight"),
            models.Index(fields=["customer_id", "overview"], name="overview_of_customer"),
        ]

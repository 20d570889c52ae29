"""What did we decide, for whom, with which numbers?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lately.imports.models import Recorded
from lately.profiles.models import Customer


class Plan(models.Model):
    """One pass over the book. It reserves nothing."""

    key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    known = models.DateTimeField()
    made_at = models.DateTimeField()
    summary = models.JSONField()
    versions = models.JSONField(help_text="of the rules, policies and contents it was made with")
    ways = models.JSONField(default=list, help_text="every way in which a content was held back; `Held` points here")
    told = models.JSONField(
        default=dict, help_text="of each content: how many are told it, by channel; how many not, in all and by reason"
    )
    prices = models.JSONField(default=dict, help_text="shadow prices; empty until capacities are priced")

    def __str__(self) -> str:
        return self.key


class Held(models.Model):
    """What is not said to some customers of a plan, and why: many share it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="held")
    ways = models.JSONField(help_text="places in the plan's ways, one for each content that is held back")
    customers = models.PositiveIntegerField(help_text="how many share it")


class PlanLine(models.Model):
    """The outcome for one customer, silence included.

    What is said stands in `says`; its first entry is repeated in columns by which it is found.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    says = models.JSONField(help_text="what is said, as in a line of decide --out")
    held = models.ForeignKey(Held, on_delete=models.CASCADE, related_name="lines", db_index=False)
    content = models.CharField(max_length=80, blank=True, help_text="key of the content that is said, if any")
    channel = models.CharField(max_length=20, blank=True)
    score_micro = models.BigIntegerField(default=0, help_text="millionths; the worthiest first")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["held", "id"], name="lines_held"),
            models.Index(
                fields=["plan", "content", "-score_micro", "customer"], condition=~Q(content=""), name="lines_saying"
            ),
            models.Index(
                fields=["plan", "channel", "-score_micro", "customer"],
                condition=~Q(content=""),
                name="lines_by_way",
            ),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["customer", "plan"], name="one_line_a_customer")]


class Reached(models.Model):
    """Whom one content would reach, as it was counted for a book too large to count while somebody waits.

    A cache, counted anew when somebody asks and it is old (usecases/keep_reaches.py).
    """

    content = models.CharField(max_length=80, unique=True, help_text="key of the content")
    wanted_at = models.DateTimeField(help_text="when somebody last asked for it to be counted")
    due = models.BooleanField(default=True, help_text="somebody waits for it")
    at = models.BigIntegerField(null=True, help_text="the moment it was counted for, in seconds since 1970 UTC")
    versions = models.JSONField(default=dict, help_text="of the rules, policies and contents it was counted with")
    body = models.JSONField(null=True, help_text="usecases/reckon_reach.py says what it holds; none: not counted yet")

    def __str__(self) -> str:
        return self.content


class PutOff(Recorded):
    """One of us wants to be reminded of a customer's matter later, or (`refused`) not of this one."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, help_text="why they stood in Today: complaint, promise, neglected, ...")
    matter = models.CharField(max_length=200, blank=True, help_text="key of the row of the ledger it is about, if any")
    content = models.CharField(max_length=80, blank=True, help_text="key of the content that would have been said")
    until = models.DateTimeField()
    refused = models.BooleanField(default=False, help_text="not this one, rather than later")
    why = models.CharField(max_length=500, blank=True)
    source_key = models.CharField(max_length=200, help_text="says again what was said before: not doubled")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "until"], name="put_off_by")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_key"], condition=Q(voided_at=None), name="put_off_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of customer {self.customer_id}, until {self.until:%Y-%m-%d}"

"""What did we decide, for whom, with which numbers?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lately.profiles.models import Customer


class Plan(models.Model):
    """One pass over the book. It reserves nothing."""

    key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    known = models.DateTimeField()
    made_at = models.DateTimeField()
    summary = models.JSONField()
    versions = models.JSONField(help_text="of the rules, policies and contents it was made with")
    ways = models.JSONField(default=list, help_text="every way in which a content was held back; lines point here")
    prices = models.JSONField(default=dict, help_text="shadow prices; empty until capacities are priced")

    def __str__(self) -> str:
        return self.key


class PlanLine(models.Model):
    """The outcome for one customer, silence included."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    says = models.JSONField(help_text="what is said, as in a line of decide --out")
    held = models.JSONField(help_text="places in the plan's ways, one for each content that is held back")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "customer"], name="one_line_a_customer")]

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
    prices = models.JSONField(default=dict, help_text="shadow prices; empty until capacities are priced")

    def __str__(self) -> str:
        return self.key


class PlanLine(models.Model):
    """The outcome for one customer, silence included."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    outcome = models.BinaryField(help_text="the line of decide --out, JSON compressed by zlib")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "customer"], name="one_line_a_customer")]

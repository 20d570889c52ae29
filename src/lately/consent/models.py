"""May we, on this channel, for this purpose?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lately.imports.models import Recorded, from_import
from lately.profiles.models import Customer


class State(models.TextChoices):
    """What the customer said. An objection is absolute (GDPR 21(3))."""

    GRANTED = "granted", "Agreed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    OBJECTED = "objected", "Objected"


class Consent(Recorded):
    """One statement of a customer; the newest for a channel and purpose counts. Blank means all of them."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="consents", db_constraint=False, db_index=False
    )
    imported = from_import(looked_up=False)
    channel = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State)
    expires_at = models.DateTimeField(null=True, blank=True)
    proof = models.TextField(blank=True, help_text="where and how it was said, in their words if we have them")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer"], name="consent_of_customer")]

    def __str__(self) -> str:
        return f"{self.state} {self.channel or 'every channel'} {self.purpose or 'every purpose'}"

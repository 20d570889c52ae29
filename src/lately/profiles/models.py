"""Whom do we know, and what do we know of them?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lately.imports.models import Import, Recorded


class Kind(models.TextChoices):
    """What a customer is."""

    PERSON = "person", "Person"
    HOUSEHOLD = "household", "Household"
    COMPANY = "company", "Company"


class Customer(models.Model):
    """A person, household or company. The id is internal and never shown."""

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    imported = models.ForeignKey(Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"customer {self.pk}"


class Redirect(models.Model):
    """Two records are one: `customer` is read as `into` from `recorded_at` until `voided_at`."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="redirects")
    into = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merged")
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer"], condition=Q(voided_at=None), name="one_redirect")
        ]


class Identifier(models.Model):
    """An outside key of a customer: kind `key` (the organisation's own), `email` or `phone`."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=320)
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    imported = models.ForeignKey(Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(voided_at=None), name="one_customer_an_identifier"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Fact(Recorded):
    """One named, typed, sourced statement; the newest by `happened_at`, then `recorded_at`, counts.

    Many-valued facts (declared in facts.yaml) keep every row that is valid at the moment.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="facts")
    name = models.CharField(max_length=80)
    value = models.JSONField()
    until = models.DateTimeField(null=True, blank=True, help_text="no longer true from here on")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "name"], name="fact_of_customer")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value!r}"

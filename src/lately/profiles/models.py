"""Whom do we know, and what do we know of them?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Left

from lately.imports.models import Recorded, from_import


class Kind(models.TextChoices):
    """What a customer is."""

    PERSON = "person", "Person"
    HOUSEHOLD = "household", "Household"
    COMPANY = "company", "Company"


class Customer(models.Model):
    """A person, household or company. The id is internal and never shown."""

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="customers",
        db_index=False,
    )
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    imported = from_import(looked_up=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["recorded_at"], name="customer_recorded"),
            # Holds what counting a book needs; whom nobody looks after is not in it.
            models.Index(fields=["owner", "voided_at"], condition=Q(owner__isnull=False), name="customer_owner"),
        ]

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

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identifiers", db_constraint=False)
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=320)
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    imported = from_import(looked_up=False)

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

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="facts", db_constraint=False, db_index=False
    )
    imported = from_import(looked_up=False)
    name = models.CharField(max_length=80)
    value = models.JSONField()
    until = models.DateTimeField(null=True, blank=True, help_text="no longer true from here on")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "name"], name="fact_of_customer"),
            # who has a value of these is found by how it begins: an index holds no long ones
            models.Index(
                Left(Cast("value", models.TextField()), 60),
                "name",
                condition=Q(name="likes") | Q(name="dislikes") | Q(name="owns"),
                name="fact_of_interest",
            ),
            models.Index(fields=["name"], condition=Q(name__startswith="own.", voided_at=None), name="fact_of_own"),
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.value!r}"


class Note(Recorded):
    """What somebody of us wrote down of a customer, in their own words; corrected by voiding it and adding another."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    source_key = models.CharField(max_length=200, help_text="says again what was said before: not doubled")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "happened_at"], name="note_of_customer")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_key"], condition=Q(voided_at=None), name="note_once")
        ]

    def __str__(self) -> str:
        return self.text


class Handover(models.Model):
    """Somebody's customers were given to others, in one go; it can be taken back in one go."""

    leaver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    once = models.CharField(max_length=100, unique=True, help_text="sent twice, it is one")
    how = models.CharField(max_length=200, help_text="in words")

    def __str__(self) -> str:
        return self.how


class Handed(models.Model):
    """From `happened_at` on `after` looks after the customer, until then it was `before` (nobody, if blank).

    The customer's own `owner` is who it is now; these rows say who it was at an earlier moment.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="handed")
    before = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    after = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    handover = models.ForeignKey(Handover, null=True, blank=True, on_delete=models.PROTECT, related_name="rows")
    imported = from_import(looked_up=True)  # the list that said so

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "happened_at"], name="handed_of_customer"),
            models.Index(fields=["after", "voided_at"], name="handed_to"),
        ]


class SearchEntry(models.Model):
    """What a customer is found by, worked out from facts, identifiers and notes (search_words.py); never edited."""

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="search_entry")
    name = models.CharField(max_length=200, help_text="folded; lists stand in its order")
    text = models.TextField(help_text="every word they go by, folded, each after a blank")


class SearchDue(models.Model):
    """A customer of whom more is known than stands in their search entry; triggers write it (search_tables.py)."""

    customer_id = models.BigIntegerField(primary_key=True)

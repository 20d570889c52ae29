"""Which records may be one customer, what did we decide of each pair, and how far did we look?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lately.profiles.models import Customer


class State(models.TextChoices):
    """What became of a pair. `taken_apart` were merged once; they are not proposed again by themselves."""

    PROPOSED = "proposed", "Perhaps the same"
    MERGED = "merged", "Merged"
    DIFFERENT = "different", "Different people"


class Duplicate(models.Model):
    """Two records that look like one customer, with the evidence; `first` came before `second`."""

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    score_milli = models.IntegerField(help_text="thousandths of a bit beyond even chances; 0 if found by hand")
    evidence = models.JSONField(
        default=dict, help_text="by field, how it compares: same, alike, short, initial, differs"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    merged = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who is read as the other",
    )
    undo = models.JSONField(default=dict, help_text="what merging changed beside the redirect, to be put back")
    version = models.PositiveIntegerField(default=0, help_text="rises with each decision")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="one_row_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="first_came_first"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-score_milli", "id"], name="surest_first"),
            models.Index(fields=["second"], name="pair_of_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.state}"


class Search(models.Model):
    """How far the book was searched: every pair up to customer `done_to` was compared. One row."""

    done_to = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    households = models.JSONField(default=dict, help_text="what was learnt of this book (matching/households.py)")

    def __str__(self) -> str:
        return f"searched up to customer {self.done_to}"

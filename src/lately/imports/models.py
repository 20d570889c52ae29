"""Where did these rows come from, and can they be taken back?"""

from __future__ import annotations

from django.db import models


class Import(models.Model):
    """One file read in. Undoing it voids its rows; nothing is deleted."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=500, help_text="the file's name")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    zone = models.CharField(
        max_length=64, blank=True, help_text="in which its days were read; blank if it is not known"
    )
    currency = models.CharField(max_length=3, blank=True, help_text="of its sums that name none")
    recorded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"import {self.pk}: {self.kind} from {self.name}"


class Recorded(models.Model):
    """What every dated row shares: when it became true, when we learnt it, when that was taken back."""

    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=200)
    imported = models.ForeignKey(Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

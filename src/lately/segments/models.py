"""Which questions about our customers do we ask by a name?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Segment(models.Model):
    """One version of one segment; a new version voids the old one, so that a content is read as it was meant then."""

    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    question = models.JSONField(help_text="as in docs/segments.md")
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=200, help_text="who wrote this version")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(voided_at=None), name="one_segment_counts")
        ]

    def __str__(self) -> str:
        return self.key

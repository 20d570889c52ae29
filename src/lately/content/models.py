"""What have we got that is worth saying?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lately.imports.models import Import


class Content(models.Model):
    """One version of one content; the definition is the documented YAML of docs/content.md.

    A new version voids the old one, so what was said can be read again as it was.
    """

    key = models.CharField(max_length=80)
    definition = models.JSONField()
    read = models.JSONField(
        default=dict, help_text="by channel: the class found and the claims made, when it was saved"
    )
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    imported = models.ForeignKey(Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(voided_at=None), name="one_version_counts")
        ]

    def __str__(self) -> str:
        return self.key

"""Which numbers has this organisation chosen, and since when?"""

from __future__ import annotations

from django.db import models


class PolicyValue(models.Model):
    """One dated number or list; what is not set here is the package's default (policies.yaml)."""

    name = models.CharField(max_length=80)
    value = models.JSONField()
    valid_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=200, help_text="who decided it")

    def __str__(self) -> str:
        return f"{self.name} = {self.value!r} from {self.valid_from}"

"""What have we got that is worth saying?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
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
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="who wrote this version on a screen",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(voided_at=None), name="one_version_counts")
        ]

    def __str__(self) -> str:
        return self.key


class Approval(models.Model):
    """A second person's word that one version of a content may go out; a new version has none."""

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200, help_text="theirs, as it was when they gave it")
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content"], condition=Q(voided_at=None), name="approved_once")
        ]


class Piece(models.Model):
    """Something found worth passing on: an article, an offer, a mail. Kept as it was read, never fetched again."""

    key = models.CharField(max_length=40, unique=True)
    came = models.CharField(max_length=10, help_text="page, paste, mail or feed")
    address = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    text = models.TextField(blank=True)
    topics = models.JSONField(default=list, help_text="chosen by a person")
    chosen_at = models.DateTimeField(null=True, help_text="when a person last chose the topics; none: nobody has")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

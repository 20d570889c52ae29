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


class Upload(models.Model):
    """A file that somebody brought in by the browser, and how far it is: looked at, agreed on, worked off.

    The file itself lies in the home, in `incoming/ID`, until `thrown_away_at`. `looked` is what was found in it,
    `chosen` how it is to be read, `outcome` what became of it; `version` counts what people changed.
    """

    name = models.CharField(max_length=500, help_text="as its owner calls it")
    size = models.PositiveBigIntegerField(help_text="in bytes")
    by = models.CharField(max_length=200, blank=True, help_text="the name of who brought it")
    once = models.CharField(max_length=100, unique=True, help_text="of the form it came by, against a double press")
    state = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, blank=True)
    looked = models.JSONField(default=dict)
    chosen = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    doing = models.CharField(max_length=20, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    of = models.PositiveBigIntegerField(default=0)
    recorded_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, help_text="the moment it is recorded with, however often it is resumed")
    worked_from = models.DateTimeField(null=True, help_text="since when this run works, for the time that is left")
    thrown_away_at = models.DateTimeField(null=True)
    imported = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"upload {self.pk}: {self.name}"


def from_import(*, looked_up: bool) -> models.ForeignKey[Import | None, Import | None]:
    """The reference of a row to the import it came from; `looked_up` if an index finds the rows of an import.

    Nothing ever deletes an import, so the database need not look it up again for each row
    (docs/decisions/0007-the-rate-of-import.md).
    """
    return models.ForeignKey(
        Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=looked_up,
    )  # fmt: skip


class Recorded(models.Model):
    """What every dated row shares: when it became true, when we learnt it, when that was taken back."""

    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=200)
    imported = from_import(looked_up=True)

    class Meta:
        abstract = True

"""Who is this organisation, and who works here?"""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


class Role(models.TextChoices):
    """What somebody may do; see DESIGN.md section 3."""

    OWNER = "owner", "Owner"
    MEMBER = "member", "Member"
    VIEWER = "viewer", "Viewer"


class Book(models.TextChoices):
    """Which customers a member sees."""

    OWN = "own", "Own customers"
    ALL = "all", "All customers"


class Act(models.TextChoices):
    """What somebody did, as the record of it says."""

    SAW = "saw", "Saw"
    CHANGED = "changed", "Changed"
    TRIED = "tried", "Was refused"
    CAME = "came", "Signed in or out"
    RAN = "ran", "Ran a command"


class User(AbstractBaseUser):
    """Somebody who works here. Signs in by a one-time link; no password is kept."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    sees = models.CharField(max_length=3, choices=Book, default=Book.ALL)
    leaves_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    times_ended = models.PositiveIntegerField(
        default=0, help_text="how often access ended; a session begun at a lower count is worth nothing"
    )
    recorded_at = models.DateTimeField()

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class SignInLink(models.Model):
    """A link that signs one person in once; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.user_id}"


class Activity(models.Model):
    """Somebody saw or changed something; told in words, never with what was written in a message."""

    at = models.DateTimeField()
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=200, help_text="their name then; of a command, whoever ran it on that machine")
    action = models.CharField(max_length=10, choices=Act)
    page = models.CharField(max_length=60, help_text="name of the address, or the command")
    customer = models.BigIntegerField(null=True, help_text="a plain number: stays when a record goes")
    what = models.CharField(max_length=500, blank=True)
    before = models.CharField(max_length=500, blank=True)
    after = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="activity_by_moment"),
            models.Index(fields=["customer", "id"], name="activity_of_customer", condition=Q(customer__isnull=False)),
            models.Index(fields=["user", "id"], name="activity_of_user"),
            models.Index(fields=["id"], name="activity_of_changes", condition=~Q(action="saw")),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.action} {self.page}"


class Organisation(models.Model):
    """The organisation's identity, dated: the newest row by `valid_from` counts."""

    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, help_text="IANA zone; a bare date is a day here")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 alpha-2")
    language = models.CharField(max_length=35, default="en")
    currency = models.CharField(max_length=3, default="EUR", help_text="ISO 4217")
    postal_address = models.TextField(blank=True)
    senders = models.JSONField(default=list, help_text="our own addresses, lower case")
    book = models.CharField(max_length=20, default="own", help_text="own, invented or grocery")
    valid_from = models.DateTimeField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

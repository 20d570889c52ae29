"""What do screens and verbs ask about the organisation and its people?"""

from __future__ import annotations

import datetime as dt

from lately.accounts.models import Organisation, Role, User
from lately.lib.looking import once


def organisation_said(*, at: dt.datetime) -> Organisation | None:
    """Return the organisation as it was at `at`; before the first word on it, as it was said first; None if never."""
    return once(("organisation", at), lambda: _said(at))


def _said(at: dt.datetime) -> Organisation | None:
    before = Organisation.objects.filter(valid_from__lte=at).order_by("-valid_from", "-pk").first()
    return before or Organisation.objects.order_by("valid_from", "pk").first()


def organisation(*, at: dt.datetime) -> Organisation:
    """Return the organisation as it was at `at`; a nameless one in UTC, not saved, if nobody said who we are."""
    nameless = Organisation(name="Your organisation", zone="UTC", valid_from=at, recorded_at=at)
    return organisation_said(at=at) or nameless


def owner() -> User | None:
    """Return the first active owner."""
    return User.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()


def user_with_email(email: str) -> User | None:
    """Return the active user of that address, upper and lower case being the same."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()


def user_with_id(user_id: int) -> User | None:
    """Return the user if they may still come in."""
    return User.objects.filter(pk=user_id, is_active=True).first()

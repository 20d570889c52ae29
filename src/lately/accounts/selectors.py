"""What do screens and verbs ask about the organisation and its people?"""

from __future__ import annotations

import datetime as dt

from lately.accounts.models import Organisation, Role, User
from lately.lib.looking import once


def organisation_said(*, at: dt.datetime) -> Organisation | None:
    """Return the organisation as it was at `at`; before the first word on it, as it was said first; None if never."""
    told = once("organisations", lambda: list(Organisation.objects.order_by("valid_from", "pk")))  # a handful at most
    before = [one for one in told if one.valid_from <= at]
    return before[-1] if before else next(iter(told), None)


NAMELESS = "Your organisation"  # what it is called until somebody says its name


def organisation(*, at: dt.datetime) -> Organisation:
    """Return the organisation as it was at `at`; a nameless one in UTC, not saved, if nobody said who we are."""
    return organisation_said(at=at) or nameless(at=at)


def nameless(*, at: dt.datetime) -> Organisation:
    """Return who we are as long as nobody said: nameless, in UTC, not saved."""
    return Organisation(name=NAMELESS, zone="UTC", valid_from=at, recorded_at=at)


def owner() -> User | None:
    """Return the first active owner."""
    return User.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()


def user_with_email(email: str) -> User | None:
    """Return the active user of that address, upper and lower case being the same."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()


def user_with_id(user_id: int) -> User | None:
    """Return the user if they may still come in."""
    return User.objects.filter(pk=user_id, is_active=True).first()

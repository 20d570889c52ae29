"""Make the first person of an installation: its owner."""

from __future__ import annotations

import datetime as dt

from lately.accounts.models import Role, User
from lately.accounts.selectors import owner
from lately.accounts.services import set_user


def make_owner(*, at: dt.datetime, email: str = "owner@localhost", name: str = "Owner") -> tuple[User, bool]:
    """Return the owner and whether they were made just now; the one who is there already stays."""
    found = owner()
    if found is not None:
        return found, False
    return set_user(at=at, email=email, name=name, role=Role.OWNER), True

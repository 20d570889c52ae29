"""Let somebody in who holds a link."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lately.accounts.models import User
from lately.accounts.services import use_link

WHY_NOT = {
    "unknown": _("Nobody was given this link; most likely a part of it is missing."),
    "used": _("The link was used already; a link signs in once only."),
    "expired": _("The link is older than an hour."),
    "left": _("The person it was made for has no access any more."),
}


@dataclasses.dataclass(frozen=True)
class Answer:
    """The user, or a code of WHY_NOT and its sentence."""

    user: User | None
    code: str = ""
    why_not: str = ""


def sign_in(*, token: str, at: dt.datetime) -> Answer:
    """Use the link up and return whom it lets in, or why nobody."""
    found = use_link(token=token, at=at)
    if isinstance(found, User):
        return Answer(user=found)
    return Answer(user=None, code=found, why_not=gettext(WHY_NOT[found]))

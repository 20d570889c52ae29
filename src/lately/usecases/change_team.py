"""Let somebody in, change what they may do, make them a new link, or end their access."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lately.accounts.acting import tell
from lately.accounts.services import make_link
from lately.accounts.team import Terms, change, colleague, end_access, let_in, terms_read
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal


def invite_colleague(*, email: str, name: str, role: str, sees: str, leaves_on: str, now: int) -> tuple[str, str]:
    """Let somebody in; returns their name and the token of a link that signs them in once. Raises Refusal."""
    user = let_in(email=email, terms=_terms(name, role, sees, leaves_on), at=at_seconds(now))
    return user.name, make_link(user=user, at=at_seconds(now))


def change_colleague(*, number: int, name: str, role: str, sees: str, leaves_on: str, seen: str) -> str:
    """Change somebody; returns their name. Raises Refusal, also if somebody else changed them meanwhile (`seen`)."""
    return change(number=number, terms=_terms(name, role, sees, leaves_on), seen=seen).name


def make_their_link(*, number: int, now: int) -> tuple[str, str]:
    """Return their name and the token of a new link; raises Refusal if they may not come in."""
    user = colleague(number)
    if not user.is_active:
        raise Refusal(
            _("%(name)s has no access any more.") % {"name": user.name},
            _("A link would not let them in."),
            _("Let them in again first."),
        )
    tell(f"made a sign-in link for {user.name}")
    return user.name, make_link(user=user, at=at_seconds(now))


def end_their_access(*, number: int, now: int) -> str:
    """End somebody's access at once; returns their name. Raises Refusal for the last owner."""
    return end_access(number=number, at=at_seconds(now)).name


def _terms(name: str, role: str, sees: str, leaves_on: str) -> Terms:
    return terms_read(name=name, role=role, sees=sees, leaves_on=leaves_on)

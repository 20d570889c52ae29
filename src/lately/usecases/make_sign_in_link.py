"""Make a link that signs one person in, once, within the hour."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from lately.accounts.selectors import owner, user_with_email
from lately.accounts.services import make_link
from lately.lib.refusal import Refusal


def make_sign_in_link(*, email: str = "", at: dt.datetime) -> str:
    """Return the token for /sign-in/TOKEN, of the owner if no address is given; raises Refusal if nobody has it."""
    user = user_with_email(email) if email else owner()
    if user is None:
        nobody = _("There is nobody to sign in yet.")
        raise Refusal(
            _("There is nobody to sign in with the address %(email)s.") % {"email": email} if email else nobody,
            _("A link is made for a person who works here and has not left."),
            _("Check the address, or start with ./lately demo or ./lately serve, which make the owner."),
        )
    return make_link(user=user, at=at)

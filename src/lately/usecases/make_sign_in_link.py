"""Make a link that signs one person in, once, within the hour."""

from __future__ import annotations

import datetime as dt

from lately.accounts.selectors import owner, user_with_email
from lately.accounts.services import make_link
from lately.lib.refusal import Refusal


def make_sign_in_link(*, email: str = "", at: dt.datetime) -> str:
    """Return the token for /sign-in/TOKEN, of the owner if no address is given; raises Refusal if nobody has it."""
    user = user_with_email(email) if email else owner()
    if user is None:
        whom = f"with the address {email}" if email else "yet"
        raise Refusal(
            f"There is nobody to sign in {whom}.",
            "A link is made for a person who works here and has not left.",
            "Check the address, or start with ./lately demo or ./lately serve, which make the owner.",
        )
    return make_link(user=user, at=at)

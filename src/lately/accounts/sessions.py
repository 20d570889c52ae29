"""Who is at the other end of this request?"""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from lately.accounts.models import User
from lately.accounts.selectors import user_with_id

_KEY = "user_id"
_ENDED = "times_ended"


def start(request: HttpRequest, user: User) -> None:
    """Sign the user in under a new session key, so that a key known before is worth nothing."""
    request.session.flush()
    request.session[_KEY] = user.pk
    request.session[_ENDED] = user.times_ended
    request.session.cycle_key()
    rotate_token(request)


def end(request: HttpRequest) -> None:
    """Sign out: the session is gone."""
    request.session.flush()


def user_of(request: HttpRequest) -> User | None:
    """Return the signed-in user, if they may still come in; a session from before their access ended stays ended."""
    user_id = request.session.get(_KEY)
    user = None if user_id is None else user_with_id(user_id)
    return user if user is not None and request.session.get(_ENDED, 0) == user.times_ended else None

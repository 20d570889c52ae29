"""Open the demo: a book that exists already, or one made now, with tonight's pass and a link for its owner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings

from lately.lib.locks import held
from lately.lib.moments import seconds
from lately.plans.selectors import newest_plan
from lately.usecases.build_demo import build_demo
from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.make_owner import make_owner
from lately.usecases.make_sign_in_link import make_sign_in_link


def open_demo(*, book: str, at: dt.datetime, progress: Callable[[str], None]) -> str:
    """Return the token of the owner's sign-in link; raises Refusal if this home holds a book of its own.

    Of two at once the second waits, and finds what the first one built.
    """
    with held(settings.HOME / "demo.lock", waiting=lambda: progress("Another start is building it; waiting ...")):
        lives = build_demo(book=book, at=at, progress=progress)
        if newest_plan() is None:
            progress("Deciding for everybody: what is worth saying, to whom, and why not.")
            decide_tonight(at=seconds(lives or at), now=seconds(at))
        make_owner(at=at)
    return make_sign_in_link(at=at)

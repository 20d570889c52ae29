"""Open the demo: a book that exists already, or one made now, with tonight's pass and a link for its owner."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
from collections.abc import Callable

from lately.accounts.selectors import organisation_said
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.usecases.make_owner import make_owner
from lately.usecases.make_sign_in_link import make_sign_in_link


def open_demo(*, book: str, at: dt.datetime, progress: Callable[[str], None]) -> str:
    """Return the token of the owner's sign-in link; raises Refusal if this home holds another book."""
    ours = organisation_said(at=at)
    if ours is None:
        with contextlib.suppress(ModuleNotFoundError):
            build = importlib.import_module("lately.usecases.build_demo").build_demo
            lives = build(book=book, at=at, progress=progress) or at
            importlib.import_module("lately.usecases.decide_tonight").decide_tonight(at=seconds(lives), now=seconds(at))
    elif ours.book != book:
        raise Refusal(
            f"This home holds another book: {ours.name} ({ours.book}).",
            "One home is one organisation; a demo never mixes with another book.",
            f"Give the demo a home of its own: LATELY_HOME=./var-{book} ./lately demo --book {book}",
        )
    make_owner(at=at)
    return make_sign_in_link(at=at)

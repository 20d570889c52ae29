"""Look around in a book that is made up, or begin one of your own."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext

from lately.accounts.selectors import organisation_said
from lately.imports import uploads
from lately.imports.models import Upload
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer
from lately.usecases.build_demo import clear_demo


def look_around(*, by: str, once: str, now: dt.datetime) -> Upload:
    """Put the making of the demo in line; raises Refusal if this book holds anything."""
    if organisation_said(at=now) is not None or Customer.objects.exists():
        raise Refusal(
            gettext("This book holds something already."),
            gettext("A demo would mix invented people with yours."),
            gettext("Look around in a home of its own: LATELY_HOME=./var-demo ./lately demo"),
        )
    return uploads.receive(
        name="The demo", size=0, by=by, once=once, now=now, lay=lambda _: None, state=uploads.WAITING, kind="demo"
    )


def start_own(*, sure: bool, now: dt.datetime) -> None:
    """Clear the demo away, so that the book is empty and one's own; raises Refusal if it is one's own already.

    What was written in the demo goes with it, so they must be `sure`.
    """
    ours = organisation_said(at=now)
    if ours is None or ours.book == "own":
        raise Refusal(
            gettext("This book is your own."),
            gettext("There is no demo in it to clear away."),
            gettext("Bring in what you have."),
        )
    if not sure:
        raise Refusal(
            gettext("Nothing was cleared away."),
            gettext("What you wrote or brought in here goes with the demo, for good."),
            gettext("Tick that you know, then press again."),
        )
    clear_demo()

"""Who is this organisation, and from when on is some of that otherwise?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from lately.accounts.models import Organisation
from lately.accounts.selectors import organisation
from lately.accounts.services import CHANGEABLE, change_organisation
from lately.lib.moments import at_seconds
from lately.usecases.read_moment import read_moment


def who_we_are(*, at: str | None, now: dt.datetime) -> dict[str, Any]:
    """Return who we are at a day or moment (default: now), and since when that holds."""
    return _told(organisation(at=at_seconds(read_moment(at, now=now))))


def say_who_we_are(*, changes: Mapping[str, Any], since: str | None, now: dt.datetime) -> dict[str, Any]:
    """Change some of who we are from a day or moment on (default: now); returns what holds then.

    What was said before stays on record for the days before. Raises Refusal, changing nothing.
    """
    moment = at_seconds(read_moment(since, now=now))
    return _told(change_organisation(changes=changes, since=moment, now=now))


def _told(ours: Organisation) -> dict[str, Any]:
    return {name: getattr(ours, name) for name in CHANGEABLE} | {
        "since": ours.valid_from.isoformat(),
        "said": ours.pk is not None,
    }

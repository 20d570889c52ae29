"""Whom do we neglect, for a page that asks again every few seconds?"""

from __future__ import annotations

import functools

from django.db import connection

from lately.interactions.mark import mark
from lately.measurement.neglect import Neglect
from lately.usecases.find_neglected import find_neglected

MINUTE = 60


def recall_neglected(*, at: int, now: int) -> Neglect:
    """Return what `find_neglected` finds, from memory if nothing changed since and the minute is the same.

    The moment of asking is taken as the end of its minute, so that what was just recorded counts.
    """
    soon = -(-now // MINUTE) * MINUTE
    database = str(connection.settings_dict["NAME"])
    return _found(soon if at == now else at, soon, (database, *mark()))


@functools.lru_cache(maxsize=2)
def _found(at: int, now: int, unchanged: tuple[object, ...]) -> Neglect:
    del unchanged
    return find_neglected(at=at, now=now)

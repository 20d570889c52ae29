"""What did customers say of channels and purposes, for a pass?"""

from __future__ import annotations

import numpy as np

from lately.decisioning.records import NEVER, Consents, named
from lately.lib.sql import among, live, rows, seconds_of
from lately.profiles.frames import Places, parameters_of


def consents(places: Places, *, chosen: bool, at: int, known: int) -> Consents:
    """Every word on consent by the moment, oldest first."""
    query = f"""
        SELECT c.customer_id, c.channel, c.purpose, c.state, {seconds_of("c.happened_at")}, {seconds_of("c.expires_at")}
        FROM consent_consent c WHERE c.happened_at <= %(at)s AND {live("c", known=True)}
        AND {among("c.customer_id", chosen=chosen)} ORDER BY c.happened_at, c.recorded_at, c.id
    """  # noqa: S608 - no value stands in the text
    found = rows(query, parameters_of(places.asked if chosen else None, at, known))
    owner = places.of([row[0] for row in found])
    here = owner >= 0
    return Consents(
        owner=owner[here],
        channel=named(row[1] for row in found)[here],
        purpose=named(row[2] for row in found)[here],
        state=named(row[3] for row in found)[here],
        since=np.array([row[4] for row in found], dtype=np.int64)[here],
        expires=np.array([NEVER if row[5] is None else row[5] for row in found], dtype=np.int64)[here],
    )

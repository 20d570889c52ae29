"""What did customers say of channels and purposes, for a pass?"""

from __future__ import annotations

from typing import Any

import numpy as np

from lately.consent.voices import Merges, merges
from lately.decisioning.records import NEVER, Consents, Ints, named
from lately.lib.sql import among, live, rows, seconds_of
from lately.profiles.frames import Places, parameters_of


def consents(places: Places, *, chosen: bool, at: int, known: int) -> Consents:
    """Every word on consent by the moment, oldest first."""
    query = f"""
        SELECT c.customer_id, c.channel, c.purpose, c.state, {seconds_of("c.happened_at")},
        {seconds_of("c.expires_at")}, {seconds_of("c.recorded_at")}
        FROM consent_consent c WHERE c.happened_at <= %(at)s AND {live("c", known=True)}
        AND {among("c.customer_id", chosen=chosen)} ORDER BY c.happened_at, c.recorded_at, c.id
    """  # noqa: S608 - no value stands in the text
    said = rows(query, parameters_of(places.asked if chosen else None, at, known))
    voice, found = _voiced(said, places, merges(known=known))
    owner = places.of([row[0] for row in found])
    here = owner >= 0
    return Consents(
        owner=owner[here],
        voice=voice[here],
        channel=named(row[1] for row in found)[here],
        purpose=named(row[2] for row in found)[here],
        state=named(row[3] for row in found)[here],
        since=np.array([row[4] for row in found], dtype=np.int64)[here],
        expires=np.array([NEVER if row[5] is None else row[5] for row in found], dtype=np.int64)[here],
    )


def _voiced(said: list[tuple[Any, ...]], places: Places, merged: Merges) -> tuple[Ints, list[tuple[Any, ...]]]:
    """The voices of the words, by place; those of merged records follow after everybody's."""
    if not merged.into:
        return places.of([row[0] for row in said]), said
    groups, size = merged.groups(), len(places.customers)
    extra = {record: size + number for number, record in enumerate(sorted(merged.into))}
    spoken = [
        (extra.get(voice, places.places.get(voice, -1)), row)
        for row in said
        for voice in merged.voices(row[0], row[6], groups)
    ]
    return np.array([voice for voice, _ in spoken], dtype=np.int64), [row for _, row in spoken]

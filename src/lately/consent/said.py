"""What did one customer say about being written to, called or visited?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from lately.consent.models import Consent, State
from lately.consent.voices import merges
from lately.lib.counting import Live
from lately.lib.moments import seconds


def said(ids: Sequence[int], *, at: int, known: int) -> list[dict[str, Any]]:
    """The newest statement for each channel and purpose, blank being all of them, with its proof and source.

    Of records that were merged, the strictest of theirs.
    """
    merged = merges(known=known)
    rows = Consent.objects.filter(Live(known, at), customer_id__in=ids).order_by("happened_at", "recorded_at", "pk")
    groups = merged.groups()
    newest = {
        (row.channel, row.purpose, voice): row
        for row in rows
        for voice in merged.voices(row.customer_id, seconds(row.recorded_at), groups)
    }
    strictest: dict[tuple[str, str], Consent] = {}
    for (channel, purpose, _), row in sorted(newest.items(), key=lambda item: _strict(item[1], at)):
        strictest[channel, purpose] = row
    return [
        {
            "row": row.pk,
            "channel": channel,
            "purpose": purpose,
            "state": row.state,
            "at": seconds(row.happened_at),
            "expires": seconds(row.expires_at) if row.expires_at else None,
            "proof": row.proof,
            "source": row.source,
        }
        for (channel, purpose), row in sorted(strictest.items())
    ]


def _strict(row: Consent, at: int) -> tuple[int, dt.datetime]:
    over = row.expires_at is not None and seconds(row.expires_at) <= at
    return {State.GRANTED: int(over), State.WITHDRAWN: 2, State.OBJECTED: 3}[State(row.state)], row.happened_at

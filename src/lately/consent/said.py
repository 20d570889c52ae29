"""What did one customer say about being written to, called or visited?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from lately.consent.models import Consent
from lately.lib.moments import at_seconds, seconds


def said(ids: Sequence[int], *, at: int, known: int) -> list[dict[str, Any]]:
    """The newest statement for each channel and purpose, blank being all of them, with its proof and source."""
    by = at_seconds(known)
    rows = Consent.objects.filter(
        Q(voided_at=None) | Q(voided_at__gt=by),
        customer_id__in=ids,
        recorded_at__lte=by,
        happened_at__lte=at_seconds(at),
    ).order_by("happened_at", "recorded_at", "pk")
    newest = {(row.channel, row.purpose): row for row in rows}
    return [
        {
            "channel": channel,
            "purpose": purpose,
            "state": row.state,
            "at": seconds(row.happened_at),
            "expires": seconds(row.expires_at) if row.expires_at else None,
            "proof": row.proof,
            "source": row.source,
        }
        for (channel, purpose), row in sorted(newest.items())
    ]

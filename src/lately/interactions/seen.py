"""What reached a customer, what came back, and when were they last helped?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from lately.interactions.models import Class, Deed, Direction, Interaction, Status
from lately.interactions.timeline import When
from lately.lib.moments import at_seconds, seconds

MOST = 500
_FOUND_GIVE = Q(overruled_by="", found=Class.GIVE)
_DECLARED_GIVE = Q(declared=Class.GIVE) & (Q(found="") | ~Q(overruled_by=""))


def seen_between(ids: Sequence[int], when: When, *, since: int) -> list[dict[str, Any]]:
    """Rows after `since` that were handed over or came in, oldest first, at most the last MOST of them."""
    rows = (
        Interaction.objects.filter(
            when.live, customer_id__in=ids, status=Status.DONE, happened_at__gt=at_seconds(since)
        )
        .select_related("by")
        .order_by("-happened_at", "-pk")[:MOST]
    )
    return [_entry(row) for row in reversed(rows)]


def last_helped(ids: Sequence[int], when: When) -> int | None:
    """When they last got something for its own sake, or were told what was done for them; None if never."""
    out = Interaction.objects.filter(when.live, customer_id__in=ids, direction=Direction.OUT, status=Status.DONE)
    told = Q(tells__customer_id__in=ids)  # of another's deed they were not helped (theirs.py)
    row = out.filter(_FOUND_GIVE | _DECLARED_GIVE | told).order_by("-happened_at").first()
    return seconds(row.happened_at) if row else None


def untold_since(ids: Sequence[int], when: When) -> int | None:
    """When the last deed was done that nobody told them of; None if there is none."""
    out = Interaction.objects.filter(when.live, status=Status.DONE, customer_id__in=ids)
    told = out.filter(tells__customer_id__in=ids).values("tells_id")
    row = Deed.objects.filter(when.live, customer_id__in=ids).exclude(pk__in=told).order_by("-happened_at").first()
    return seconds(row.happened_at) if row else None


def _entry(row: Interaction) -> dict[str, Any]:
    return {
        "at": seconds(row.happened_at),
        "direction": row.direction,
        "channel": row.channel,
        "kind": row.kind,
        "class": row.classed,
        "asked_for": row.asked_for,
        "content": row.content,
        "subject": row.subject,
        "text": row.text,
        "amount_minor": row.amount_minor,
        "currency": row.currency,
        "by": row.by.name if row.by else "",
        "source": row.source,
    }

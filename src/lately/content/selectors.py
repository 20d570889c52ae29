"""What have we got to say, as known at a moment?"""

from __future__ import annotations

import functools
import json

from django.db.models import Q

from lately.content.definition import content_from
from lately.content.models import Content as Row
from lately.decisioning.offers import Content
from lately.lib.moments import at_seconds


def contents_known(*, known: int, zone: str) -> list[Content]:
    """The version of every content that counted at `known` (seconds since 1970 UTC), by key."""
    moment = at_seconds(known)
    rows = Row.objects.filter(Q(voided_at=None) | Q(voided_at__gt=moment), recorded_at__lte=moment).order_by("key")
    return [_content(json.dumps(row.definition, sort_keys=True), zone) for row in rows]


@functools.lru_cache(maxsize=2048)
def _content(definition: str, zone: str) -> Content:
    return content_from(json.loads(definition), zone=zone)

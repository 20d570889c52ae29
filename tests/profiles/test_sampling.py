"""How many customers are there now, and how many were there before a merge?"""

from __future__ import annotations

import datetime as dt

from lately.interactions.services import merge, unmerge
from lately.lib.moments import seconds
from lately.profiles.models import Customer
from lately.profiles.sampling import how_many


def test_ann_who_was_merged_counts_once_from_then_on_whichever_moment_was_asked_of_before(
    db: None, at: dt.datetime
) -> None:
    ann, anne, _ = (Customer.objects.create(recorded_at=at).pk for _ in range(3))
    day = dt.timedelta(days=1)
    merge(customer=ann, into=anne, now=at + day, source="test")
    assert [how_many(known=seconds(at + days * day)) for days in (0, 2, 0)] == [3, 2, 3]
    unmerge(customer=ann, now=at + 3 * day)
    assert [how_many(known=seconds(at + days * day)) for days in (4, 2, 4)] == [3, 2, 3]

"""At which moment was the first plan of this book made? A demo book lives there."""

from __future__ import annotations

from lately.lib.moments import seconds
from lately.plans.models import Plan


def first_plan_at() -> int | None:
    """The moment decided for by the first plan that was kept, in seconds since 1970 UTC; None if there is none."""
    found = Plan.objects.order_by("made_at", "pk").values_list("at", flat=True).first()
    return None if found is None else seconds(found)

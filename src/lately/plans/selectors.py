"""What was decided?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lately.lib.refusal import Refusal
from lately.lib.saying import again
from lately.plans.models import Plan, PlanLine


def newest_plan() -> Plan | None:
    """The plan made last."""
    return Plan.objects.order_by("-made_at", "-pk").first()


def plan_named(key: str) -> Plan:
    """The plan of that key; raises Refusal."""
    plan = Plan.objects.filter(key=key).first()
    if plan is None:
        raise Refusal(
            _("There is no plan %(key)r.") % {"key": key},
            _("Plans are kept by their key."),
            _("./lately decide makes one and prints its key."),
        )
    return plan


def line_of(plan: Plan, customer_id: int) -> dict[str, Any] | None:
    """What a plan decided for a customer: `says` and `held_back`; None if they were not in it."""
    row = PlanLine.objects.select_related("held").filter(plan=plan, customer_id=customer_id).first()
    return None if row is None else read(plan, row)


def read(plan: Plan, row: PlanLine) -> dict[str, Any]:
    """A kept line of the plan as data."""
    said = [{**one, "because": list(map(again, one["because"]))} for one in row.says]
    return {"says": said, "held_back": [plan.ways[place] for place in row.held.ways]}

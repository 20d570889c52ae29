"""What is planned for the weeks ahead, and how much of us would it be?"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lately.usecases.see_ahead import see_ahead
from lately.web.stacks import stacks
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show the weeks ahead as a chart, with the table beside it."""
    found = see_ahead(at=visit.moment.at, now=visit.moment.now)
    busy = any(week.done or week.planned or week.reserved for week in found["weeks"])
    return visit.show("web/ahead.html", found | {"chart": stacks(found["weeks"]), "busy": busy})

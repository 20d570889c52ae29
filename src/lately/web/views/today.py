"""Who should I talk to today, about what, and why now?"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lately.usecases.see_today import see_today
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show at most a handful of people."""
    found = see_today(user=visit.user, at=visit.moment.at, now=visit.moment.now, rules_in=visit.rules)
    return visit.show("web/today.html", found | {"done": visit.request.session.pop("done", None)})

"""Why is a customer told something, or nothing, and what would change it?"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lately.lib.moments import at_seconds
from lately.usecases.see_why import see_why
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit, who: str) -> HttpResponse:
    """Show the decision for one content or all, at the moment of the page or another one that was typed."""
    asked = visit.request.GET
    found = see_why(
        user=visit.user,
        who=who,
        content=asked.get("content", ""),
        at=visit.moment.at,
        now=visit.moment.now,
        as_known_now=asked.get("known") == "now",
        rules_in=visit.rules,
    )
    local = at_seconds(visit.moment.at).astimezone(ZoneInfo(visit.moment.zone))
    more = {"who": who, "typed": f"{local:%Y-%m-%dT%H:%M}"}
    return visit.show("web/why_part.html" if visit.in_place else "web/why.html", found | more)

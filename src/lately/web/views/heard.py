"""What did customers tell us, and what did we do about it?"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lately.usecases.see_heard import see_heard
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show open complaints, then everything that came in, newest first."""
    asked = visit.request.GET
    found = see_heard(
        user=visit.user,
        kind=asked.get("kind", ""),
        after=asked.get("after", ""),
        at=visit.moment.at,
        now=visit.moment.now,
    )
    return visit.show("web/heard_part.html" if visit.in_place else "web/heard.html", found)

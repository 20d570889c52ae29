"""Whom do we know, and whom do we neglect?"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lately.usecases.search_people import search_people
from lately.web.background import wake_if_behind
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show people by name, found by any part of it, or those of one list of the neglected."""
    asked = visit.request.GET
    found = search_people(
        user=visit.user,
        text=asked.get("q", "")[:200],
        neglected=asked.get("list", ""),
        after=asked.get("after", ""),
        at=visit.moment.at,
        now=visit.moment.now,
        rows_only=visit.in_place,
    )
    if found["due"] or "counted_at" in found:
        wake_if_behind()
    return visit.show("web/people_part.html" if visit.in_place else "web/people.html", found)

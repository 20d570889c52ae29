"""What did this customer see of us lately, as they saw it?"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lately.usecases.see_shoes import see_shoes
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit, who: str) -> HttpResponse:
    """Show the last 90 days in their shoes."""
    return visit.show("web/shoes.html", see_shoes(user=visit.user, who=who, at=visit.moment.at, now=visit.moment.now))

"""Do we give more than we ask, and does it do any good?"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lately.usecases.see_how_we_do import see_how_we_do
from lately.web.bars import bars
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show asks against gives, whom we neglected and what became of them, and whom we pestered."""
    found = see_how_we_do(user=visit.user, at=visit.moment.at, now=visit.moment.now, rules_in=visit.rules)
    return visit.show("web/how_we_do.html", found | {"chart": bars(found["months"])})

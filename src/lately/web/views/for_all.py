"""What have we done for all our customers, this quarter?"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lately.accounts.roles import may
from lately.lib.refusal import Refusal
from lately.usecases.make_report_for_all import make_report_for_all
from lately.usecases.see_for_all import see_for_all
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show the quarters, and which are public."""
    return _page(visit)


@require_POST
@screen("act")
def make(visit: Visit) -> HttpResponse:
    """Make the draft of a quarter, and open it."""
    visit.refuse_elsewhere()
    quarter = visit.request.POST.get("quarter", "")[:20]
    try:
        key = make_report_for_all(user=visit.user, quarter=quarter, at=visit.moment.at, now=visit.moment.now)
    except Refusal as refusal:
        return _page(visit, refusal)
    return HttpResponseRedirect(reverse("web:report", args=[key]))


def _page(visit: Visit, refusal: Refusal | None = None) -> HttpResponse:
    found = see_for_all(at=visit.moment.at, now=visit.moment.now)
    page = {"refusal": refusal, "may_make": may(visit.user, "act") and visit.moment.usual}
    return visit.show("web/quarters.html", found | page, status=422 if refusal else 200)

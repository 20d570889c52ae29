"""What have we done for this customer lately?"""

from __future__ import annotations

import secrets

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lately.accounts.roles import may
from lately.lib.refusal import Refusal
from lately.usecases.make_report import make_report
from lately.usecases.reporting import NothingDone
from lately.usecases.see_lately import see_lately
from lately.web.visit import Visit, screen

_LONGEST_DAY = 40


@require_safe
@screen()
def show(visit: Visit, who: str) -> HttpResponse:
    """Show what a report would say, and the reports there are."""
    return _page(visit, who, visit.request.GET.get("since", ""))


@require_POST
@screen("act")
def make(visit: Visit, who: str) -> HttpResponse:
    """Make a draft, and open it."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    since, once = form.get("since", "")[:_LONGEST_DAY], form.get("once", "") or secrets.token_urlsafe(12)
    try:
        key = make_report(user=visit.user, who=who, since=since, once=once, at=visit.moment.at, now=visit.moment.now)
    except NothingDone as refusal:
        return _page(visit, who, since, refusal)
    return HttpResponseRedirect(reverse("web:report", args=[key]))


def _page(visit: Visit, who: str, since: str, refusal: Refusal | None = None) -> HttpResponse:
    wrong: Refusal | None = None
    moment = visit.moment
    try:
        found = see_lately(user=visit.user, who=who, since=since[:_LONGEST_DAY], at=moment.at, now=moment.now)
    except Refusal as no_day:
        if not since:
            raise
        wrong = no_day
        found = see_lately(user=visit.user, who=who, since="", at=moment.at, now=moment.now)
    page = {
        "wrong": wrong, "typed": since[:_LONGEST_DAY], "once": secrets.token_urlsafe(12),
        "may_make": may(visit.user, "act") and moment.usual,
    }  # fmt: skip
    return visit.show("web/lately.html", found | page, status=422 if refusal or wrong else 200)

"""Who would get this, who not, and until when? And: somebody else has read it, and it may go out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lately.accounts.roles import may
from lately.usecases.approve_content import approve_content, take_approval_back
from lately.usecases.see_reach import see_content, see_reach, see_reach_names
from lately.web.background import wake_if_behind
from lately.web.visit import Visit, screen

_LONGEST_NUMBER = 18


@require_safe
@screen()
def show(visit: Visit, content: str) -> HttpResponse:
    """Show what a content is; its figures follow at once where scripts run, and by a link where not."""
    at, now = visit.moment.at, visit.moment.now
    found = see_content(user=visit.user, content=content, at=at, now=now)
    found["may_approve"] = may(visit.user, "write") and visit.moment.usual
    wanted = visit.request.GET.get("figures") == "1"
    if not visit.in_place and not wanted:
        return visit.show("web/reach.html", found)
    found["reach"] = see_reach(content=content, at=at, now=now, rules_in=visit.rules)
    wake_if_behind()
    return visit.show("web/reach_part.html" if visit.in_place else "web/reach.html", found)


@require_safe
@screen()
def names(visit: Visit, content: str) -> HttpResponse:
    """Show those behind one of the figures."""
    asked = visit.request.GET
    at, now = visit.moment.at, visit.moment.now
    found = see_content(user=visit.user, content=content, at=at, now=now)
    code, until, won_by = asked.get("code", "")[:80], _number(asked.get("until", "")), asked.get("instead", "")[:80]
    listed = see_reach_names(
        user=visit.user, content=content, code=code, until=until, winner=won_by,
        after=_number(asked.get("after", "")), at=at, now=now, rules_in=visit.rules,
    )  # fmt: skip
    wake_if_behind()
    chosen = {"code": code, "until": until, "instead": won_by}
    return visit.show("web/reach_names.html", found | listed | chosen)


@require_POST
@screen("write")
def approve(visit: Visit, content: str) -> HttpResponse:
    """Note that the user has read it and it may go out; or take that back."""
    visit.refuse_elsewhere()
    if "take_back" in visit.request.POST:
        take_approval_back(content=content, now=visit.moment.now)
        messages.success(visit.request, gettext("Taken back. It waits for a second person's word again."))
    else:
        version = visit.request.POST.get("version", "")
        approve_content(user=visit.user, content=content, version=version, now=visit.moment.now)
        messages.success(
            visit.request, gettext("Approved. A change of it, or of whom it is for, takes the approval away.")
        )
    return HttpResponseRedirect(reverse("web:reach", args=[content]))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0

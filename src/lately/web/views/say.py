"""What is worth saying tonight, to how many, and what is held back?"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lately.usecases.decide_tonight import decide_tonight
from lately.usecases.see_plan import see_plan, see_plan_content, see_plan_reason
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show the plan that holds at the moment, or that there is none."""
    plan = see_plan(at=visit.moment.at, now=visit.moment.now)
    return visit.show("web/say.html", {"plan": plan})


@require_safe
@screen()
def content(visit: Visit, plan: str, content: str) -> HttpResponse:
    """Show one content of a plan: who is told it, and why the others are not."""
    after = visit.request.GET.get("after", "")
    return visit.show("web/say_content.html", see_plan_content(user=visit.user, key=plan, content=content, after=after))


@require_safe
@screen()
def reason(visit: Visit, plan: str, content: str, code: str) -> HttpResponse:
    """Show those to whom a content is not said for one reason."""
    after = _place(visit.request.GET.get("after", ""))
    found = see_plan_reason(user=visit.user, key=plan, content=content, code=code, after=after)
    return visit.show("web/say_reason.html", found)


@require_POST
@screen("write")
def make(visit: Visit) -> HttpResponse:
    """Make the plan, for the moment at which this book lives."""
    visit.refuse_elsewhere()
    decide_tonight(at=visit.moment.at, now=visit.moment.now, rules_in=visit.rules)
    if visit.in_place:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("web:say")})
    return HttpResponseRedirect(reverse("web:say"))


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0  # noqa: PLR2004 - no book has a longer place

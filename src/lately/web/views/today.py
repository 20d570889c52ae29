"""Who should I talk to today, about what, and why now? And what else is owed?"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lately.lib.refusal import Refusal
from lately.usecases.see_owed import LISTS, see_owed, see_put_off
from lately.usecases.see_today import see_today
from lately.web.lists import Sifting, asked, whose
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show at most a handful of people."""
    found = see_today(user=visit.user, at=visit.moment.at, now=visit.moment.now, rules_in=visit.rules)
    session = visit.request.session
    return visit.show("web/today.html", found | {"done": session.pop("done", None), "put": session.pop("put", None)})


@require_safe
@screen()
def owed(visit: Visit, name: str) -> HttpResponse:
    """Show one of the lists below the handful."""
    if name not in LISTS:
        raise Refusal(
            gettext("There is no such list."),
            gettext("Today has four of them."),
            gettext("Go back to Today and choose one."),
        )
    found = see_owed(
        user=visit.user, name=name, **asked(visit.request, "whose", "after"), at=visit.moment.at,
        now=visit.moment.now, rules_in=visit.rules,
    )  # fmt: skip
    choices = [whose(found["whose"], found["colleagues"], nobodys=False)] if found["colleagues"] else []
    found["sift"] = Sifting("owed", choices, parts=(name,))
    found["put"] = visit.request.session.pop("put", None)
    return visit.show("web/owed_part.html" if visit.in_place else "web/owed.html", found)


@require_safe
@screen()
def put_off(visit: Visit) -> HttpResponse:
    """Show what was put off, by whom, until when and why."""
    after = visit.request.GET.get("after", "")
    found = see_put_off(user=visit.user, after=after, at=visit.moment.at, now=visit.moment.now)
    return visit.show("web/put_off_list_part.html" if visit.in_place else "web/put_off_list.html", found)

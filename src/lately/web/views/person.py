"""Who is this customer, what did we do for them, and what is worth saying next?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lately.usecases.say_how_to_greet import say_how_to_greet
from lately.usecases.see_person import see_person
from lately.web.columns import columns
from lately.web.lists import Sifting
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit, who: str) -> HttpResponse:
    """Show a customer's page."""
    session = visit.request.session
    return page(visit, who, {"done": session.pop("done", None), "noted": session.pop("noted", None)})


def page(visit: Visit, who: str, more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A customer's page, with `more` that it should say or keep: what was typed and refused."""
    found = see_person(user=visit.user, who=who, at=visit.moment.at, now=visit.moment.now, rules_in=visit.rules)
    bought = found["bought"]
    chart = columns(bought.stretches) if bought else None
    sift = Sifting("ledger", (), parts=(found["person"]["who"],))
    page = found | {"once": secrets.token_urlsafe(12), "columns": chart, "sift": sift, **more}
    return visit.show("web/person.html", page, status=status)


@require_POST
@screen("act")
def greet(visit: Visit, who: str) -> HttpResponse:
    """Write down how a customer likes to be greeted."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    say_how_to_greet(
        user=visit.user, who=who, address_as=form.get("address_as", ""),
        form_of_address=form.get("form_of_address", ""), at=visit.moment.at, now=visit.moment.now,
    )  # fmt: skip
    return HttpResponseRedirect(reverse("web:person", args=[who]) + "#greeted")

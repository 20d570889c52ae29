"""Who works here, and what may they do?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lately.lib.refusal import Refusal
from lately.usecases.change_team import change_colleague, end_their_access, invite_colleague, make_their_link
from lately.usecases.see_team import see_colleague, see_team
from lately.web.visit import Visit, screen

_FIELDS = ("name", "role", "sees", "leaves_on")


@require_safe
@screen("invite")
def show(visit: Visit) -> HttpResponse:
    """Show everybody who works here."""
    return _list(visit)


@require_POST
@screen("invite")
def invite(visit: Visit) -> HttpResponse:
    """Let somebody in; their link is shown once, to be passed on."""
    visit.refuse_elsewhere()
    email = visit.request.POST.get("email", "")[:320]
    try:
        name, token = invite_colleague(email=email, now=visit.moment.now, **_typed(visit))
    except Refusal as refusal:
        return _list(visit, refusal)
    return _link(visit, name, token, new=True)


@require_safe
@screen("invite")
def edit(visit: Visit, number: int) -> HttpResponse:
    """Show one of them."""
    return _one(visit, number)


@require_POST
@screen("invite")
def save(visit: Visit, number: int) -> HttpResponse:
    """Change what somebody may do; what cannot be stays in the form, with the reason."""
    visit.refuse_elsewhere()
    try:
        name = change_colleague(number=number, seen=visit.request.POST.get("version", ""), **_typed(visit))
    except Refusal as refusal:
        return _one(visit, number, refusal)
    messages.success(visit.request, gettext("Saved. It holds for %(name)s from their next click on.") % {"name": name})
    return HttpResponseRedirect(reverse("web:team"))


@require_POST
@screen("invite")
def link(visit: Visit, number: int) -> HttpResponse:
    """Make somebody a new sign-in link."""
    visit.refuse_elsewhere()
    name, token = make_their_link(number=number, now=visit.moment.now)
    return _link(visit, name, token, new=False)


@require_POST
@screen("invite")
def end(visit: Visit, number: int) -> HttpResponse:
    """End somebody's access at once."""
    visit.refuse_elsewhere()
    try:
        name = end_their_access(number=number, now=visit.moment.now)
    except Refusal as refusal:
        return _one(visit, number, refusal)
    said = gettext("%(name)s is signed out everywhere and has no access any more.")
    messages.success(visit.request, said % {"name": name})
    return HttpResponseRedirect(reverse("web:team"))


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.request.POST.get(name, "")[:400] for name in _FIELDS}


def _list(visit: Visit, refusal: Refusal | None = None) -> HttpResponse:
    typed: dict[str, Any] = {"role": "member", "sees": "all"}
    if refusal:
        typed = _typed(visit) | {"email": visit.request.POST.get("email", "")[:320]}
    found = see_team(user=visit.user, at=visit.moment.at)
    return visit.show("web/team.html", found | {"typed": typed, "refusal": refusal}, status=422 if refusal else 200)


def _one(visit: Visit, number: int, refusal: Refusal | None = None) -> HttpResponse:
    stands = see_colleague(number=number, user=visit.user, at=visit.moment.at)
    typed = stands | (_typed(visit) if refusal and "role" in visit.request.POST else {})
    page = {"person": stands, "typed": typed, "refusal": refusal}
    return visit.show("web/colleague.html", page, status=422 if refusal else 200)


def _link(visit: Visit, name: str, token: str, *, new: bool) -> HttpResponse:
    """The link, on this page only: it is kept nowhere, neither here nor in the browser."""
    address = visit.request.build_absolute_uri(reverse("web:sign_in", args=[token]))
    answer = visit.show("web/colleague_link.html", {"name": name, "address": address, "new": new})
    patch_cache_control(answer, no_store=True)
    return answer

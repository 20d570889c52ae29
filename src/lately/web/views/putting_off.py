"""Later; not this one; and: bring it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lately.usecases.put_back import put_back
from lately.usecases.put_off import WHYS, Wish, put_off
from lately.usecases.see_owed import LISTS
from lately.web.visit import Visit, screen

_FIELDS = ("kind", "matter", "content", "how", "day", "why", "words", "peace", "changes")


@require_POST
@screen("act")
def off(visit: Visit, who: str) -> HttpResponse:
    """Put a customer's matter off, or change until when or why."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    wish = Wish(**{"kind": "", **{name: form[name] for name in _FIELDS if name in form}})
    found = put_off(user=visit.user, who=who, wish=wish, at=visit.moment.at, now=visit.moment.now)
    put = {
        **found,
        "who": who,
        "name": form.get("name", who)[:200],
        "list": form.get("list", ""),
        "asked": "changes" not in form,
        "whys": [(word, str(label)) for word, label in WHYS.items()],
    }
    return _answer(visit, put)


@require_POST
@screen("act")
def back(visit: Visit) -> HttpResponse:
    """Bring back what was put off."""
    visit.refuse_elsewhere()
    put_back(user=visit.user, key=visit.request.POST.get("key", ""), now=visit.moment.now)
    return HttpResponseRedirect(_page(visit.request.POST.get("list", "")))


def _answer(visit: Visit, put: dict[str, Any]) -> HttpResponse:
    if visit.in_place:
        return visit.show("web/put_part.html", {"put": put})
    visit.request.session["put"] = put
    return HttpResponseRedirect(_page(put["list"]))


def _page(name: str) -> str:
    """The page on which it was pressed."""
    if name == "put_off":
        return reverse("web:put_off_list")
    return reverse("web:owed", args=[name]) if name in LISTS else reverse("web:today")

"""I did it; and: no, I did not."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_POST

from lately.usecases.note_contact_made import About, note_contact_made
from lately.usecases.take_contact_back import take_contact_back
from lately.web.visit import Visit, screen

# As it follows "Noted: you", before a name.
WORDS = {
    "phone": _("rang"),
    "email": _("wrote to"),
    "sms": _("texted"),
    "post": _("sent a letter to"),
    "visit": _("visited"),
}


@require_POST
@screen("act")
def note(visit: Visit, who: str) -> HttpResponse:
    """Write down that the user spoke to a customer."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    channel, settled = form.get("channel", ""), form.get("settled", "")
    about = About(
        content="" if settled else form.get("content", "")[:80],
        tells=form.get("tells", ""),
        keeps=form.get("keeps", ""),
        closes=settled or form.get("closes", ""),
        classed=form.get("class", ""),
        said=form.get("said", "").strip()[:2000],
    )
    key = note_contact_made(
        user=visit.user, who=who, channel=channel, about=about, at=visit.moment.at, now=visit.moment.now,
        once=form.get("once", "")[:100],
    )  # fmt: skip
    done = {
        "who": who,
        "name": form.get("name", who)[:200],
        "did": gettext(WORDS[channel]),
        "key": key,
        "settled": bool(settled),
    }
    return _answer(visit, done, form.get("back", ""))


@require_POST
@screen("act")
def take_back(visit: Visit) -> HttpResponse:
    """Take back what was pressed by mistake."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    take_contact_back(user=visit.user, key=form.get("key", ""), now=visit.moment.now)
    return HttpResponseRedirect(_back(form.get("back", "")))


def _answer(visit: Visit, done: dict[str, Any], back: str) -> HttpResponse:
    if visit.in_place:
        return visit.show("web/done_part.html", {"done": done, "back": back})
    visit.request.session["done"] = done
    return HttpResponseRedirect(_back(back))


def _back(who: str) -> str:
    """The customer's page, or Today if none is named, or nobody could be called so."""
    try:
        return reverse("web:person", args=[who]) if who else reverse("web:today")
    except NoReverseMatch:
        return reverse("web:today")

"""Who takes whom when somebody leaves, and whom do I say hello to?"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lately.lib.refusal import Refusal
from lately.usecases.hand_over_customers import hand_over_customers, see_handovers, take_handover_back
from lately.usecases.note_contact_made import About, note_contact_made
from lately.usecases.plan_handover import Wanted, plan_handover
from lately.usecases.see_hellos import see_hellos
from lately.usecases.see_team import see_team
from lately.web.templatetags.words import number as said_number
from lately.web.views.done import WORDS
from lately.web.visit import Visit, screen

_DIGITS = 11


@require_safe
@screen("hand_over")
def show(visit: Visit) -> HttpResponse:
    """Show whose customers could be handed over, and what was."""
    found = see_team(user=visit.user, at=visit.moment.at)
    groups = [found["people"], found["gone"]]
    any_customers = any(one["customers"] for group in groups for one in group)
    return visit.show("web/handovers.html", {"groups": groups, "any": any_customers, "handovers": see_handovers()})


@require_http_methods(["GET", "HEAD", "POST"])
@screen("hand_over", keeps=False)
def plan(visit: Visit, number: int) -> HttpResponse:
    """Show who would take whom, by what was chosen so far; nothing is kept."""
    return _plan(visit, number)


@require_POST
@screen("hand_over")
def do(visit: Visit, number: int) -> HttpResponse:
    """Hand over as the preview showed; if it does not stand so any more, show how it stands."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    try:
        new = hand_over_customers(
            user=visit.user, wanted=_wanted(number, form), seen=form.get("seen", ""), once=form.get("once", ""),
            at=visit.moment.at, now=visit.moment.now,
        )  # fmt: skip
    except Refusal as refusal:
        return _plan(visit, number, refusal)
    messages.success(visit.request, _(_DONE) if new else _("This was handed over already; once is enough."))
    return HttpResponseRedirect(reverse("web:handovers"))


_DONE = gettext_noop(
    "Handed over. Whoever took customers finds them under Say hello, with what is known and what was promised."
)


@require_POST
@screen("hand_over")
def undo(visit: Visit, number: int) -> HttpResponse:
    """Take a handover back."""
    visit.refuse_elsewhere()
    back, stayed = take_handover_back(number=number, now=visit.moment.now)
    said = ngettext(
        "Taken back: %(count)s is looked after as before.", "Taken back: %(count)s are looked after as before.", back
    )
    stay = ngettext(
        "%(count)s was given to others meanwhile, and stays.",
        "%(count)s were given to others meanwhile, and stay.",
        stayed,
    )
    told = [said % {"count": said_number(back)}, *([stay % {"count": said_number(stayed)}] if stayed else [])]
    messages.success(visit.request, " ".join(told))
    return HttpResponseRedirect(reverse("web:handovers"))


@require_safe
@screen()
def hello(visit: Visit) -> HttpResponse:
    """Show to whom the user says hello, and what is known of them."""
    after = visit.request.GET.get("after", "")
    found = see_hellos(user=visit.user, after=after, at=visit.moment.at, now=visit.moment.now)
    return visit.show("web/hello.html", found | {"done": visit.request.session.pop("done", None), "first": not after})


@require_POST
@screen("act")
def said(visit: Visit, who: str) -> HttpResponse:
    """Write down that the user said hello."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    channel = form.get("channel", "")
    key = note_contact_made(
        user=visit.user, who=who, channel=channel, about=About(classed="service", said=_("Said hello")),
        at=visit.moment.at, now=visit.moment.now, once=form.get("once", "")[:100],
    )  # fmt: skip
    done = {"who": who, "name": form.get("name", who)[:200], "did": _(WORDS[channel]), "key": key, "settled": False}
    if visit.in_place:
        return visit.show("web/done_part.html", {"done": done, "back": ""})
    visit.request.session["done"] = done
    return HttpResponseRedirect(reverse("web:hello"))


def _plan(visit: Visit, number: int, refusal: Refusal | None = None) -> HttpResponse:
    wanted = _wanted(number, visit.request.POST)
    found = plan_handover(wanted=wanted, at=visit.moment.at, now=visit.moment.now)
    page: dict[str, Any] = {"refusal": refusal, "once": secrets.token_urlsafe(12), "number": number}
    template = "web/handover_part.html" if visit.in_place and refusal is None else "web/handover.html"
    return visit.show(template, found | page, status=422 if refusal else 200)


def _wanted(number: int, form: QueryDict) -> Wanted:
    """What was chosen: `group:NAME` and `customer:KEY` say who takes whom."""
    how = form.get("how", "one")
    prefix = "group:" if how == "by" else "customer:"
    takers = {name.removeprefix(prefix): _number(form.get(name, "")) for name in form if name.startswith(prefix)}
    return Wanted(
        leaver=number,
        how=how,
        one=_number(form.get("rest" if how == "each" else "one", "")),
        among=tuple(_number(one) for one in form.getlist("among")),
        by=form.get("by", ""),
        takers={name: taker for name, taker in takers.items() if taker},
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else 0

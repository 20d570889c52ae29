"""What stands of one fact of a customer, what stood before; and how is it said, ended or taken back?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lately.lib.refusal import Refusal
from lately.profiles.books import NotInYourBook
from lately.profiles.editing import ChangedMeanwhile
from lately.usecases.end_fact import end_fact
from lately.usecases.keep_fact import OWN, Said, keep_fact
from lately.usecases.see_fact import see_fact
from lately.web.views.entry import KEPT_IN_FORM, hand_of, to_person
from lately.web.visit import Visit, screen

FIELDS = ("value", "until", "source", "where")


@require_safe
@screen()
def show(visit: Visit, who: str) -> HttpResponse:
    """Show the fact, its history and a form for it; without a name, a list of those there are."""
    found = see_fact(hand=hand_of(visit, who), name=_name(visit))
    return visit.show("web/fact_form.html" if visit.in_place else "web/fact.html", found | {"typed": {}})


@require_POST
@screen("act")
def keep(visit: Visit, who: str) -> HttpResponse:
    """Write the fact down; whoever comes second sees what the first said, and keeps what they typed."""
    visit.refuse_elsewhere()
    form, hand = visit.request.POST, hand_of(visit, who)
    said = Said(_name(visit), **{name: form.get(name, "") for name in (*FIELDS, "seen")})
    try:
        row = keep_fact(hand=hand, said=said)
    except NotInYourBook:
        raise
    except Refusal as refusal:
        return _refused(visit, who, refusal)
    words = _("The fact is kept.") if row else _("It stood like this already; nothing was changed.")
    visit.request.session["noted"] = {"kind": "fact" if row else "", "key": str(row or ""), "words": words}
    return to_person(who)


@require_POST
@screen("act")
def end(visit: Visit, who: str) -> HttpResponse:
    """Say that it holds no longer, or that it never did."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    never = "never" in form
    end_fact(hand=hand_of(visit, who), row=form.get("row", ""), never=never)
    taken_back, ended = _("It is taken back, as if nobody had said it."), _("It holds no longer; its history is kept.")
    words = taken_back if never else ended
    visit.request.session["noted"] = {"kind": "", "key": "", "words": words}
    return to_person(who)


def _name(visit: Visit) -> str:
    """The fact that is meant; one of their own is named in a field beside."""
    given = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    name = given.get("fact", "").strip()
    own = given.get("own", "").strip()
    return (f"{OWN}{own}" if name == OWN and own else name)[:200]


def _refused(visit: Visit, who: str, refusal: Refusal) -> HttpResponse:
    """The form with what was typed; after a clash the version that stands now is the one to write against."""
    form = visit.request.POST
    typed: dict[str, Any] = {name: form.get(name, "")[:KEPT_IN_FORM] for name in (*FIELDS, "own", "seen")}
    try:
        found = see_fact(hand=hand_of(visit, who), name=_name(visit))
    except Refusal:
        found = see_fact(hand=hand_of(visit, who), name=OWN)
    if isinstance(refusal, ChangedMeanwhile):
        typed.pop("seen")
    return visit.show("web/fact.html", found | {"typed": typed, "refusal": refusal}, status=422)

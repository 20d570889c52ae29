"""Something found: who would want it, because of what, and for how many would it be noise?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lately.accounts.roles import may
from lately.content.pieces import Asked
from lately.lib.refusal import Refusal
from lately.usecases.capture_piece import (
    Captured,
    capture_mail,
    capture_page,
    capture_text,
    put_piece_away,
    say_what_it_is_about,
)
from lately.usecases.see_wanted import see_piece, see_pieces, see_wanted
from lately.web.lists import Choice, Sifting, asked
from lately.web.uploads import laid_out, takes_files
from lately.web.visit import Visit, screen

_LONGEST_NUMBER = 18


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show what was found; take in something new."""
    page = _found(visit)
    page |= {"may_write": may(visit.user, "write") and visit.moment.usual, "typed": visit.request.POST}
    if visit.request.method != "POST":
        return visit.show("web/wanted.html", page)
    if not may(visit.user, "write"):
        raise PermissionDenied
    visit.refuse_elsewhere()
    try:
        taken = _taken(visit)
    except Refusal as refusal:
        return visit.show("web/wanted.html", page | {"refusal": refusal}, status=422)
    if taken.entries:
        return visit.show("web/wanted.html", page | {"entries": taken.entries})
    return HttpResponseRedirect(reverse("web:wanted_piece", args=[taken.key]))


def _found(visit: Visit) -> dict[str, Any]:
    """What was found so far, all or the part that was chosen."""
    chosen = asked(visit.request, "words", "about", "order")
    after = visit.request.GET.get("after", "")
    settled = {"said": True, "unsaid": False}.get(chosen["about"])
    found = see_pieces(
        asked=Asked(chosen["words"], settled, chosen["order"] == "oldest"),
        after=int(after) if after.isdecimal() and len(after) <= _LONGEST_NUMBER else 0,
    )
    about = [
        ("", gettext("Whether or not it was said")),
        ("said", gettext("It was said")),
        ("unsaid", gettext("Not said yet")),
    ]
    orders = [("", gettext("Newest first")), ("oldest", gettext("Oldest first"))]
    choices = [
        Choice("words", gettext("With these words"), chosen["words"]),
        Choice("about", gettext("What it is about"), chosen["about"], about),
        Choice("order", gettext("In which order"), chosen["order"], orders),
    ]
    return found | {"sift": Sifting("wanted", choices, section="found")}


def _taken(visit: Visit) -> Captured:
    form, now = visit.request.POST, visit.moment.now
    way = form.get("way", "")
    if way == "page":
        return capture_page(user=visit.user, address=form.get("address", "")[:2000], now=now)
    if way == "file":
        with laid_out(visit.request, "file") as paths:
            return capture_mail(user=visit.user, path=paths[0], now=now)
    return capture_text(
        user=visit.user, title=form.get("title", ""), text=form.get("text", ""), address=form.get("link", "")[:2000],
        came=way, now=now,
    )  # fmt: skip


@require_safe
@screen()
def piece(visit: Visit, key: str) -> HttpResponse:
    """Show one thing that was found, what it is about, and who would want it."""
    at, now = visit.moment.at, visit.moment.now
    page: dict[str, Any] = {"piece": see_piece(key=key, at=at, now=now)}
    page["may_write"] = may(visit.user, "write") and visit.moment.usual
    if page["piece"]["chosen"]:
        page["wanted"] = see_wanted(user=visit.user, key=key, at=at, now=now, rules_in=visit.rules)
    return visit.show("web/wanted_piece.html", page)


@require_POST
@screen("write")
def about(visit: Visit, key: str) -> HttpResponse:
    """Keep what a person says it is about; or put it away."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    if "away" in form:
        put_piece_away(key=key, now=visit.moment.now)
        messages.success(visit.request, gettext("Put away."))
        return HttpResponseRedirect(reverse("web:wanted"))
    topics = [*form.getlist("topic"), *form.get("own", "")[:1000].split(",")]
    say_what_it_is_about(key=key, topics=topics, now=visit.moment.now)
    return HttpResponseRedirect(reverse("web:wanted_piece", args=[key]))

"""Whom do we know, and whom do we neglect?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lately.accounts.roles import may
from lately.usecases.search_people import search_people
from lately.usecases.sift_people import Wish
from lately.web.background import wake_if_behind
from lately.web.lists import Choice, Sifting, asked, whose
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show people by name, found by any part of it, or those of one list of the neglected."""
    found = search_people(
        user=visit.user,
        wish=wished(visit),
        after=visit.request.GET.get("after", ""),
        at=visit.moment.at,
        now=visit.moment.now,
        rows_only=visit.in_place,
    )
    if found["due"] or "counted_at" in found:
        wake_if_behind()
    page = found | {"text": found["wish"]["text"], "chosen": found["wish"]["neglected"], "sift": _sifting(found)}
    page["none_to_choose"] = may(visit.user, "write") and not found.get("segments", True)
    return visit.show("web/people_part.html" if visit.in_place else "web/people.html", page)


def wished(visit: Visit) -> Wish:
    """What of the list is asked for in the address."""
    chosen = asked(visit.request, "list", "whose", "in", "order")
    text = visit.request.GET.get("q", "")[:200]
    return Wish(text, chosen["list"], chosen["whose"], chosen["in"], chosen["order"])


def _sifting(found: dict[str, Any]) -> Sifting:
    wish = found["wish"]
    own = gettext("The best fit first") if wish["text"] else gettext("By name, A to Z")
    orders = [
        ("", gettext("The worthiest first") if wish["neglected"] else own),
        ("name", gettext("By name, A to Z")),
        ("name_back", gettext("By name, Z to A")),
        ("newest", gettext("Newest in the book first")),
        ("silent", gettext("Silent longest first")),
        ("heard", gettext("Heard from us last first")),
    ]
    if not (wish["text"] or wish["neglected"]):
        orders.remove(("name", gettext("By name, A to Z")))
    choices = [Choice("order", gettext("In which order"), wish["order"], orders)]
    if found.get("colleagues"):
        choices.append(whose(wish["whose"], found["colleagues"]))
    if found.get("segments"):
        segments = [("", gettext("Whether or not in a segment")), *found["segments"]]
        choices.append(Choice("in", gettext("In which segment"), wish["segment"], segments))
    if "segments" not in found:
        choices += [Choice("whose", "", wish["whose"]), Choice("in", "", wish["segment"])]
    return Sifting("people", choices, beside={"q": wish["text"], "list": wish["neglected"]})

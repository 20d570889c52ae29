"""What did customers tell us, and what did we do about it?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lately.usecases.see_heard import Part, see_heard
from lately.web.lists import Choice, Sifting, asked, whose
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show open complaints, then everything that came in, newest first; or the part that was chosen."""
    after = visit.request.GET.get("after", "")
    found = see_heard(user=visit.user, part=part_of(visit), after=after, at=visit.moment.at, now=visit.moment.now)
    page = found | {"sift": _sifting(found)}
    return visit.show("web/heard_part.html" if visit.in_place else "web/heard.html", page)


def part_of(visit: Visit) -> Part:
    """What of it is asked for in the address."""
    chosen = asked(visit.request, "kind", "state", "whose", "order")
    return Part(chosen["kind"], chosen["state"], chosen["whose"], chosen["order"] == "oldest")


def _sifting(found: dict[str, Any]) -> Sifting:
    part: Part = found["part"]
    states = [
        ("", gettext("Whatever became of it")),
        ("waits", gettext("Waits for an answer")),
        ("open", gettext("Complaints that are open")),
        ("never", gettext("Never answered")),
    ]
    orders = [("", gettext("Newest first")), ("oldest", gettext("Oldest first"))]
    choices = [
        Choice("state", gettext("What became of it"), part.state, states),
        Choice("order", gettext("In which order"), "oldest" if part.oldest else "", orders),
    ]
    if found["colleagues"]:
        choices.append(whose(part.whose, found["colleagues"], nobodys=False))
    return Sifting("heard", choices, beside={"kind": part.kind})

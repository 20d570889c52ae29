"""What was said between us and one customer?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lately.interactions.timeline import Part
from lately.usecases.see_ledger import see_ledger
from lately.web.lists import Choice, Sifting, asked
from lately.web.templatetags.words import channel
from lately.web.visit import Visit, screen


@require_safe
@screen()
def show(visit: Visit, who: str) -> HttpResponse:
    """Show all of it or a part, some at a time."""
    part = part_of(visit)
    before = visit.request.GET.get("before", "")
    found = see_ledger(
        user=visit.user, who=who, part=part, before=before, at=visit.moment.at, now=visit.moment.now
    )  # fmt: skip
    sift = _sifting(found)
    return visit.show("web/ledger_part.html" if visit.in_place else "web/ledger.html", found | {"sift": sift})


def part_of(visit: Visit) -> Part:
    """What of a ledger is asked for in the address."""
    chosen = asked(visit.request, "channel", "side", "sort", "words", "order")
    return Part(chosen["channel"], chosen["side"], chosen["sort"], chosen["words"], chosen["order"] == "oldest")


def _sifting(found: dict[str, Any]) -> Sifting:
    part: Part = found["part"]
    sides = [("", gettext("Whoever began")), ("us", gettext("From us")), ("them", gettext("From them"))]
    sorts = [
        ("", gettext("Everything")),
        ("gives", gettext("For their sake")),
        ("asks", gettext("Wanted something of them")),
        ("talks", gettext("Calls and visits")),
        ("bought", gettext("What they bought")),
        ("bills", gettext("Bills")),
        ("told_us", gettext("What they told us")),
        ("complaints", gettext("Complaints")),
    ]
    channels = [("", gettext("By any way")), *((name, channel(name).capitalize()) for name in found["channels"])]
    orders = [("", gettext("Newest first")), ("oldest", gettext("Oldest first"))]
    choices = [
        Choice("words", gettext("With these words"), part.words),
        Choice("sort", gettext("What it was"), part.sort, sorts),
        Choice("side", gettext("From whom"), part.side, sides),
        Choice("channel", gettext("By which way"), part.channel, channels),
        Choice("order", gettext("In which order"), "oldest" if part.oldest else "", orders),
    ]
    return Sifting("ledger", choices, parts=(found["person"]["who"],))

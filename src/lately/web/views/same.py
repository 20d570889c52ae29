"""Who may be in the book twice; are they the same person, and were they after all?"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.find_duplicates import find_duplicates_at_once
from lately.usecases.merge_customers import merge_customers
from lately.usecases.part_customers import keep_apart, take_apart
from lately.usecases.propose_same import propose_same, see_others
from lately.usecases.see_same import Part, see_pair, see_same
from lately.web.background import wake
from lately.web.language import marked
from lately.web.lists import Choice, Sifting, asked
from lately.web.visit import Visit, screen

_DIGITS = 9
_LONGEST = 400


@require_safe
@screen("act")
def show(visit: Visit) -> HttpResponse:
    """Show the pairs that look like one customer, and those merged lately; or the part that was chosen."""
    part, after = part_of(visit), visit.request.GET.get("after", "")
    found = see_same(user=visit.user, part=part, after=after, at=visit.moment.at, now=visit.moment.now)
    return visit.show("web/same.html", found | {"sift": _sifting(part)})


def part_of(visit: Visit) -> Part:
    """Which pairs are asked for in the address."""
    chosen = asked(visit.request, "words", "state", "order")
    state = chosen["state"] if chosen["state"] in {"different", "merged"} else ""
    return Part(chosen["words"], state, chosen["order"] == "newest")


def _sifting(part: Part) -> Sifting:
    states = [
        ("", gettext("Nothing yet")),
        ("different", gettext("They are different people")),
        ("merged", gettext("They are one customer")),
    ]
    orders = [("", gettext("The surest first")), ("newest", gettext("Newest first"))]
    return Sifting(
        "same",
        [
            Choice("words", gettext("A name or an address"), part.words),
            Choice("state", gettext("What was said of them"), part.state, states),
            Choice("order", gettext("In which order"), "newest" if part.newest else "", orders),
        ],
    )


@require_safe
@screen("act")
def pair(visit: Visit, number: int) -> HttpResponse:
    """Show two records side by side."""
    return _page(visit, number)


@require_POST
@screen("act")
def find(visit: Visit) -> HttpResponse:
    """Look through the book: at once if it is small enough to be waited for, else beside everybody's work."""
    visit.refuse_elsewhere()
    found = find_duplicates_at_once(now=at_seconds(visit.moment.now))
    if found is None:
        wake()
        said = gettext("Your book is being looked through. It takes some minutes; you need not wait.")
        messages.success(visit.request, said)
    else:
        said = gettext(_FOUND[min(found.proposed, 2)])
        messages.success(visit.request, said % {"count": marked(f"{found.proposed:,}")})
    return HttpResponseRedirect(reverse("web:same"))


@require_safe
@screen("act")
def beside(visit: Visit, who: str) -> HttpResponse:
    """Ask who else a customer is, and find them."""
    text = visit.request.GET.get("q", "")
    found = see_others(user=visit.user, who=who, text=text, at=visit.moment.at, now=visit.moment.now)
    return visit.show("web/same_beside.html", found)


@require_POST
@screen("act")
def propose(visit: Visit, who: str) -> HttpResponse:
    """Put a customer and another one side by side."""
    visit.refuse_elsewhere()
    other = visit.request.POST.get("other", "")[:_LONGEST]
    try:
        number = propose_same(user=visit.user, who=who, other=other, now=visit.moment.now)
    except Refusal as refusal:
        found = see_others(user=visit.user, who=who, text="", at=visit.moment.at, now=visit.moment.now)
        return visit.show("web/same_beside.html", found | {"refusal": refusal}, status=422)
    return HttpResponseRedirect(reverse("web:same_pair", args=[number]))


_FOUND = (
    gettext_noop("Everybody was compared; nobody new looks like somebody else."),
    gettext_noop("Everybody was compared; one more customer seems to be in the book twice."),
    gettext_noop("Everybody was compared; %(count)s more customers seem to be in the book twice."),
)


@require_POST
@screen("act")
def merge(visit: Visit, number: int) -> HttpResponse:
    """Read the two as one, with the values that were chosen; what was chosen stays on the page if it cannot be."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    chosen = {name.removeprefix("fact."): form[name] for name in form if name.startswith("fact.")}
    try:
        merge_customers(
            user=visit.user, number=number, chosen=chosen, seen=_seen(form.get("seen", "")), now=visit.moment.now
        )
    except Refusal as refusal:
        return _page(visit, number, refusal, chosen)
    said = gettext("They are one customer now. Below you can take them apart again, at any time.")
    messages.success(visit.request, said)
    return HttpResponseRedirect(reverse("web:same"))


@require_POST
@screen("act")
def different(visit: Visit, number: int) -> HttpResponse:
    """Write down that they are two people."""
    said = gettext("They stay two people, and will not be proposed again.")
    return _decided(visit, number, keep_apart, said, reverse("web:same"))


@require_POST
@screen("act")
def apart(visit: Visit, number: int) -> HttpResponse:
    """Take a merge apart."""
    said = gettext("They are two customers again, each as before.")
    return _decided(visit, number, take_apart, said, reverse("web:same_pair", args=[number]))


def _decided(visit: Visit, number: int, verb: Callable[..., object], said: str, then: str) -> HttpResponse:
    """Do it, say so and go on there; a refusal stands on the page of the pair."""
    visit.refuse_elsewhere()
    try:
        verb(user=visit.user, number=number, seen=_seen(visit.request.POST.get("seen", "")), now=visit.moment.now)
    except Refusal as refusal:
        return _page(visit, number, refusal)
    messages.success(visit.request, said)
    return HttpResponseRedirect(then)


def _page(
    visit: Visit, number: int, refusal: Refusal | None = None, chosen: dict[str, str] | None = None
) -> HttpResponse:
    found = see_pair(user=visit.user, number=number, at=visit.moment.at, now=visit.moment.now)
    for row in found["differing"]:
        wanted = (chosen or {}).get(row["name"], "")
        row["choice"] = wanted if wanted in {"first", "second"} else row["choice"]
    return visit.show("web/same_pair.html", found | {"refusal": refusal}, status=422 if refusal else 200)


def _seen(text: str) -> int:
    """The version that was looked at; what is no number was seen by nobody."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else -1

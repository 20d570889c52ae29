"""Whom do we mean by a name of our own, who belongs to it, and of whom do we not know it?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lately.accounts.roles import may
from lately.lib.refusal import Refusal
from lately.segments.services import SavedMeanwhile, TakenOffMeanwhile
from lately.usecases.keep_segments import end_segment, save_segment
from lately.usecases.see_segments import asked_in_rows, see_segment, see_segment_names, see_segments, try_segment
from lately.usecases.segment_forms import EMPTY, JOINTS, MOST_GROUPS, Built, Group, question_of
from lately.web.lists import Choice, Sifting, asked
from lately.web.visit import Visit, screen

_ROWS, _DIGITS, _LONGEST = 12, 16, 200


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show every segment: what it asks, and how many are in, out, or not known."""
    counted = visit.in_place or "figures" in visit.request.GET
    words, newest = asked_of(visit)
    found = see_segments(
        user=visit.user, words=words, newest=newest, at=visit.moment.at, now=visit.moment.now, counted=counted
    )
    template = "web/segments_part.html" if visit.in_place else "web/segments.html"
    return visit.show(template, found | {"may_write": _may_write(visit), "sift": _sifting(words, newest=newest)})


def asked_of(visit: Visit) -> tuple[str, bool]:
    """Words that a segment has to have, and whether the newest come first, as the address says."""
    chosen = asked(visit.request, "words", "order")
    return chosen["words"], chosen["order"] == "newest"


def _sifting(words: str, *, newest: bool) -> Sifting:
    orders = [("", gettext("By title")), ("newest", gettext("Newest first"))]
    return Sifting(
        "segments",
        [
            Choice("words", gettext("With these words"), words),
            Choice("order", gettext("In which order"), "newest" if newest else "", orders),
        ],
    )


@require_safe
@screen()
def new(visit: Visit) -> HttpResponse:
    """Ask for a new one."""
    return _page(visit, "")


@require_safe
@screen()
def one(visit: Visit, key: str) -> HttpResponse:
    """Show one segment, and the form that changes it."""
    return _page(visit, key)


@require_safe
@screen()
def names(visit: Visit, key: str, answer: str) -> HttpResponse:
    """Show who is in, who is not, or of whom it is not known."""
    after = _number(visit.request.GET.get("after", ""))
    found = see_segment_names(
        user=visit.user, key=key, answer=answer, after=after, at=visit.moment.at, now=visit.moment.now
    )
    return visit.show("web/segment_names.html", found | {"key": key, "answer": answer})


@require_POST
@screen()
def tried(visit: Visit) -> HttpResponse:
    """Read what was built, and count; nothing is kept."""
    key = visit.request.POST.get("key", "")[:_LONGEST]
    if not visit.in_place:
        return _page(visit, key)
    return visit.show("web/segment_found_part.html", {"found": _tried(visit), "key": ""})


@require_POST
@screen("write")
def save(visit: Visit) -> HttpResponse:
    """Keep it; what cannot be kept stays in the form, with the reason."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    key = form.get("key", "")[:_LONGEST]
    try:
        kept, anew = save_segment(
            key=key,
            title=form.get("title", ""),
            question=question_of(_typed(form)),
            seen=_number(form.get("seen", "")),
            by=visit.user.name,
            now=visit.moment.now,
        )
    except Refusal as refusal:
        return _page(visit, key, refusal)
    messages.success(
        visit.request, gettext("Saved.") if anew else gettext("It stood like this already; nothing was changed.")
    )
    return HttpResponseRedirect(reverse("web:segment", args=[kept]))


@require_POST
@screen("write")
def end(visit: Visit, key: str) -> HttpResponse:
    """Take it off, unless a content asks for it."""
    visit.refuse_elsewhere()
    try:
        end_segment(key=key, now=visit.moment.now)
    except Refusal as refusal:
        return _page(visit, key, refusal)
    said = gettext("Taken off. Nobody was changed by it; earlier plans keep what they said.")
    messages.success(visit.request, said)
    return HttpResponseRedirect(reverse("web:segments"))


def _may_write(visit: Visit) -> bool:
    return may(visit.user, "write") and visit.moment.usual


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < _DIGITS else 0


def _typed(form: QueryDict) -> Built:
    """The form as it was typed; at most so many groups and rows."""
    groups = []
    for number in range(MOST_GROUPS):
        columns = (form.getlist(f"g{number}_{part}")[: _ROWS + 1] for part in ("fact", "how", "value"))
        rows = [(fact, how, value) for fact, how, value in zip(*columns, strict=False) if fact or value.strip()]
        joined = form.get(f"g{number}_joined", "all")
        groups.append(Group(joined, f"g{number}_turned" in form, rows))
    return Built(form.get("joined", "all"), groups)


def _tried(visit: Visit) -> dict[str, Any]:
    question = question_of(_typed(visit.request.POST))
    title = visit.request.POST.get("title", "")
    return try_segment(user=visit.user, title=title, question=question, at=visit.moment.at, now=visit.moment.now)


def _page(visit: Visit, key: str, refusal: Refusal | None = None) -> HttpResponse:
    """The whole page, with what was built if something was; a refusal stands above it."""
    form = visit.request.POST
    if isinstance(refusal, TakenOffMeanwhile):
        key = ""  # what was built may become a new one
    found = see_segment(user=visit.user, key=key, at=visit.moment.at, now=visit.moment.now) if key else None
    built = _typed(form) if "joined" in form else found["built"] if found else EMPTY
    trial = None
    if refusal is None and "joined" in form:
        try:
            trial = _tried(visit)
        except Refusal as wrong:
            refusal = wrong
    theirs = isinstance(refusal, SavedMeanwhile)
    seen = found["seen"] if found else 0
    page = {
        "key": key,
        "segment": found,
        "title": form.get("title", found["title"] if found else "")[:_LONGEST],
        "joined": built.joined if built else "all",
        "groups": _shown(built),
        "too_rich": built is None,
        "facts": asked_in_rows(),
        "joints": JOINTS,
        "seen": seen if theirs or "seen" not in form else form["seen"],
        "refusal": refusal,
        "found": trial or found,
        "found_key": key if trial is None else "",
        "theirs": theirs,
        "may_write": _may_write(visit),
    }
    return visit.show("web/segment.html", page, status=422 if refusal else 200)


def _shown(built: Built | None) -> list[dict[str, Any]]:
    """Its groups with a row to spare each, and a group to spare."""
    asked = [group for group in built.groups if group.rows] if built else []
    spare = [Group("any", False, ())] if len(asked) < MOST_GROUPS else []
    blank = ("", "is", "")
    return [
        {
            "joined": group.joined,
            "turned": group.turned,
            "rows": [*group.rows, *[blank] * (1 if group.rows else 2)][:_ROWS],
            "spare": not group.rows,
        }
        for group in [*asked, *spare]
    ]

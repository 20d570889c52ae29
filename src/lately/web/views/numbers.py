"""Which numbers do we go by, and what would change tonight if one were another?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from lately.accounts.roles import may
from lately.lib.refusal import Refusal
from lately.policies.services import SetMeanwhile
from lately.usecases.change_number import change_number
from lately.usecases.preview_number import preview_number
from lately.usecases.see_numbers import see_number, see_numbers
from lately.web.templatetags.words import spoken
from lately.web.visit import Visit, screen

_LINES = 60
_DIGITS, _DATE, _LONGEST = 16, 40, 2_000


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show every number with what it does."""
    page = {"groups": see_numbers(at=visit.moment.at, now=visit.moment.now), "may_change": _may_change(visit)}
    return visit.show("web/numbers.html", page)


@require_safe
@screen()
def one(visit: Visit, name: str) -> HttpResponse:
    """Show one number, what was set, and the form."""
    return _page(visit, name)


@require_POST
@screen("decide_policy", keeps=False)
def preview(visit: Visit, name: str) -> HttpResponse:
    """Show what would change tonight; nothing is kept."""
    try:
        found = preview_number(
            name=name, typed=_typed(visit), at=visit.moment.at, now=visit.moment.now, rules_in=visit.rules
        )
    except Refusal as refusal:
        if visit.in_place:
            raise
        return _page(visit, name, refusal)
    if visit.in_place:
        return visit.show("web/number_preview_part.html", {"found": found})
    return _page(visit, name, None, found)


@require_POST
@screen("decide_policy")
def save(visit: Visit, name: str) -> HttpResponse:
    """Set what was typed; what cannot be stays in the form, with the reason."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    seen = form.get("seen", "")
    try:
        done = change_number(
            name=name,
            typed=_typed(visit),
            valid_from=form.get("from", "")[:_DATE],
            seen=int(seen) if seen.isdecimal() and len(seen) < _DIGITS else -1,
            by=visit.user.name,
            at=visit.moment.at,
            now=visit.moment.now,
        )
    except Refusal as refusal:
        return _page(visit, name, refusal)
    if not done.anew:
        messages.success(visit.request, gettext("It stood like this already; nothing was changed."))
    else:
        said = gettext("Saved: %(number)s, from now on. What held before is kept.")
        if done.since != visit.moment.at:
            said = gettext("Saved: %(number)s, from %(since)s on. What held before is kept.")
        told = {"number": done.words, "since": spoken(done.since, visit.moment.zone)}
        messages.success(visit.request, said % told)
    if done.sums_wait:
        messages.warning(visit.request, gettext(_SUMS_WAIT))
    return HttpResponseRedirect(reverse("web:number", args=[name]))


_SUMS_WAIT = gettext_noop(
    "Everybody's sums are still by the number before, so that the next plan takes longer. "
    "`./lately state verify --repair` adds them up anew."
)


def _may_change(visit: Visit) -> bool:
    return may(visit.user, "decide_policy") and visit.moment.usual


def _typed(visit: Visit) -> list[tuple[str, str]]:
    form = visit.request.POST
    return list(zip(form.getlist("key"), form.getlist("text"), strict=False))[:_LINES]


def _page(visit: Visit, name: str, refusal: Refusal | None = None, found: dict[str, Any] | None = None) -> HttpResponse:
    """The whole page, with what was typed if something was; a refusal stands above it."""
    number = see_number(name=name, at=visit.moment.at, now=visit.moment.now)
    form = visit.request.POST
    lines = [{"key": part.key, "label": part.label, "text": part.text} for part in number["parts"]]
    if "text" in form:
        labels = {part.key: part.label for part in number["parts"]}
        lines = [{"key": key, "label": labels.get(key, ""), "text": text[:_LONGEST]} for key, text in _typed(visit)]
    spare = 2 - sum(not line["label"] for line in lines) if number["may_grow"] else 0
    page = {
        "number": number,
        "lines": [*lines, *[{"key": "", "label": "", "text": ""}] * max(0, spare)],
        "valid_from": form.get("from", "")[:_DATE],
        "seen": number["seen"] if refusal is None or isinstance(refusal, SetMeanwhile) else form.get("seen", ""),
        "refusal": refusal,
        "found": found,
        "may_change": _may_change(visit),
    }
    if found is not None:
        page["seen"] = form.get("seen", "")
    return visit.show("web/number.html", page, status=422 if refusal else 200)

"""What does this report say, and who may see it?"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lately.accounts.roles import may
from lately.lib.refusal import Refusal
from lately.usecases.hide_report import hide_report
from lately.usecases.note_report_sent import note_report_sent
from lately.usecases.publish_report import publish_report
from lately.usecases.report_mail import Draft, report_mail
from lately.usecases.report_pdf import report_pdf
from lately.usecases.save_report import SavedMeanwhile, Typed, save_report
from lately.usecases.see_report import see_report
from lately.usecases.show_report import show_report
from lately.usecases.take_report_back import take_report_back
from lately.web.visit import Visit, screen

PARTS = ("title", "opening", "closing", "signed", "answer")
_TEXT = "text:"
_HERE = ("localhost", "127.", "[::1]")


@require_safe
@screen()
def edit(visit: Visit, key: str) -> HttpResponse:
    """Show a report to whoever writes it."""
    return _editor(visit, key)


@require_POST
@screen("act")
def save(visit: Visit, key: str) -> HttpResponse:
    """Keep what was typed as the next version; what cannot be kept stays in the form, with the reason."""
    visit.refuse_elsewhere()
    typed = _typed(visit)
    try:
        new = save_report(user=visit.user, key=key, typed=typed, at=visit.moment.at, now=visit.moment.now)
    except Refusal as refusal:
        return _editor(visit, key, refusal, typed)
    return _back(visit, key, gettext("Saved.") if new else gettext("It stood like this already; nothing was changed."))


@require_POST
@screen("act")
def show(visit: Visit, key: str) -> HttpResponse:
    """Make the page that the customer sees, or bring it up to what was saved last."""
    return _done(visit, key, show_report, gettext("The page is open. Give them its address."))


@require_POST
@screen("act")
def hide(visit: Visit, key: str) -> HttpResponse:
    """Take the page back."""
    return _taken_back(visit, key, hide_report, gettext("Taken back. The address opens nothing any more."))


@require_POST
@screen("publish")
def publish(visit: Visit, key: str) -> HttpResponse:
    """Let everybody read it."""
    return _done(visit, key, publish_report, gettext("It is public now."))


@require_POST
@screen("publish")
def unpublish(visit: Visit, key: str) -> HttpResponse:
    """Take it back from everybody."""
    return _taken_back(visit, key, hide_report, gettext("Taken back. Nobody can read it any more."))


@require_POST
@screen("act")
def sent(visit: Visit, key: str) -> HttpResponse:
    """Write down that the customer got it."""
    verb = functools.partial(note_report_sent, channel=visit.request.POST.get("channel", ""))
    return _done(visit, key, verb, gettext("Noted. It stands in the ledger, and what is in it counts as told."))


@require_POST
@screen("act")
def not_sent(visit: Visit, key: str) -> HttpResponse:
    """Take back that the customer got it."""
    return _taken_back(visit, key, take_report_back, gettext("Taken back. What is in it counts as not told yet."))


@require_safe
@screen()
def pdf(visit: Visit, key: str) -> HttpResponse:
    """Give it out as a PDF."""
    made = report_pdf(user=visit.user, key=key, at=visit.moment.at, now=visit.moment.now)
    return _file(made, "application/pdf", "what-we-did-for-you.pdf")


@require_safe
@screen("act")
def mail(visit: Visit, key: str) -> HttpResponse:
    """Give it out as a draft that a mail program opens."""
    found = see_report(user=visit.user, key=key, at=visit.moment.at, now=visit.moment.now)
    return _file(_drafted(visit, key, found).file, "message/rfc822", "what-we-did-for-you.eml")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _done(visit: Visit, key: str, verb: Callable[..., object], told: str) -> HttpResponse:
    """Do it with what stands in the form, which is saved first: what was typed is never lost over another button."""
    visit.refuse_elsewhere()
    not_kept = _kept(visit, key)
    if not_kept is not None:
        return not_kept
    try:
        verb(user=visit.user, key=key, at=visit.moment.at, now=visit.moment.now)
    except Refusal as refusal:
        return _editor(visit, key, refusal)
    return _back(visit, key, told)


def _taken_back(visit: Visit, key: str, verb: Callable[..., object], told: str) -> HttpResponse:
    """Take something back, whatever stands in the form; then keep that."""
    visit.refuse_elsewhere()
    verb(user=visit.user, key=key, at=visit.moment.at, now=visit.moment.now)
    return _kept(visit, key) or _back(visit, key, told)


def _kept(visit: Visit, key: str) -> HttpResponse | None:
    """Save what stands in the form, if it came along; returns the page that says why not, if it cannot be kept."""
    if "seen" not in visit.request.POST:
        return None
    typed = _typed(visit)
    try:
        save_report(user=visit.user, key=key, typed=typed, at=visit.moment.at, now=visit.moment.now)
    except Refusal as refusal:
        return _editor(visit, key, refusal, typed)
    return None


def _back(visit: Visit, key: str, told: str) -> HttpResponse:
    messages.success(visit.request, told)
    return HttpResponseRedirect(reverse("web:report", args=[key]))


def _editor(visit: Visit, key: str, refusal: Refusal | None = None, typed: Typed | None = None) -> HttpResponse:
    found = see_report(user=visit.user, key=key, at=visit.moment.at, now=visit.moment.now, typed=typed)
    page = {
        "refusal": refusal,
        "second": isinstance(refusal, SavedMeanwhile),
        "link": _link(visit, found),
        "only_here": _only_here(visit),
        "draft": _draft_if_any(visit, key, found),
        "may_publish": may(visit.user, "publish") and visit.moment.usual,
    }
    return visit.show("web/report_edit.html", found | page, status=422 if refusal else 200)


def _draft_if_any(visit: Visit, key: str, found: dict[str, Any]) -> Draft | None:
    if found["person"] is None or found["closed"] & {"email", "all"}:
        return None
    try:
        return _drafted(visit, key, found)
    except Refusal:
        return None


def _drafted(visit: Visit, key: str, found: dict[str, Any]) -> Draft:
    page = "" if _only_here(visit) else _link(visit, found)
    return report_mail(user=visit.user, key=key, page=page, at=visit.moment.at, now=visit.moment.now)


def _only_here(visit: Visit) -> bool:
    """Whether this installation is reached by a name that leads nowhere from a customer's machine."""
    return visit.request.get_host().startswith(_HERE)


def _link(visit: Visit, found: dict[str, Any]) -> str:
    """The address of the page that strangers see, blank if none is open."""
    if found["page"] is None:
        return ""
    quarter, token = found["quarter"], found["page"]["token"]
    path = reverse("web:for_all", args=[quarter]) if quarter else reverse("web:for_you", args=[token])
    return visit.request.build_absolute_uri(path)


def _typed(visit: Visit) -> Typed:
    form = visit.request.POST
    seen = form.get("seen", "")
    return Typed(
        parts={name: form[name] for name in PARTS if name in form},
        texts={name.removeprefix(_TEXT): form[name] for name in form if name.startswith(_TEXT)},
        said=frozenset(form.getlist("say")),
        taken=frozenset(form.getlist("take")),
        added=form.get("added", ""),
        seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,  # noqa: PLR2004 - no report has so many versions
    )

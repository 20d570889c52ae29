"""Something worth saying, written down: what it is, for whom, when, on which channels."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from lately.accounts.roles import may
from lately.content.asking import row_chosen
from lately.lib.refusal import Refusal
from lately.usecases.write_content import ChangedMeanwhile, see_form, write_content
from lately.web.visit import Visit, screen

_SPARE = 2  # empty rows below those that ask something
_QUESTIONS = ("occasion", "audience")
_PLAIN = (
    "title", "purpose", "benefit", "worth", "again_after", "because", "valid_from", "valid_to", "tells", "topics",
    "roles", "sectors", "children_from", "children_to", "ages_from", "ages_to", "subject", "text",
)  # fmt: skip
_LONGEST_KEY = 80


@require_safe
@screen()
def new(visit: Visit) -> HttpResponse:
    """Ask for something new to say: a copy of another (`from`), about a `piece` that was found, `for` a segment."""
    return _form(visit, copied=_named(visit, "from"), piece=_named(visit, "piece"), segment=_named(visit, "for"))


@require_safe
@screen()
def edit(visit: Visit, content: str) -> HttpResponse:
    """Show what a content is, to be changed."""
    return _form(visit, content=content)


@require_POST
@screen("write")
def make(visit: Visit) -> HttpResponse:
    """Keep something new to say; its words come next."""
    return _save(visit, copied=_named(visit, "from"), piece=_named(visit, "piece"))


@require_POST
@screen("write")
def save(visit: Visit, content: str) -> HttpResponse:
    """Keep what was typed as the new version; what cannot be kept stays in the form, with the reason."""
    return _save(visit, content=content)


def _save(visit: Visit, *, content: str = "", copied: str = "", piece: str = "") -> HttpResponse:
    visit.refuse_elsewhere()
    version = visit.request.POST.get("version", "")
    try:
        kept = write_content(
            user=visit.user, form=_typed(visit), content=content, copied=copied, piece=piece, version=version,
            now=visit.moment.now,
        )  # fmt: skip
    except Refusal as refusal:
        return _form(visit, content=content, copied=copied, piece=piece, refusal=refusal)
    if content:
        messages.success(visit.request, _(_CHANGED) if kept.changed else _("It stood like this already."))
        return HttpResponseRedirect(reverse("web:write", args=[content]))
    messages.success(visit.request, _("Kept. Now its words: look how they read, one way to say it after the other."))
    return HttpResponseRedirect(reverse("web:text", args=[kept.content, kept.channel]))


_CHANGED = gettext_noop("Saved. The next plan goes by it; what was decided before stays as it was decided.")


def _named(visit: Visit, name: str) -> str:
    return (visit.request.POST.get(name) or visit.request.GET.get(name, ""))[:_LONGEST_KEY]


def _form(
    visit: Visit,
    *,
    content: str = "",
    copied: str = "",
    piece: str = "",
    segment: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The whole page, with what was typed if something was; a refusal stands above it."""
    found = see_form(content=content, copied=copied, piece=piece, segment=segment, now=visit.moment.now)
    stands, theirs = found["form"], []
    if visit.request.method == "POST":
        typed = _typed(visit)
        found["form"] = {**stands, **typed}
        if isinstance(refusal, ChangedMeanwhile):
            theirs = [(name, stands[name]) for name in _PLAIN if stands.get(name, "") != typed.get(name, "")]
        else:
            found["version"] = visit.request.POST.get("version", "")
    form = found["form"]
    page = {
        "asked": {name: _rows(form[name]) for name in _QUESTIONS},
        "ways": [(channel, channel in form["classes"], form["classes"].get(channel, "give")) for channel in
                 found["channels"]],
        "refusal": refusal, "theirs": theirs, "piece": piece,
        "with_words": not content and not copied,
        "may_write": may(visit.user, "write") and visit.moment.usual,
    }  # fmt: skip
    return visit.show("web/write.html", found | page, status=422 if refusal else 200)


def _rows(rows: list[tuple[str, str, str]] | None) -> list[tuple[str, str, str]]:
    return [*(rows or []), *[("", "is", "")] * _SPARE]


def _typed(visit: Visit) -> dict[str, Any]:
    """The form as it was typed; a question that was kept as it is, is None."""
    post = visit.request.POST
    form: dict[str, Any] = {name: post.get(name, "") for name in _PLAIN}
    for name in _QUESTIONS:
        columns = (post.getlist(f"{name}_{part}") for part in ("fact", "how", "value"))
        rows = [row_chosen(*row) for row in zip(*columns, strict=False) if row[0] or row[2].strip()]
        form[name] = None if f"keep_{name}" in post else rows
    form["classes"] = {name[3:]: post.get(f"class_{name[3:]}", "") for name in post if name.startswith("on_")}
    return form

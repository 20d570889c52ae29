"""What do you have? Lists and mail come in here; how they are read is shown before anything is written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lately.imports.uploads import Asked
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.usecases.audit_uploads import audit_uploads
from lately.usecases.choose_book import look_around, start_own
from lately.usecases.choose_columns import Choice, ChosenMeanwhile, choose_columns
from lately.usecases.keep_rejected_lines import rejected_lines
from lately.usecases.receive_upload import receive_upload
from lately.usecases.see_bring_in import see_bring_in
from lately.usecases.see_upload import see_upload
from lately.usecases.steer_upload import steer_upload
from lately.usecases.undo_import import undo_import
from lately.web import lists
from lately.web.background import wake
from lately.web.uploads import files_of, takes_files
from lately.web.visit import Visit, screen

MOST_GB = 2
MOST = MOST_GB * 1024**3
MOST_FILES = 20
TOO_MUCH = gettext_noop("These files are larger than %(most)s GB together. Bring them one by one, or in parts.")
UNFINISHED = {"arrived", "waiting", "running", "stopping"}
CAME_AS = {
    "customers": gettext_noop("People"),
    "purchases": gettext_noop("Purchases"),
    "mail": gettext_noop("Mail"),
    "interactions": gettext_noop("What was said"),
    "deeds": gettext_noop("What you did for them"),
    "content": gettext_noop("Texts"),
}


def _start(visit: Visit, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    form = {
        "most": MOST,
        "most_gb": MOST_GB,
        "too_much": gettext(TOO_MUCH) % {"most": MOST_GB},
        "once": secrets.token_urlsafe(12),
    }
    part, places = asked_of(visit), lists.asked(visit.request, "files", "commands")
    after = [max(0, _number(places[name])) for name in ("files", "commands")]
    found = see_bring_in(now=visit.moment.now, asked=part, after=after)
    found |= {"sift": _sifting(part), "after": places, "first": not any(after)}
    if any(file["state"] in UNFINISHED or file["strangers"] for file in found["files"]):
        wake()  # strangers in a mailbox may have become customers by a command
    return visit.show("web/bring_in.html", found | form | (more or {}), status=status)


def asked_of(visit: Visit) -> Asked:
    """What is asked for, in the address, of what came in."""
    chosen = lists.asked(visit.request, "words", "kind")
    return Asked(chosen["words"], chosen["kind"] if chosen["kind"] in CAME_AS else "")


def _sifting(part: Asked) -> lists.Sifting:
    kinds = [("", gettext("Whatever it was")), *((kind, gettext(words)) for kind, words in CAME_AS.items())]
    return lists.Sifting(
        "bring_in",
        [
            lists.Choice("words", gettext("With these words in its name"), part.words),
            lists.Choice("kind", gettext("What it was"), part.kind, kinds),
        ],
        section="came",
    )


@require_safe
@screen("import")
def show(visit: Visit) -> HttpResponse:
    """Ask for files; list what came so far."""
    refuse_part_of_book(visit)
    return _start(visit)


def _take(visit: Visit) -> HttpResponse:
    """Keep what came, and look into it."""
    refuse_part_of_book(visit)
    visit.refuse_elsewhere()
    try:
        files = files_of(visit.request, "files")[:MOST_FILES]
        once = visit.request.POST.get("once", "")[:60] or secrets.token_urlsafe(12)
        came = [
            receive_upload(
                name=file.name or "", size=file.size or 0, by=visit.user.name, once=f"{once}:{place}",
                now=at_seconds(visit.moment.now), lay=_laying(file),
            )
            for place, file in enumerate(files)
        ]  # fmt: skip
    except Refusal as refusal:
        return _start(visit, {"refusal": refusal}, 422)
    wake()
    one = len(came) == 1
    return HttpResponseRedirect(reverse("web:upload", args=[came[0].pk]) if one else reverse("web:bring_in"))


take = takes_files(require_POST(screen("import")(_take)), most=MOST)


@require_safe
@screen("import")
def upload(visit: Visit, number: int) -> HttpResponse:
    """Show how far one file is: what is in it, how it will be read, what came of it."""
    refuse_part_of_book(visit)
    return _upload(visit, number)


@require_POST
@screen("import")
def choose(visit: Visit, number: int) -> HttpResponse:
    """Keep how the list is to be read, and begin if they said so; what cannot be stays on the page with the reason."""
    refuse_part_of_book(visit)
    visit.refuse_elsewhere()
    form = visit.request.POST
    choice = _choice(visit)
    try:
        choose_columns(
            number=number, choice=choice, seen=_number(form.get("seen", "")), begin=form.get("wanted") == "begin",
            now=at_seconds(visit.moment.now),
        )  # fmt: skip
    except ChosenMeanwhile as refusal:
        return _upload(visit, number, {"refusal": refusal}, typed=choice, status=422)
    except Refusal as refusal:
        return _upload(visit, number, {"refusal": refusal}, status=422)
    wake()
    return HttpResponseRedirect(reverse("web:upload", args=[number]))


@require_POST
@screen("import")
def steer(visit: Visit, number: int) -> HttpResponse:
    """Stop, go on, keep what was read, take it back, or leave it."""
    refuse_part_of_book(visit)
    visit.refuse_elsewhere()
    wanted = visit.request.POST.get("wanted", "")
    steer_upload(number=number, wanted=wanted, now=at_seconds(visit.moment.now))
    wake()
    if wanted == "leave":
        return HttpResponseRedirect(reverse("web:bring_in"))
    return HttpResponseRedirect(reverse("web:upload", args=[number]))


@require_safe
@screen("import")
def rejected(visit: Visit, number: int) -> HttpResponse:
    """Hand out the lines that could not be used, with why."""
    refuse_part_of_book(visit)
    name, path = rejected_lines(number=number)
    handed = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    return cast("HttpResponse", handed)  # it is one in all but its class


@require_POST
@screen("import")
def undo(visit: Visit) -> HttpResponse:
    """Take back an import that came by command."""
    refuse_part_of_book(visit)
    visit.refuse_elsewhere()
    undone = undo_import(number=_number(visit.request.POST.get("import", "")), now=at_seconds(visit.moment.now))
    said = gettext("%(name)s is taken back. Nothing of it counts any more.")
    said = gettext("%(name)s is taken back. But this stays:") if undone.stay else said
    messages.success(visit.request, " ".join([said % {"name": undone.name}, *undone.stay]))
    return HttpResponseRedirect(reverse("web:bring_in"))


@require_http_methods(["GET", "HEAD"])
@screen("import")
def audited(visit: Visit) -> HttpResponse:
    """Show what the files that were brought in tell, on one page."""
    refuse_part_of_book(visit)
    return visit.show("web/audit_page.html", {"report": audit_uploads(now=visit.moment.now), "kept": True})


@require_POST
@screen("decide_policy")
def demo(visit: Visit) -> HttpResponse:
    """Make the demo in an empty book."""
    once = visit.request.POST.get("once", "")[:60]
    made = look_around(by=visit.user.name, once=f"{once}:demo", now=at_seconds(visit.moment.now))
    wake()
    return HttpResponseRedirect(reverse("web:upload", args=[made.pk]))


@require_POST
@screen("decide_policy")
def own(visit: Visit) -> HttpResponse:
    """Clear the demo away."""
    start_own(sure="sure" in visit.request.POST, now=at_seconds(visit.moment.now))
    messages.success(visit.request, gettext("The demo is cleared away. This book is yours now."))
    return HttpResponseRedirect(reverse("web:bring_in"))


def _upload(
    visit: Visit, number: int, more: dict[str, Any] | None = None, typed: Choice | None = None, status: int = 200
) -> HttpResponse:
    found = see_upload(number=number, now=visit.moment.now, typed=typed) | (more or {})
    if found["state"] in UNFINISHED:
        wake()
    if visit.in_place and found["state"] in UNFINISHED:
        return visit.show("web/bring_in_progress_part.html", found, status=status)
    answer = visit.show("web/bring_in_one.html", found, status=status)
    if visit.in_place and visit.request.method == "GET" and "part" in visit.request.GET:
        answer["HX-Refresh"] = "true"  # it has ended: the page says what came of it
    return answer


def _choice(visit: Visit) -> Choice:
    form = visit.request.POST
    count = sum(name.startswith("column-") for name in form)
    return Choice(
        kind=form.get("kind", "")[:20],
        columns=[form.get(f"column-{place}", "")[:100] for place in range(count)],
        days=form.get("days", "")[:3],
        zone=form.get("zone", "").strip()[:60],
        currency=form.get("currency", "").strip()[:3],
        me=form.get("me", "").strip()[:500],
        everyone="everyone" in form,
    )


def _laying(file: UploadedFile[bytes]) -> Callable[[Path], None]:
    """Put a file that came into its place: moved if it lies on the disk already, else written."""

    def lay(place: Path) -> None:
        if isinstance(file, TemporaryUploadedFile):
            file.flush()
            os.replace(file.temporary_file_path(), place)  # noqa: PTH105 - a string to a path
            return
        with place.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)

    return lay


def refuse_part_of_book(visit: Visit) -> None:
    """A list tells of everybody on it, so not to who sees only their own customers."""
    if not visit.may_bring_in:
        raise PermissionDenied


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 9 else -1  # noqa: PLR2004 - no book has more

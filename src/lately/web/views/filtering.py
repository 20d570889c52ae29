"""For whom on this list is it right to say this now? Nothing is recorded; any sender may send it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lately.lib.refusal import Refusal
from lately.usecases.filter_audience import Filtered, filter_audience, write_lists
from lately.usecases.list_contents import list_contents
from lately.usecases.see_segments import name_segments
from lately.web.uploads import MOST, MOST_MB, laid_out, takes_files, too_much
from lately.web.visit import Visit, screen

SHOWN, _KEY = 50, 80


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@screen("write")
def show(visit: Visit) -> HttpResponse:
    """Ask for a list and a content; show who should get it, or hand both lists out."""
    form: dict[str, Any] = {
        "contents": list_contents(now=visit.moment.now),
        "content": visit.request.POST.get("content") or visit.request.GET.get("content", ""),
        "segments": name_segments(at=visit.moment.at, now=visit.moment.now),
        "segment": visit.request.POST.get("segment", ""),
        "most": MOST, "most_mb": MOST_MB, "too_much": too_much(),
    }  # fmt: skip
    if not visit.may_filter:
        raise PermissionDenied
    if visit.request.method != "POST":
        return visit.show("web/filter.html", form)
    try:
        filtered = _filtered(visit)
    except Refusal as refusal:
        return visit.show("web/filter.html", form | {"refusal": refusal}, status=422)
    if visit.request.POST.get("wanted") == "lists":
        return _lists(filtered)
    held = [
        {"cells": _cells(one.row), "code": one.code, "sentence": one.sentence, "until": one.until}
        for one in filtered.held
    ]
    return visit.show("web/filter.html", form | {"summary": filtered.summary, "held": held[:SHOWN]})


def _filtered(visit: Visit) -> Filtered:
    with laid_out(visit.request, "audience") as paths:
        return filter_audience(
            audience=paths[0],
            content=visit.request.POST.get("content", ""),
            segment=visit.request.POST.get("segment", "")[:_KEY],
            at=visit.moment.at,
            now=visit.moment.now,
            rules_in=visit.rules,
        )


def _lists(filtered: Filtered) -> HttpResponse:
    """Both lists, packed into one file."""
    packed = io.BytesIO()
    with (
        tempfile.TemporaryDirectory(prefix="lately-filter-") as folder,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for path in write_lists(filtered, Path(folder)):
            archive.write(path, path.name)
    names = {"Content-Disposition": 'attachment; filename="filtered.zip"'}
    return HttpResponse(packed.getvalue(), content_type="application/zip", headers=names)


def _cells(row: Any) -> str:
    """What a line of the list says, in one line."""
    return ", ".join(filter(None, getattr(row, "cells", ()))) or gettext("line %(number)s") % {"number": row.number}

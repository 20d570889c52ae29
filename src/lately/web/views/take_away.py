"""How do people take what is theirs with them: the whole book, or a list of it?"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from lately.lib.moments import at_seconds
from lately.profiles.books import book_of
from lately.usecases.export_book import export_book, export_people
from lately.usecases.export_reason import export_reason
from lately.usecases.export_segment import export_segment
from lately.web.visit import Visit, screen


@require_safe
@screen("export")
def show(visit: Visit) -> HttpResponse:
    """Say what there is to take, and how to keep it."""
    return visit.show("web/take_away.html", {})


@require_safe
@screen("export")
def everything(visit: Visit) -> HttpResponseBase:
    """Hand out everything that counts now, as it is read."""
    now = at_seconds(visit.moment.now)
    return _handed_out(export_book(now=now), f"lately-{now:%Y-%m-%d}.zip", "application/zip")


@require_safe
@screen("act")
def people(visit: Visit) -> HttpResponseBase:
    """Hand out the customers whom the reader may see, a line each."""
    now = at_seconds(visit.moment.now)
    found = export_people(now=now, owner=book_of(visit.user))
    return _handed_out(found, f"customers-{now:%Y-%m-%d}.csv", "text/csv; charset=utf-8")


@require_safe
@screen("act")
def reason(visit: Visit, plan: str, content: str, code: str) -> HttpResponseBase:
    """Hand out those to whom a content is not said for one reason."""
    found = export_reason(user=visit.user, plan=plan, content=content, code=code)
    return _handed_out(found, "held-back.csv", "text/csv; charset=utf-8")


@require_safe
@screen("act")
def segment(visit: Visit, key: str) -> HttpResponseBase:
    """Hand out who belongs to a segment, and of whom it is not known."""
    found = export_segment(user=visit.user, key=key, at=visit.moment.at, now=visit.moment.now)
    return _handed_out(found, "segment.csv", "text/csv; charset=utf-8")


def _handed_out(pieces: Iterator[bytes], name: str, kind: str) -> HttpResponseBase:
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer

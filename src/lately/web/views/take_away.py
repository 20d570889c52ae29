"""How do people take what is theirs with them: the whole book, or a list of it?"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.profiles.books import book_of
from lately.usecases.export_book import export_book, export_people
from lately.usecases.export_brought_in import export_brought_in
from lately.usecases.export_found import export_found
from lately.usecases.export_heard import export_heard
from lately.usecases.export_owed import export_owed
from lately.usecases.export_reason import export_reason
from lately.usecases.export_same import export_same
from lately.usecases.export_segment import export_segment
from lately.usecases.export_segments import export_segments
from lately.usecases.export_team import export_team
from lately.usecases.export_texts import export_texts
from lately.usecases.export_wanted import export_wanted
from lately.usecases.see_ledger import export_ledger
from lately.usecases.see_owed import LISTS
from lately.web.views.activity import lines_of
from lately.web.views.bring_in import asked_of as asked_of_brought_in
from lately.web.views.bring_in import refuse_part_of_book
from lately.web.views.heard import part_of as asked_of_heard
from lately.web.views.ledger import part_of
from lately.web.views.people import wished
from lately.web.views.same import part_of as asked_of_same
from lately.web.views.segments import asked_of as asked_of_segments
from lately.web.views.texts import part_of as asked_of_texts
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
    return _table(found, f"customers-{now:%Y-%m-%d}.csv")


@require_safe
@screen("act")
def found(visit: Visit) -> HttpResponseBase:
    """Hand out just those whom the list of people shows, in its order."""
    lines = export_found(user=visit.user, wish=wished(visit), at=visit.moment.at, now=visit.moment.now)
    return _table(lines, "people.csv")


@require_safe
@screen("act")
def ledger(visit: Visit, who: str) -> HttpResponseBase:
    """Hand out what was said between us and one customer, or the part that is shown."""
    part = part_of(visit)
    lines = export_ledger(user=visit.user, who=who, part=part, at=visit.moment.at, now=visit.moment.now)
    return _table(lines, "ledger.csv")


@require_safe
@screen("act")
def heard(visit: Visit) -> HttpResponseBase:
    """Hand out what customers told us, or the part that is shown."""
    lines = export_heard(user=visit.user, part=asked_of_heard(visit), at=visit.moment.at, now=visit.moment.now)
    return _table(lines, "heard.csv")


@require_safe
@screen("act")
def owed(visit: Visit, name: str) -> HttpResponseBase:
    """Hand out one of the lists of Today, such as the calls to make."""
    if name not in LISTS:
        raise Refusal(
            gettext("There is no such list."),
            gettext("Today has four of them."),
            gettext("Go back to Today and choose one."),
        )
    lines = export_owed(
        user=visit.user, name=name, whose=visit.request.GET.get("whose", ""), at=visit.moment.at, now=visit.moment.now,
        rules_in=visit.rules,
    )  # fmt: skip
    return _table(lines, f"{name}.csv")


@require_safe
@screen("act")
def same(visit: Visit) -> HttpResponseBase:
    """Hand out the pairs that look like one customer, or those somebody decided of, as the list shows them."""
    lines = export_same(user=visit.user, part=asked_of_same(visit), at=visit.moment.at, now=visit.moment.now)
    return _table(lines, "same.csv")


@require_safe
@screen("act")
def texts(visit: Visit) -> HttpResponseBase:
    """Hand out the texts, or the part that is shown."""
    lines = export_texts(part=asked_of_texts(visit), at=visit.moment.at, now=visit.moment.now)
    return _table(lines, "texts.csv")


@require_safe
@screen("act")
def wanted(visit: Visit, key: str) -> HttpResponseBase:
    """Hand out who would want something found and may be told of it now."""
    at, now = visit.moment.at, visit.moment.now
    lines = export_wanted(user=visit.user, key=key, at=at, now=now, rules_in=visit.rules)
    return _table(lines, "wanted.csv")


@require_safe
@screen("import")
def brought_in(visit: Visit) -> HttpResponseBase:
    """Hand out what was brought in, or the part that is shown."""
    refuse_part_of_book(visit)
    lines = export_brought_in(asked=asked_of_brought_in(visit), now=visit.moment.now)
    return _table(lines, "brought-in.csv")


@require_safe
@screen("invite")
def team(visit: Visit) -> HttpResponseBase:
    """Hand out who works here and who did."""
    return _table(export_team(user=visit.user, at=visit.moment.at), "team.csv")


@require_safe
@screen("audit")
def activity(visit: Visit) -> HttpResponseBase:
    """Hand out who saw and changed what, or the part that is shown."""
    return _table(lines_of(visit), "activity.csv")


@require_safe
@screen("act")
def reason(visit: Visit, plan: str, content: str, code: str) -> HttpResponseBase:
    """Hand out those to whom a content is not said for one reason."""
    found = export_reason(user=visit.user, plan=plan, content=content, code=code)
    return _table(found, "held-back.csv")


@require_safe
@screen("act")
def segment(visit: Visit, key: str) -> HttpResponseBase:
    """Hand out who belongs to a segment, and of whom it is not known."""
    found = export_segment(user=visit.user, key=key, at=visit.moment.at, now=visit.moment.now)
    return _table(found, "segment.csv")


@require_safe
@screen("act")
def segments(visit: Visit) -> HttpResponseBase:
    """Hand out the segments that are shown, each with its counts."""
    words, newest = asked_of_segments(visit)
    lines = export_segments(user=visit.user, words=words, newest=newest, at=visit.moment.at, now=visit.moment.now)
    return _table(lines, "segments.csv")


def _table(lines: Iterator[bytes], name: str) -> HttpResponseBase:
    return _handed_out(lines, name, "text/csv; charset=utf-8")


def _handed_out(pieces: Iterator[bytes], name: str, kind: str) -> HttpResponseBase:
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer

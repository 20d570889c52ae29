"""What have you done for them lately, by the files somebody has? Read once, kept nowhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from lately.lib.refusal import Refusal
from lately.usecases.audit import audit
from lately.web.uploads import MOST, MOST_MB, laid_out, takes_files, too_much
from lately.web.visit import Visit, screen


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@screen()
def show(visit: Visit) -> HttpResponse:
    """Ask for files; show what they tell."""
    form: dict[str, Any] = {
        "most": MOST,
        "most_mb": MOST_MB,
        "too_much": too_much(),
        "me": visit.request.POST.get("me", ""),
    }
    if visit.request.method != "POST":
        return visit.show("web/audit.html", form)
    try:
        return visit.show("web/audit_page.html", _audited(visit))
    except Refusal as refusal:
        return visit.show("web/audit.html", form | {"refusal": refusal}, status=422)


def _audited(visit: Visit) -> dict[str, Any]:
    with laid_out(visit.request, "files") as paths:
        found = audit(
            files=paths,
            at=visit.moment.now,
            me=visit.request.POST.get("me", "").split(),
            zone=visit.moment.zone,
            currency=visit.moment.currency,
        )
    return {"report": found.told()}

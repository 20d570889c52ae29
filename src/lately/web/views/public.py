"""What does a customer see of us, without signing in?"""

from __future__ import annotations

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lately.lib.clock import now
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.usecases.open_report import Shown, open_for_all, open_report

# Words, a style sheet and a picture for the tab; nothing runs, nothing is sent.
_STRICT = csp_replace({
    "default-src": [NONE], "script-src": [NONE], "style-src": [SELF], "img-src": [SELF], "form-action": [NONE],
    "base-uri": [NONE],
})  # fmt: skip


@require_safe
@_STRICT  # type: ignore[arg-type]  # its types know views without arguments only
def for_you(request: HttpRequest, token: str) -> HttpResponse:
    """Show the one report that this link opens."""
    return _page(request, open_report(token=token, now=seconds(now())), personal=True)


@require_safe
@_STRICT  # type: ignore[arg-type]  # its types know views without arguments only
def for_all(request: HttpRequest, quarter: str) -> HttpResponse:
    """Show what was done for all customers in a quarter, while it is public."""
    at = seconds(now())
    try:
        return _page(request, open_for_all(quarter=quarter, now=at))
    except Refusal:
        return _page(request, open_report(token="", now=at))


def _page(request: HttpRequest, shown: Shown, *, personal: bool = False) -> HttpResponse:
    template = "web/public_report.html" if shown.words else "web/public_closed.html"
    answer = render(
        request, template, {"shown": shown, "words": shown.words, "personal": personal},
        status=200 if shown.words else 410,
    )  # fmt: skip
    answer["Cache-Control"] = "private, no-store" if personal or not shown.words else "no-cache"
    answer["Referrer-Policy"] = "no-referrer"
    if personal or not shown.words:
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer

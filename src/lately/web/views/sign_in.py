"""How does somebody come in, and go?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lately.accounts import sessions
from lately.lib.clock import now
from lately.usecases.sign_in import sign_in
from lately.web.record import came

_HERE = {"127.0.0.1", "::1"}


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Say how to get a link."""
    return render(request, "web/ask_for_a_link.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link.

    Mail scanners open links before people do, so a link is used up by a button (POST). On the machine itself,
    where no scanner comes between, one click does.
    """
    if request.method == "POST" or (request.method == "GET" and _on_this_machine(request)):
        return _let_in(request, token)
    return render(request, "web/sign_in.html")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    user = getattr(request, "user", None)
    sessions.end(request)
    if user is not None:
        came(user, gettext_noop("signed out"), at=now())
    return redirect("web:ask_for_a_link")


def _let_in(request: HttpRequest, token: str) -> HttpResponse:
    moment = now()
    answer = sign_in(token=token, at=moment)
    if answer.user is not None:
        sessions.start(request, answer.user)
        came(answer.user, gettext_noop("signed in"), at=moment)
        return redirect("web:today")
    if getattr(request, "user", None) is not None:
        # A browser that fetched the link ahead of the click has signed its user in already.
        return redirect("web:today")
    return render(request, "web/ask_for_a_link.html", {"why_not": answer.why_not}, status=410)


def _on_this_machine(request: HttpRequest) -> bool:
    name = request.get_host().rsplit(":", 1)[0].strip("[]")
    return request.META.get("REMOTE_ADDR") in _HERE and name in {*_HERE, "localhost"}

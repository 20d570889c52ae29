"""Who may come in? Everybody who signed in, and nobody else, but for a short list of paths."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from lately.accounts.sessions import user_of

PUBLIC_PREFIXES = ("/static/", "/sign-in/", "/for-you/", "/for-all/")
PUBLIC_PATHS = frozenset({"/health"})
ASK_FOR_A_LINK = "/sign-in/"


def is_public(path: str) -> bool:
    """Whether the path needs no user."""
    return path in PUBLIC_PATHS or path.startswith(PUBLIC_PREFIXES)


class SignedIn:
    """Sets `request.user` for those who signed in and turns all others away but from the public paths.

    On a public path there may be no `request.user`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say where to sign in."""
        user = user_of(request)
        if user is not None:
            request.user = user
        elif not is_public(request.path_info):
            return _turned_away(request)
        return self.get_response(request)


def _turned_away(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse(
            {
                "what": "This needs somebody who is signed in.",
                "why": "The request carries no session of a user of this installation.",
                "todo": "Sign in by a link (./lately sign-in prints one) and send the session cookie along.",
            },
            status=401,
        )
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": ASK_FOR_A_LINK})
    if request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(ASK_FOR_A_LINK)
    return HttpResponse("You are signed out. Sign in and do it again.", status=401, content_type="text/plain")

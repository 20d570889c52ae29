"""What of a request is written down in the record of who saw and changed what?"""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lately.accounts.acting import Acting
from lately.profiles.books import Reader
from lately.usecases.note_activity import note_activity

_LOOKING = {"GET", "HEAD"}
_FAILED = 400


def page_of(request: HttpRequest) -> str:
    """The name of the address."""
    return (request.resolver_match.url_name if request.resolver_match else None) or request.path_info


def keep(
    request: HttpRequest, user: Reader, answer: HttpResponseBase | None, act: Acting, *, at: dt.datetime, changes: bool
) -> None:
    """Write down what was asked for and how it ended (`answer` None: the role does not allow it). One row at most.

    What was mistyped or not found changed nothing and showed nothing. Parts of a page that are about nobody (a search
    as it is typed, a preview) are left out.
    """
    done = _done(request, answer, act, changes=changes)
    if done:
        note_activity(at=at, user=user, by=user.name, action=done, page=page_of(request), act=act)


def came(user: Reader, what: str, *, at: dt.datetime) -> None:
    """Write down that somebody signed in or out."""
    note_activity(at=at, user=user, by=user.name, action="came", page="sign_in", act=Acting(what=[what]))


def _done(request: HttpRequest, answer: HttpResponseBase | None, act: Acting, *, changes: bool) -> str:
    if answer is None or act.refused:
        return "tried"
    if answer.status_code >= _FAILED:
        return ""
    if request.method not in _LOOKING and (changes or act.what):
        return "changed"
    part = request.headers.get("HX-Request") == "true" or request.method not in _LOOKING
    return "" if part and act.customer is None else "saw"

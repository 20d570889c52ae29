"""Who asks a screen, at which moment, and what if it must say no?"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from lately.accounts.acting import acting
from lately.accounts.roles import may
from lately.lib.clock import now
from lately.lib.looking import looking
from lately.lib.refusal import Refusal
from lately.profiles.books import NotInYourBook, Reader, book_of
from lately.usecases.choose_moment import Moment, choose_moment
from lately.web import record

Given = ParamSpec("Given")


@dataclass(frozen=True)
class Visit:
    """A request of somebody who signed in, and the moment they look at."""

    request: HttpRequest
    user: Reader
    moment: Moment

    @property
    def rules(self) -> Path:
        """Where the organisation's own rules lie; the folder need not exist."""
        return Path(settings.HOME) / "rules"

    @property
    def in_place(self) -> bool:
        """Whether a part of a page was asked for (HTMX), not a page."""
        return (
            self.request.headers.get("HX-Request") == "true"
            and "HX-History-Restore-Request" not in self.request.headers
        )

    @property
    def may_act(self) -> bool:
        """Whether they may do something here and now: by their role, and not while looking at another moment."""
        return may(self.user, "act") and self.moment.usual

    @property
    def may_filter(self) -> bool:
        """Whether they may filter a list: it tells about everybody on it, so not who sees only their own customers."""
        return may(self.user, "write") and book_of(self.user) is None

    @property
    def may_bring_in(self) -> bool:
        """Whether they may bring lists in: these tell about everybody on them, so not who sees only their own."""
        return may(self.user, "import") and book_of(self.user) is None

    def refuse_elsewhere(self) -> None:
        """Raise Refusal if they look at another moment than the one at which this book lives."""
        if not self.moment.usual:
            raise Refusal(
                _("Nothing was changed."),
                _("You are looking at another moment than now."),
                _("Go back to now and do it there."),
            )

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Answer with a template that knows the moment and what its reader may do."""
        known = {
            "moment": self.moment,
            "may_act": self.may_act,
            "may_bring_in": self.may_bring_in,
            "may_filter": self.may_filter,
        }
        answer = render(self.request, template, {**context, **known}, status=status)
        # A part of a page has the address of the whole; a browser that goes back must not take one for the other.
        patch_vary_headers(answer, ["HX-Request"])
        patch_cache_control(answer, private=True, no_cache=True)
        return answer


Screen = Callable[Concatenate[Visit, Given], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, Given], HttpResponseBase]


def screen(action: str = "read", *, keeps: bool | None = None) -> Callable[[Screen[Given]], View[Given]]:
    """Make a view of a function that takes a visit: roles are checked, and a refusal becomes a page that says so.

    Who saw or changed what goes on record; `keeps` says whether a form sent there changes anything (default: if it
    takes more than the role to read).
    """
    changes = action != "read" if keeps is None else keeps

    def decorated(function: Screen[Given]) -> View[Given]:
        def view(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
            user, asked = cast("Reader", request.user), now()
            with acting() as act:
                if not may(user, action):
                    record.keep(request, user, None, act, at=asked, changes=changes)
                    raise PermissionDenied
                answer = _answered(request, user, asked, lambda visit: function(visit, *args, **kwargs))
                record.keep(request, user, answer, act, at=asked, changes=changes)
                return answer

        functools.update_wrapper(view, function)
        return view

    return decorated


def _answered(
    request: HttpRequest, user: Reader, asked: dt.datetime, answer: Callable[[Visit], HttpResponseBase]
) -> HttpResponseBase:
    """What the screen answers at the moment that is looked at; a refusal is an answer, too."""
    try:
        visit = Visit(request, user, choose_moment(text=request.GET.get("at", ""), now=asked))
    except Refusal as refusal:
        return _refused(Visit(request, user, choose_moment(text="", now=asked)), refusal)
    try:
        _refuse_unreadable(request)
        with looking() if request.method in {"GET", "HEAD"} else nullcontext():
            return answer(visit)
    except Refusal as refusal:
        return _refused(visit, refusal)


def _refused(visit: Visit, refusal: Refusal) -> HttpResponse:
    if visit.in_place:
        return visit.show("web/refused_part.html", {"refusal": refusal}, status=422)
    looking = visit.request.method in {"GET", "HEAD"}
    status = 403 if isinstance(refusal, NotInYourBook) else 404 if looking else 422
    return visit.show("web/refused.html", {"refusal": refusal}, status=status)


def _refuse_unreadable(request: HttpRequest) -> None:
    """NUL is no character that anybody types, and a database takes it for the end of a text."""
    typed = [request.path_info, *request.GET.values(), *request.POST.values()]
    if any("\0" in str(text) for text in typed):
        raise Refusal(
            _("What was typed cannot be read."), _("It holds a NUL character."), _("Type it again, without pasting.")
        )

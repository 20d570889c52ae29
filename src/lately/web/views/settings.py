"""Who are we?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from lately.accounts.roles import may
from lately.lib.refusal import Refusal
from lately.usecases.change_settings import FIELDS, SaidMeanwhile, change_settings, see_settings
from lately.web.visit import Visit, screen

_LONGEST = 2_000


@require_safe
@screen()
def show(visit: Visit) -> HttpResponse:
    """Show who we are, and where the rest of the settings lies."""
    return _page(visit)


@require_POST
@screen("invite")
def save(visit: Visit) -> HttpResponse:
    """Change who we are from now on; what cannot be stays in the form, with the reason."""
    visit.refuse_elsewhere()
    form = visit.request.POST
    typed = {name: form[name][:_LONGEST] for name in FIELDS if name in form}
    try:
        new = change_settings(typed=typed, seen=form.get("version", ""), now=visit.moment.now)
    except Refusal as refusal:
        return _page(visit, refusal)
    messages.success(
        visit.request, gettext(_SAVED) if new else gettext("It stood like this already; nothing was changed.")
    )
    return HttpResponseRedirect(reverse("web:settings"))


_SAVED = gettext_noop("Saved. It holds from now on; what held before is kept for the days before.")


def _page(visit: Visit, refusal: Refusal | None = None) -> HttpResponse:
    """The whole page, with what was typed if something was; a refusal stands above it."""
    found = see_settings(now=visit.moment.now)
    form = visit.request.POST
    typed = {name: form.get(name, found["stands"][name])[:_LONGEST] for name in FIELDS}
    page = {
        "typed": typed,
        "stands": found["stands"] if isinstance(refusal, SaidMeanwhile) else typed,
        "version": found["version"]
        if refusal is None or isinstance(refusal, SaidMeanwhile)
        else form.get("version", ""),
        "said": found["said"],
        "refusal": refusal,
        "may_change": may(visit.user, "invite") and visit.moment.usual,
        "may_audit": may(visit.user, "audit"),
    }
    return visit.show("web/settings.html", page, status=422 if refusal else 200)

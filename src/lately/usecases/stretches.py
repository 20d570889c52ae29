"""How long ago was it, said in the language of the page?"""

from __future__ import annotations

from django.utils.translation import gettext, ngettext_lazy

from lately.decisioning.phrases import days_in

_AGO = {
    "day": ngettext_lazy("%(n)d day ago", "%(n)d days ago", "n"),
    "week": ngettext_lazy("%(n)d week ago", "%(n)d weeks ago", "n"),
    "month": ngettext_lazy("%(n)d month ago", "%(n)d months ago", "n"),
    "year": ngettext_lazy("%(n)d year ago", "%(n)d years ago", "n"),
}


def days_ago(days: int) -> str:
    """So many days before the moment: 3 weeks ago; today."""
    if days <= 0:
        return gettext("today")
    number, unit = days_in(days)
    return str(_AGO[unit] % {"n": number})

"""What if the published data is not installed?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from lately.lib.refusal import Refusal


def not_installed(package: str) -> Refusal:
    """Return the refusal that says which package is missing and how it comes here."""
    return Refusal(
        _("The published grocery data is not installed."),
        _("The package %(package)s is missing; only this book needs it.") % {"package": package},
        _("./lately demo --book grocery installs it and builds the book."),
    )

"""What if the published data is not installed?"""

from __future__ import annotations

from lately.lib.refusal import Refusal


def not_installed(package: str) -> Refusal:
    """Return the refusal that says which package is missing and how it comes here."""
    return Refusal(
        "The published grocery data is not installed.",
        f"The package {package} is missing; only this book needs it.",
        "./lately demo --book grocery installs it and builds the book.",
    )

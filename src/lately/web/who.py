"""How does a customer's own key stand in an address, whatever is in it?"""

from __future__ import annotations

from django.urls.converters import PathConverter

FIXED = ("same", "segments", "bring-in", "list.csv", "found.csv")
"""What stands after /people/ on pages of their own."""
ASIDE = "-/"


class Who(PathConverter):
    """A key that would lead to another page (`same/7`), or begins like one that was set aside, stands after `-/`."""

    def to_python(self, value: str) -> str:
        """Return the key that an address means."""
        return value.removeprefix(ASIDE)

    def to_url(self, value: str) -> str:
        """Return the key as it stands in an address."""
        text = super().to_url(value)
        hidden = text.startswith(ASIDE) or text.split("/", 1)[0] in FIXED
        return ASIDE + text if hidden else text

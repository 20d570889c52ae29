"""May it be said? The only rule code: it names no rule, and runs over integers and over arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Looked(Protocol):
    """A look-up with its table in the form at hand: integers for one customer, rows of words for everybody."""

    @property
    def reason(self) -> str:
        """The code told for what this look-up refuses."""

    @property
    def column(self) -> Any:
        """The fact whose code is looked up."""

    def refused(self, code: Any) -> Any:
        """The mask refused for a code, or for each of many."""


def apply(looks: Sequence[Looked], codes: Mapping[Any, Any], everything: Any) -> tuple[Any, dict[str, Any]]:
    """Return the mask of allowed offers, and by reason the mask of those refused (DESIGN.md 4.3)."""
    refused: dict[str, Any] = {}
    any_refused = everything ^ everything
    for look in looks:
        held = look.refused(codes[look.column])
        any_refused |= held
        refused[look.reason] = refused[look.reason] | held if look.reason in refused else held
    return everything & ~any_refused, refused

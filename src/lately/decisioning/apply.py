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
    def column(self) -> str:
        """The fact whose code is looked up."""

    @property
    def table(self) -> Any:
        """The mask allowed for each code: a tuple of integers, or an array of rows of words."""


def apply(looks: Sequence[Looked], codes: Mapping[str, Any], everything: Any) -> tuple[Any, dict[str, Any]]:
    """Return the mask of allowed offers, and by reason the mask of those refused (DESIGN.md 4.3)."""
    mask = everything
    refused: dict[str, Any] = {}
    for look in looks:
        allowed = look.table[codes[look.column]]
        mask = mask & allowed
        refused[look.reason] = refused.get(look.reason, 0) | (everything & ~allowed)
    return mask, refused

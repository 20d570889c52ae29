"""May it be said? The only rule code: it names no rule, and runs over integers and over arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Looked(Protocol):
    """A look-up with its table in the form at hand: integers for one customer, rows of words for everybody."""

    @property
    def reason(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def table(self) -> Any: ...  # noqa: ANN401 - a tuple of integers, or an array of words


def apply(looks: Sequence[Looked], codes: Mapping[str, Any], everything: Any) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401 - both forms
    """Return the mask of allowed offers, and by reason the mask of those refused (DESIGN.md 4.3)."""
    mask, refused = everything, {}
    for look in looks:
        allowed = look.table[codes[look.column]]
        mask = mask & allowed
        refused[look.reason] = refused.get(look.reason, 0) | (everything & ~allowed)
    return mask, refused

"""What did an engine answer, in a form in which all of them can be compared?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import DifferentCellsError

Words = NDArray[np.uint64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Words (m, w) of what is allowed and, by reason, of what is refused; `scores` of the allowed cells.

    Scores are whole micro-units, offer by offer, customers ascending.
    """

    allowed: Words
    refused: Mapping[str, Words]
    scores: Ints

    def first(self, customers: int, offers: int) -> Cells:
        """The cells of the first customers only."""
        flags = np.unpackbits(self.allowed.view(np.uint8), axis=1, count=offers, bitorder="little").view(bool)
        kept = np.repeat(np.arange(len(flags))[None, :] < customers, offers, axis=0)[flags.T]
        return Cells(
            self.allowed[:customers],
            {reason: mask[:customers] for reason, mask in self.refused.items()},
            self.scores[kept],
        )

    def check(self, other: Cells, name: str) -> None:
        """Raise DifferentCellsError if the other engine's answer is not the same, cell for cell."""
        reasons = {reason for cells in (self, other) for reason, mask in cells.refused.items() if mask.any()}
        nothing = np.zeros_like(self.allowed)
        for reason in sorted(reasons):
            mine, theirs = (cells.refused.get(reason, nothing) for cells in (self, other))
            if (mine != theirs).any():
                count = int(np.bitwise_count(mine ^ theirs).sum())
                raise DifferentCellsError(f"{name} differs in {count} cells for the reason {reason}.")
        if (self.allowed != other.allowed).any():
            raise DifferentCellsError(f"{name} differs in what is allowed.")
        if len(self.scores) != len(other.scores) or (self.scores != other.scores).any():
            raise DifferentCellsError(f"{name} differs in scores.")

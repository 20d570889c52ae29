"""Say that a fact holds no longer, or that it never did."""

from __future__ import annotations

from lately.interactions.keeping import note_taken_back
from lately.profiles.editing import end, take_back
from lately.usecases.writing_down import Hand


def end_fact(*, hand: Hand, row: str, never: bool) -> None:
    """End the fact in that row at the moment; with `never` take it back, and what was said before counts again.

    Raises ChangedMeanwhile if somebody else changed or ended it before.
    """
    ids = hand.records()
    chosen = int(row) if row.isdecimal() and len(row) < 18 else 0  # noqa: PLR2004 - no row of ours has more digits
    if never:
        take_back(ids=ids, row=chosen, now=hand.now)
    else:
        end(ids=ids, row=chosen, at=hand.at, now=hand.now)
    note_taken_back(now=hand.now)

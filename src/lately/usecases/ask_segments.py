"""How do customers answer the questions of some segments: yes, no, or is it not known?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lately.decisioning.records import Ints
from lately.decisioning.segments import ANSWERS, Segment, answers_of_all, tables_of
from lately.interactions.known import known_at
from lately.profiles.sampling import next_ones, some_of_them
from lately.usecases.pass_over import Setting, gather, set_up

MOST = 2_000  # customers looked at while somebody waits for a page; of a larger book every n-th
AT_ONCE = 5_000


@dataclass(frozen=True)
class Counted:
    """How many answer yes, no, and of how many it is not known, by segment; `about` says that they are scaled up."""

    counts: Sequence[dict[str, int]]
    about: bool
    looked: int


@dataclass(frozen=True)
class Asking:
    """Segments, ready to be asked at one moment."""

    setting: Setting
    segments: Sequence[Segment]

    def of(self, ids: Sequence[int] | None) -> tuple[Sequence[int], Ints]:
        """These customers (None: everybody), and their answers as places in ANSWERS, shape (m, segments)."""
        records = gather(self.setting, ids)
        return records.customers, answers_of_all(records, self.setting.tables).astype(np.int64)

    def everybody(self, *, book: int | None = None, after: int = 0) -> Iterator[tuple[Sequence[int], Ints]]:
        """The same of everybody (of one user's book if there is one), some at a time, in the order of their numbers."""
        while ids := next_ones(after=after, most=AT_ONCE, known=self.setting.known, book=book):
            yield self.of(ids)
            after = ids[-1]


def ask(segments: Sequence[Segment], *, at: int, now: int, rules_in: Path | None = None) -> Asking:
    """Make segments ready to be asked at a moment (seconds since 1970 UTC)."""
    setting = set_up(at=at, now=now, known=known_at(at=at, now=now), only=[], rules_in=rules_in)
    return Asking(replace(setting, tables=tables_of(segments, setting.policy)), segments)


def count_some(asking: Asking, *, book: int | None = None) -> Counted:
    """Count over everybody, or over so many that nobody waits; of one user's book if there is one."""
    some, everybody = some_of_them(most=MOST, known=asking.setting.known, book=book)
    ids, answers = asking.of(some)
    whole = some is None or len(some) == everybody
    scale = 1.0 if whole or not ids else everybody / len(ids)
    return Counted(_counted(answers, scale), about=not whole, looked=len(ids))


def count_all(asking: Asking) -> Counted:
    """Count over everybody, however long it takes."""
    ids, answers = asking.of(None)
    return Counted(_counted(answers, 1.0), about=False, looked=len(ids))


def _counted(answers: Ints, scale: float) -> list[dict[str, int]]:
    return [
        {answer: round(int((answers[:, column] == place).sum()) * scale) for place, answer in enumerate(ANSWERS)}
        for column in range(answers.shape[1])
    ]

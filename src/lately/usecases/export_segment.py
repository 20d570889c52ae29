"""Give out, as a table, who belongs to a segment; and apart from them of whom it is not known."""

from __future__ import annotations

from collections.abc import Iterator

from lately.decisioning.segments import ANSWERS, NO
from lately.interactions.known import known_at
from lately.lib.cells import csv_lines, guarded
from lately.profiles.books import Reader, book_of
from lately.profiles.people import people
from lately.segments.selectors import segment_known
from lately.usecases.ask_segments import Asking, ask

PART = 500
HEADER = ["customer", "name", "email", "phone", "answer"]


def export_segment(*, user: Reader, key: str, at: int, now: int) -> Iterator[bytes]:
    """Return the lines of those who are in it (yes) or of whom it is not known (unknown), whom the user may see.

    Raises Refusal if there is no such segment.
    """
    segment = segment_known(key, known=known_at(at=at, now=now))
    return _lines(ask([segment], at=at, now=now), book_of(user))


def _lines(asking: Asking, book: int | None) -> Iterator[bytes]:
    yield csv_lines([HEADER])
    for ids, answers in asking.everybody(book=book):
        told = [(one, ANSWERS[place]) for one, place in zip(ids, answers[:, 0].tolist(), strict=True)]
        meant = [(one, answer) for one, answer in told if answer != NO]
        for start in range(0, len(meant), PART):
            part = meant[start : start + PART]
            who = people([one for one, _ in part], at=asking.setting.at, known=asking.setting.known)
            yield csv_lines(
                [
                    [*(guarded(who[one][name]) for name in ("who", "name", "email", "phone")), answer]
                    for one, answer in part
                ]
            )

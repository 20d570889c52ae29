"""Give out, as a table, the segments that are shown: what each asks, and how many are in, out, or not known."""

from __future__ import annotations

from collections.abc import Iterator

from lately.accounts.selectors import organisation
from lately.lib.cells import csv_lines, guarded
from lately.lib.moments import at_seconds, zone_named
from lately.profiles.books import Reader
from lately.usecases.see_segments import see_segments

HEADER = ["segment", "title", "question", "in_it", "not_in_it", "not_known", "counted", "by", "since"]


def export_segments(*, user: Reader, words: str, newest: bool, at: int, now: int) -> Iterator[bytes]:
    """Return the lines; `counted` is all, or some where the figures were worked out from a part of the book."""
    found = see_segments(user=user, words=words, newest=newest, at=at, now=now)
    zone = zone_named(organisation(at=at_seconds(at)).zone)
    counted = "some" if found["about"] else "all"
    yield csv_lines([HEADER])
    yield csv_lines(
        [
            *(guarded(row[name]) for name in ("key", "title", "says")),
            *(str(row[answer]) for answer in ("yes", "no", "unknown")),
            counted,
            guarded(row["by"]),
            f"{at_seconds(row['since']).astimezone(zone):%Y-%m-%d}",
        ]
        for row in found["rows"]
    )

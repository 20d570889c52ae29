"""Give out, as a table, what was brought in: the files that came by the browser, then what was taken in by command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lately.accounts.selectors import organisation
from lately.imports import uploads
from lately.imports.uploads import Asked
from lately.lib.cells import csv_lines, guarded
from lately.lib.moments import at_seconds, zone_named
from lately.usecases.see_bring_in import told_of_file, told_of_import

AT_ONCE = 500
HEADER = ["at", "file", "kind", "brought_by", "state", "new", "could_not_be_used"]


def export_brought_in(*, asked: Asked, now: int) -> Iterator[bytes]:
    """Return the lines, each part the newest first; `state` is done, undone, or how far a file is."""
    zone = zone_named(organisation(at=at_seconds(now)).zone)

    def line(row: Mapping[str, Any]) -> list[str]:
        at = at_seconds(row["at"]).astimezone(zone).isoformat(sep=" ", timespec="minutes")
        named = [guarded(row[name]) for name in ("name", "kind", "by")]
        return [at, *named, "undone" if row["undone"] else row["state"], str(row["added"]), str(row["rejected"])]

    yield csv_lines([HEADER])
    for rows in _all(lambda before: uploads.uploads(AT_ONCE, asked=asked, before=before)):
        yield csv_lines(line(told_of_file(row)) for row in rows)
    for rows in _all(lambda before: uploads.taken_by_command(AT_ONCE, asked=asked, before=before)):
        yield csv_lines(line(told_of_import(row)) for row in rows)


def _all(some: Callable[[int], Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """All rows, some at a time."""
    before = 0
    while found := some(before):
        yield found
        before = found[-1].pk

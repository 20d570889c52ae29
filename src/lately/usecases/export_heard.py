"""Give out, as a table, what customers told us: all of it, or the part that is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lately.accounts.selectors import organisation
from lately.interactions.timeline import place_of
from lately.lib.cells import csv_lines, guarded
from lately.lib.moments import at_seconds, zone_named
from lately.profiles.books import Reader
from lately.usecases.see_heard import Part, asked_by, page_of

AT_ONCE = 500
HEADER = ["at", "customer", "name", "channel", "kind", "words", "what_became_of_it", "answered_at", "what_was_done"]


def export_heard(*, user: Reader, part: Part, at: int, now: int) -> Iterator[bytes]:
    """Return the lines, in the order that was chosen; an open complaint stands where its day puts it."""
    asked = asked_by(user, part, at=at, now=now)
    zone = zone_named(organisation(at=at_seconds(at)).zone)

    def moment(when: int | None) -> str:
        return "" if when is None else at_seconds(when).astimezone(zone).isoformat(sep=" ", timespec="minutes")

    def line(row: Mapping[str, Any]) -> list[str]:
        who, did = row["person"], "; ".join(deed["what"] for deed in row["deeds"])
        told = (who["who"], who["name"], row["channel"], row["kind"], row["text"] or row["subject"], row["state"])
        return [moment(row["at"]), *map(guarded, told), moment(row["settled_at"]), guarded(did)]

    yield csv_lines([HEADER])
    rest, begun = "", False
    while rest or not begun:
        (rows, rest), begun = page_of(asked, before=place_of(rest), size=AT_ONCE), True
        yield csv_lines(line(row) for row in rows)

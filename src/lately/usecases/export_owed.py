"""Give out, as a table, what is owed: a list of calls to make on paper, promises to work off, news to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lately.accounts.selectors import organisation
from lately.lib.cells import csv_lines, guarded
from lately.lib.moments import at_seconds, zone_named
from lately.profiles.books import Reader
from lately.usecases.see_owed import see_owed

_NAMED = {"customer": "who", "name": "name", "company": "firm", "email": "email", "phone": "phone", "owner": "owner"}
HEADER = [*_NAMED, "what", "why", "since", "due", "by"]


def export_owed(
    *, user: Reader, name: str, whose: str, at: int, now: int, rules_in: Path | None = None
) -> Iterator[bytes]:
    """Return the lines of a list of Today, as it stands there; days are the organisation's."""
    zone = zone_named(organisation(at=at_seconds(at)).zone)

    def day(moment: int | None) -> str:
        return "" if moment is None else f"{at_seconds(moment).astimezone(zone):%Y-%m-%d}"

    def line(card: Mapping[str, Any]) -> list[str]:
        row, person = card["row"], card["person"]
        what = row.get("text") or row.get("told") or row.get("settled") or card.get("title") or ""
        why = " ".join(card.get("because") or ())
        told = (*(person[each] for each in _NAMED.values()), what, why)
        return [*map(guarded, told), day(row.get("at")), day(row.get("due")), guarded(row.get("by") or "")]

    yield csv_lines([HEADER])
    after, begun = "", False
    while after or not begun:
        page = see_owed(user=user, name=name, whose=whose, after=after, at=at, now=now, rules_in=rules_in)
        yield csv_lines(line(card) for card in page["rows"])
        after, begun = page["after"], True

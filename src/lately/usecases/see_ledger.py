"""What was said between us and one customer: all of it, or a part, newest or oldest first?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lately.accounts.selectors import organisation
from lately.interactions.known import known_at
from lately.interactions.timeline import Part, channels_of, place_of
from lately.lib.cells import csv_lines, guarded
from lately.lib.moments import at_seconds, zone_named
from lately.lib.money import written
from lately.profiles.books import Reader
from lately.profiles.people import people
from lately.usecases.see_person import Whom, page_of, whom_of

AT_ONCE = 500
_WORDS = ("direction", "channel", "kind", "status", "class", "subject", "text", "by", "tells", "keeps", "source")
HEADER = ["at", *_WORDS, "amount", "currency"]


def see_ledger(*, user: Reader, who: str, part: Part, before: str, at: int, now: int) -> dict[str, Any]:
    """Return one page of a customer's ledger; `before` is the `moment-row` at which the page before it ended.

    `channels` are those that there are, `part` what was understood: a channel that is none of them is left out. Raises
    Refusal for a customer nobody knows, or who is not the reader's.
    """
    known = known_at(at=at, now=now)
    whom = whom_of(user=user, who=who, at=at, known=known)
    channels = channels_of(whom.ids, whom.when)
    part = part if part.channel in channels else replace(part, channel="")
    return {
        "person": people([whom.customer], at=at, known=known)[whom.customer],
        "said": page_of(whom, user, before=place_of(before), part=part),
        "first": not before,
        "channels": channels,
        "part": part,
    }


def export_ledger(*, user: Reader, who: str, part: Part, at: int, now: int) -> Iterator[bytes]:
    """Return the same as the lines of a table, all of them; raises Refusal as `see_ledger` does."""
    return _lines(whom_of(user=user, who=who, at=at, known=known_at(at=at, now=now)), user, part)


def _lines(whom: Whom, user: Reader, part: Part) -> Iterator[bytes]:
    zone = zone_named(organisation(at=at_seconds(whom.when.at)).zone)

    def line(row: Mapping[str, Any]) -> list[str]:
        moment = at_seconds(row["at"]).astimezone(zone).isoformat(sep=" ", timespec="minutes")
        paid = row["amount_minor"] is not None
        amount = str(written(row["amount_minor"], row["currency"])) if paid else ""
        return [moment, *(guarded(row[name]) for name in _WORDS), amount, row["currency"]]

    yield csv_lines([HEADER])
    before, begun = "", False
    while before or not begun:
        page, begun = page_of(whom, user, before=place_of(before), part=part, size=AT_ONCE), True
        yield csv_lines([line(row) for row in page["rows"]])
        before = page["more"]

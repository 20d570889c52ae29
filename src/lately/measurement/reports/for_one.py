"""What did we do for one customer in a time, as the lines of a report?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from lately.interactions.models import Kind
from lately.interactions.timeline import When, deeds
from lately.measurement.reports.words import DONE, HEARD, SAVED, Line, cleaned

_GREETING = 3  # words: "Dear Ms Calloway,"
_QUOTED = 240
_OURS = {Kind.REPLY, Kind.COMPLAINT, Kind.FEEDBACK, Kind.MESSAGE}


def lines_for(ids: Sequence[int], when: When, *, since: int) -> list[Line]:
    """Return a line for each deed done after `since` and by the moment, newest first.

    Deeds that answer the customer's own words carry them; money saved or brought is told in its currency.
    """
    return [_line(deed) for deed in deeds(ids, when) if deed["at"] > since]


def deed_line(key: str) -> str:
    """The id of the line that a deed makes; keys of deeds may be anything, ids stand in forms."""
    return f"deed:{hashlib.sha256(key.encode()).hexdigest()[:20]}"


def _line(deed: Mapping[str, Any]) -> Line:
    said = quoted(deed["answers"]) if deed["answers_kind"] in _OURS else ""
    minor, text = deed["saved_minor"] or 0, cleaned(deed["what"])
    group = HEARD if deed["answers_kind"] in _OURS else SAVED if minor > 0 else DONE
    return Line(
        id=deed_line(deed["key"]), group=group, text=text, was=f"{text} {minor} {deed['currency']}", said=said,
        on=deed["at"], minor=minor, currency=deed["currency"],
    )  # fmt: skip


def quoted(text: str) -> str:
    """Where somebody's message begins to say something: its first line of more than a greeting, cut if it is long."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = next((line for line in lines if len(line.split()) > _GREETING), " ".join(lines))
    return told if len(told) <= _QUOTED else f"{told[:_QUOTED].rsplit(maxsplit=1)[0]} …"

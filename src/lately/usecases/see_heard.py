"""What did customers tell us, what was done with it, and were they told?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lately.interactions.heard import TOLD, heard, tally
from lately.interactions.known import known_at
from lately.interactions.timeline import When, place_after, place_of
from lately.interactions.waiting import unanswered
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, book_of
from lately.profiles.people import people

PAGE = 25
OPEN = 50
MOST = 1_000


def see_heard(*, user: Reader, kind: str = "", after: str = "", at: int, now: int) -> dict[str, Any]:
    """Return open complaints first (on the first page), then what came in, newest first, in pages.

    `kind` is reply, complaint, feedback or message (they wrote of their own accord); blank is all.
    """
    when, book = When(at, known_at(at=at, now=now)), book_of(user)
    before = place_of(after)
    kinds = (kind,) if kind in TOLD else TOLD
    complaints = heard(when, book=book, open_only=True, limit=OPEN) if kind in {"", "complaint"} else []
    above = {row["row"] for row in complaints}
    days = policy_at(at=at, known=when.known)["answers.wait_days"]
    found = heard(when, kinds=kinds, book=book, before=before, limit=PAGE + 1 + len(above))
    shown = [row for row in found if row["row"] not in above][:PAGE]
    these = {row["customer"] for row in [*shown, *complaints]}
    theirs = unanswered(when, days=days, book=book, limit=MOST, customers=these)
    waiting = {row["customer"]: row["at"] for row in theirs}
    who = people(these, at=at, known=when.known)
    return {
        "complaints": [_with(row, who, waiting) for row in complaints] if before is None else [],
        "rows": [_with(row, who, waiting) for row in shown],
        "after": place_after(shown[-1]) if shown and shown[-1] is not found[-1] else "",
        "first": before is None,
        "kind": kind if kind in TOLD else "",
        "tally": tally(when, book=book),
    }


def _with(row: dict[str, Any], who: dict[int, dict[str, Any]], waiting: Mapping[int, int]) -> dict[str, Any]:
    return row | {"person": who[row["customer"]], "state": _state(row, waiting)}


def _state(row: dict[str, Any], waiting: Mapping[int, int]) -> str:
    """How far it got: open, waits, settled, told, untold (something was done and they do not know), or blank."""
    told = any(deed["told_at"] for deed in row["deeds"])
    if told:
        return "told"
    if row["deeds"] and not row["settled_at"]:
        return "untold"
    if row["settled_at"]:
        return "settled"
    if row["kind"] == "message" and row["at"] >= waiting.get(row["customer"], row["at"] + 1):
        return "waits"
    return "open" if row["kind"] == "complaint" else ""

"""What did customers tell us, what was done with it, and were they told?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lately.interactions.heard import TOLD, heard, heard_rows, tally
from lately.interactions.known import known_at
from lately.interactions.timeline import When, place_after, place_of
from lately.interactions.unanswered import is_too_late, not_answered, without_answer
from lately.interactions.waiting import unanswered
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader, book_of
from lately.profiles.frames import redirects
from lately.profiles.people import people
from lately.usecases.choose_whose import colleagues, owner_of, understood

PAGE = 25
OPEN = 15
WAITS, OPEN_STILL, NEVER = "waits", "open", "never"
STATES = (WAITS, OPEN_STILL, NEVER)


@dataclass(frozen=True, slots=True)
class Part:
    """What of it is asked for: a kind (reply, complaint, feedback, message), a state (STATES), whose customers.

    Blank is all, newest first; `whose` is as choose_whose.py says.
    """

    kind: str = ""
    state: str = ""
    whose: str = ""
    oldest: bool = False

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds to be looked at."""
        return (self.kind,) if self.kind in TOLD else TOLD

    @property
    def plain(self) -> bool:
        """Whether open complaints stand above the rest."""
        return not (self.state or self.whose or self.oldest) and self.kind in {"", "complaint"}


def see_heard(*, user: Reader, part: Part, after: str = "", at: int, now: int) -> dict[str, Any]:
    """Return open complaints first (on the first page of all of it), then what came in, in pages.

    `part` is what was understood of it, `colleagues` whose customers there are to choose.
    """
    asked = asked_by(user, part, at=at, now=now)
    before, book = place_of(after), owner_of(user, asked.part.whose)
    complaints = heard(asked.when, book=book, open_only=True, limit=OPEN) if asked.part.plain else []
    above = {row["row"] for row in complaints}
    found, rest = page_of(asked, before=before, size=PAGE, above=complaints)
    return {
        "complaints": [row for row in found if row["row"] in above] if before is None else [],
        "rows": [row for row in found if row["row"] not in above],
        "after": rest,
        "first": before is None,
        "more_open": len(complaints) == OPEN,
        "part": asked.part,
        "kind": asked.part.kind,
        "tally": tally(asked.when, book=book_of(user)),
        "colleagues": colleagues(user),
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which part of it, at which moment."""

    user: Reader
    part: Part
    when: When


def asked_by(user: Reader, part: Part, *, at: int, now: int) -> Asked:
    """What was asked for, without what is no choice."""
    understand = replace(
        part,
        kind=part.kind if part.kind in TOLD else "",
        state=part.state if part.state in STATES else "",
        whose=understood(user, part.whose),
    )
    return Asked(user, understand, When(at, known_at(at=at, now=now)))


def page_of(
    asked: Asked, *, before: tuple[int, int] | None, size: int, above: Sequence[dict[str, Any]] = ()
) -> tuple[list[dict[str, Any]], str]:
    """So many rows after a place, told with their customer and state, and where it goes on (blank: these were all).

    Rows `above` are told first, and not again.
    """
    when, book = asked.when, owner_of(asked.user, asked.part.whose)
    days = policy_at(at=when.at, known=when.known)["answers.wait_days"]
    stood = {row["row"] for row in above}
    found = _found(asked.part, when, days=days, book=book, before=before, limit=size + 1 + len(stood))
    shown = [row for row in found if row["row"] not in stood][:size]
    rest = place_after(shown[-1]) if shown and shown[-1] is not found[-1] else ""
    these = {row["customer"] for row in [*shown, *above]}
    theirs = unanswered(when, days=days, book=book, limit=len(these), customers=these)
    into = redirects(when.known)
    since = {into.get(row["customer"], row["customer"]): row["at"] for row in theirs}
    waiting = {record: since[one] for record in these if (one := into.get(record, record)) in since}
    who = people(these, at=when.at, known=when.known)
    late = [row for row in shown if row["kind"] == "message" and is_too_late(row["at"], when, days)]
    never = without_answer(late, when)
    told = [_with(row, who, waiting) for row in [*above, *shown]]
    return [row | {"state": NEVER} if row["row"] in never and not row["state"] else row for row in told], rest


def _found(
    part: Part, when: When, *, days: float, book: int | None, before: tuple[int, int] | None, limit: int
) -> list[dict[str, Any]]:
    if part.state not in {WAITS, NEVER}:
        open_only = part.state == OPEN_STILL
        if open_only and "complaint" not in part.kinds:
            return []
        kinds = part.kinds
        return heard(when, kinds=kinds, book=book, before=before, open_only=open_only, oldest=part.oldest, limit=limit)
    if "message" not in part.kinds:
        return []
    places = not_answered(
        when, days=days, late=part.state == NEVER, book=book, before=before, oldest=part.oldest, limit=limit
    )
    return heard_rows([row for _, row in places], when)


def _with(row: dict[str, Any], who: dict[int, dict[str, Any]], waiting: Mapping[int, int]) -> dict[str, Any]:
    return row | {"person": who[row["customer"]], "state": _state(row, waiting)}


def _state(row: dict[str, Any], waiting: Mapping[int, int]) -> str:
    """How far it got: open, waits, settled, told, untold (something was done and they do not know), or blank.

    A message that is too late to wait is `never` answered; page_of() says so.
    """
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

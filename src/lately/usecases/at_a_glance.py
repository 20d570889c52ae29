"""Who are they at a glance: each fact with source and age, what to ask again, what nothing uses, what stage of life?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lately.decisioning.catalogue import FactKind, fact_kind, fits
from lately.decisioning.phrases import counted
from lately.lib.moments import at_seconds
from lately.lib.refusal import Refusal
from lately.lib.saying import several, worded
from lately.profiles.greeted import OF_NAMES
from lately.usecases.find_unused_facts import is_used
from lately.usecases.writing_down import DAY

FIRST = (
    "role", "employer", "employer_sector", "owns", "plan", "renewal_date", "likes", "dislikes", "preferred_channel",
    "wish_days", "birth_date", "child_birth_date", "email", "phone", "postal_address", "left",
)  # fmt: skip
ELSEWHERE = ("address_as", "form_of_address", "note")
BORN = ("birth_date", "child_birth_date")
_SMALL = 24  # months up to which a child is so many months old
_YEAR = 12


def facts_shown(
    rows: Sequence[Mapping[str, Any]], *, at: int, ask_again_days: int, used: frozenset[str]
) -> dict[str, list[dict[str, Any]]]:
    """Facts by name with all their values: those to know first, those that only help in deciding, and notes.

    A value is `old` if it changes in a life and was said so long ago that it had better be asked for again.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        fact = found.setdefault(
            row["name"],
            {"name": row["name"], "said": [], "unused": not (row["name"] in BORN or is_used(row["name"], used))},
        )
        fact["said"].append({**row, "old": _ages(row["name"]) and at - row["at"] > ask_again_days * DAY})
    mine = [name for name in found if name.startswith("own.")]
    hidden = {*FIRST, *mine, *ELSEWHERE, *OF_NAMES}
    return {
        "facts": [found[name] for name in [*FIRST, *mine] if name in found],
        "more_facts": [fact for name, fact in found.items() if name not in hidden],
        "said_notes": found["note"]["said"] if "note" in found else [],
    }


def life_stage(rows: Sequence[Mapping[str, Any]], *, at: int) -> str:
    """What their age and their children's say of where they are in life: "44 years old, with a child of 15 years".

    Who is not born yet has no age.
    """
    today = at_seconds(at).date()
    dated = [row for row in rows if row["name"] in BORN and fits(fact_kind(row["name"]), row["value"])]
    ages = [(row["name"], months) for row in dated if (months := _months(row["value"], today)) >= 0]
    born = [months for name, months in ages if name == BORN[0]]
    children = sorted((months for name, months in ages if name == BORN[1]), reverse=True)
    return ", ".join(filter(None, [_own(born), _with(children)]))


def _own(born: Sequence[int]) -> str:
    return several("{n} year old", "{n} years old", born[-1] // _YEAR) if born else ""


def _with(children: Sequence[int]) -> str:
    grown = [_age(months) for months in children]
    if not grown:
        return ""
    if len(grown) == 1:
        return worded("with a child of {age}", age=grown[0])
    return worded("with children of {ages} and {age}", ages=", ".join(grown[:-1]), age=grown[-1])


def _age(months: int) -> str:
    return counted(months // _YEAR, "year") if months >= _SMALL else counted(months, "month")


def _months(value: object, today: dt.date) -> int:
    born = dt.date.fromisoformat(str(value))
    return (today.year - born.year) * _YEAR + today.month - born.month - (today.day < born.day)


def _ages(name: str) -> bool:
    return next(_kinds(name), FactKind(name, "text", "", "")).ages


def _kinds(name: str) -> Iterator[FactKind]:
    try:
        yield fact_kind(name)
    except Refusal:
        return

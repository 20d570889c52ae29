"""What would change tonight if one of our numbers were another?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lately.decisioning.decide import SILENT, Decided, decide
from lately.decisioning.offers import WANTING
from lately.decisioning.policy_forms import from_parts, in_words
from lately.profiles.people import people
from lately.profiles.sampling import some_of_them
from lately.usecases.pass_over import Setting, gather, set_up
from lately.usecases.reckon_reach import LOST
from lately.usecases.set_policy import refuse_strange

MOST = 2_000  # customers decided for, twice; of a larger book every n-th
NAMED = 6  # people named for each reason
SORTS = ("asks", "gives", "other", "silence")
MOVES = ("silenced", "spoken_to", "otherwise")


@dataclass(frozen=True, slots=True)
class Said:
    """What one customer hears in one of the two passes; no content is silence."""

    content: str = ""
    channel: str = ""
    sort: str = "silence"


@dataclass(frozen=True, slots=True)
class Moved:
    """One customer who would hear something else, and the code of the reason why."""

    customer: int
    before: Said
    after: Said
    code: str

    @property
    def move(self) -> str:
        """Which of MOVES it is."""
        if not self.after.content:
            return "silenced"
        return "otherwise" if self.before.content else "spoken_to"


def preview_number(
    *, name: str, typed: Sequence[tuple[str, str]], at: int, now: int, rules_in: Path | None = None
) -> dict[str, Any]:
    """Decide again with what was typed, on the same moment, and tell the difference; keeps nothing. Raises Refusal.

    Counts of a large book are of those looked at (`looked` of `everybody`), and scaled up (`about`).
    """
    value = from_parts(name, typed)
    refuse_strange(name, value)
    stands = set_up(at=at, now=now, rules_in=rules_in)
    meant = set_up(at=at, now=now, known=stands.known, rules_in=rules_in, numbers={name: value})
    some, everybody = some_of_them(most=MOST, known=stands.known)
    before, after = (decide(gather(setting, some), setting.tables) for setting in (stands, meant))
    looked = before.records.size
    scale = everybody / looked if some is not None and looked else 1.0
    moved = list(_moved(before, after))
    return {
        "words": in_words(name, value),
        "stood": in_words(name, stands.policy[name]),
        "about": some is not None,
        "looked": looked,
        "everybody": everybody,
        "changed": round(len(moved) * scale),
        "counts": _counts(before, after, scale),
        "moves": _moves(moved, stands, scale),
    }


def _said(decided: Decided, place: int) -> Said:
    chosen = int(decided.chosen[place])
    if chosen == SILENT:
        return Said()
    offer = decided.tables.offers[chosen]
    classed = offer.attributes["class"]
    return Said(
        offer.content, offer.channel, "asks" if classed in WANTING else "gives" if classed == "give" else "other"
    )


def _moved(before: Decided, after: Decided) -> Iterator[Moved]:
    for place, customer in enumerate(before.records.customers):
        old, new = _said(before, place), _said(after, place)
        if (old.content, old.channel) != (new.content, new.channel):
            code = _why(after, old, place) if old.content else _why(before, new, place)
            yield Moved(customer, old, new, code)


def _why(decided: Decided, said: Said, place: int) -> str:
    """The first reason that keeps an offer from this customer; blank if there is no such offer in the pass."""
    for bit, offer in enumerate(decided.tables.offers):
        if (offer.content, offer.channel) == (said.content, said.channel):
            held = [code for code, mask in decided.refused.items() if int(mask[place, bit // 64]) >> bit % 64 & 1]
            return next((code for code in held if code not in LOST), held[0] if held else "")
    return ""


def _counts(before: Decided, after: Decided, scale: float) -> list[dict[str, Any]]:
    """How many hear each sort now and then."""
    old, new = (Counter(_said(one, place).sort for place in range(one.records.size)) for one in (before, after))
    return [{"sort": sort, "before": round(old[sort] * scale), "after": round(new[sort] * scale)} for sort in SORTS]


def _moves(moved: Sequence[Moved], setting: Setting, scale: float) -> list[dict[str, Any]]:
    """Who would hear something else, in the order of MOVES, by reason, the commonest first."""
    groups: dict[tuple[str, str], list[Moved]] = {}
    for one in moved:
        groups.setdefault((one.move, one.code), []).append(one)
    shown = [one.customer for group in groups.values() for one in group[:NAMED]]
    who = people(shown, at=setting.at, known=setting.known)
    titles = {one.key: one.title for one in setting.contents}
    ordered = sorted(groups.items(), key=lambda each: (MOVES.index(each[0][0]), -len(each[1]), each[0][1]))
    return [
        {
            "move": move,
            "code": code,
            "count": round(len(group) * scale),
            "rows": [_row(one, who, titles) for one in group[:NAMED]],
            "more": len(group) > NAMED,
        }
        for (move, code), group in ordered
    ]


def _row(one: Moved, who: Mapping[int, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "person": who[one.customer],
        "before": {"title": titles.get(one.before.content, one.before.content), "channel": one.before.channel},
        "after": {"title": titles.get(one.after.content, one.after.content), "channel": one.after.channel},
    }

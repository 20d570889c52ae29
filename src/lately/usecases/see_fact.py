"""What stands of one fact of a customer, what stood before, and how is it written down?"""

from __future__ import annotations

from typing import Any

from lately.content.selectors import contents_known
from lately.decisioning.catalogue import fact_kind, fact_kinds
from lately.interactions.known import known_at
from lately.lib.saying import gettext
from lately.policies.selectors import policy_at
from lately.profiles.editing import history_of, version_of
from lately.profiles.glance import facts_of
from lately.profiles.people import people
from lately.usecases.keep_fact import BY_THE_BOOK, CHOICES, OWN, SOURCES, named
from lately.usecases.writing_down import Hand

_LOOKED_FOR = {"likes": "topics", "dislikes": "topics", "role": "roles", "employer_sector": "sectors"}
OFFERED_ELSEWHERE = ("address_as", "form_of_address", "note")


def see_fact(*, hand: Hand, name: str) -> dict[str, Any]:
    """Return the fact's meaning, the rows that hold, its history and the version to write against.

    A name that is blank, or `own.` alone, is one still to be chosen. Raises Refusal for one that is no fact.
    """
    ids, known = hand.records(), known_at(at=hand.at, now=hand.now)
    person = people([ids[0]], at=hand.at, known=known)[ids[0]]
    shared = {"person": person, "names": offered(), "sources": SOURCES, "own": OWN}
    if name in {"", OWN}:
        return shared | {"fact": None, "naming": name == OWN}
    chosen = named(name)
    kind = fact_kind(chosen)
    holds = [row for row in facts_of(ids, at=hand.at, known=known) if row["name"] == chosen]
    return shared | {
        "naming": False,
        "fact": {
            "name": chosen,
            "type": kind.type,
            "many": kind.many,
            "meaning": gettext(kind.meaning),
            "used_for": gettext(kind.used_for),
            "least": kind.least if kind.type == "number" else None,
            "most": kind.most if kind.type == "number" else None,
            "choices": CHOICES.get(chosen, {}),
            "suggested": _suggested(chosen, hand, known),
            "holds": holds,
            "history": history_of(ids, chosen),
            "seen": version_of(ids, chosen),
            "ask_again": kind.ages and bool(holds) and is_old(holds[-1]["at"], hand.at, known),
        },
    }


def _suggested(name: str, hand: Hand, known: int) -> list[str]:
    """Words that some content looks for, so that what is typed is of use: topics, roles, what employers do."""
    if name not in _LOOKED_FOR:
        return []
    contents = contents_known(known=known, zone=hand.zone)
    return sorted({word for one in contents for word in getattr(one, _LOOKED_FOR[name])})


def offered() -> list[tuple[str, str]]:
    """Facts that may be written down, with their meaning, in the order of the catalogue."""
    return [
        (name, gettext(kind.meaning))
        for name, kind in fact_kinds().items()
        if not name.endswith(".*") and not name.startswith(BY_THE_BOOK) and name not in OFFERED_ELSEWHERE
    ]


def is_old(since: int, at: int, known: int) -> bool:
    """Whether a fact that changes in a life was said so long ago that it had better be asked for again."""
    return at - since > int(policy_at(at=at, known=known)["facts.ask_again_days"]) * 86_400

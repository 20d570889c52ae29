"""Who should I talk to today, about what, why now, and what had better not be said?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lately.decisioning.offers import Content
from lately.interactions.timeline import When
from lately.profiles.books import Reader, book_of
from lately.profiles.people import people
from lately.profiles.search import count
from lately.usecases.advise import Advice, advise
from lately.usecases.draft_words import Matter, answers, draft_words, matter_of
from lately.usecases.gather_needs import KINDS, LOOK_AT, Need, gather_needs
from lately.usecases.pass_over import Setting, set_up

AT_MOST = 5
SPOKEN = {"complaint", "promise", "waits"}  # kinds that need no content to be spoken about


@dataclass(frozen=True)
class Desk:
    """What every card is made with."""

    user: Reader
    setting: Setting
    people: Mapping[int, Mapping[str, Any]]
    advice: Mapping[int, Advice]

    @property
    def when(self) -> When:
        """The moment, and what was known by it."""
        return When(self.setting.at, self.setting.known)


def see_today(*, user: Reader, at: int, now: int, rules_in: Path | None = None) -> dict[str, Any]:
    """Return at most a handful of `cards`, how many of each kind are `waiting`, and how many `customers` there are.

    One of each kind comes first (an open complaint, a message that waits for an answer, a promise, something done and
    not told, somebody neglected, what tonight's plan gives to a person), then the next of each.
    """
    setting = set_up(at=at, now=now, rules_in=rules_in)
    needs = gather_needs(user, setting)
    ids = [need.customer for found in needs.values() for need in found]
    desk = Desk(user, setting, people(ids, at=at, known=setting.known), advise(setting, ids))
    return {
        "cards": list(_chosen(needs, desk)),
        "waiting": {kind: len(found) for kind, found in needs.items()},
        "most": LOOK_AT,
        "customers": count(known=setting.known, book=book_of(user)),
    }


def _chosen(needs: Mapping[str, Sequence[Need]], desk: Desk) -> Iterator[dict[str, Any]]:
    """Cards, one of each kind in turn, nobody twice."""
    queues = {kind: iter(needs[kind]) for kind in KINDS}
    seen: set[int] = set()
    while queues:
        for kind in list(queues):
            card = next((made for need in queues[kind] if (made := _card(need, desk, seen))), None)
            if card is None:
                del queues[kind]
                continue
            yield card
            if len(seen) == AT_MOST:
                return


def _card(need: Need, desk: Desk, seen: set[int]) -> dict[str, Any] | None:
    """A card; None if the customer has one already, or there is no way or nothing worth saying to them."""
    advice = desk.advice.get(need.customer)
    if advice is None or need.customer in seen:
        return None
    content = _content(need, advice)
    if content is None and need.kind not in SPOKEN:
        return None
    matter = _matter(need, content, desk)
    person = desk.people[need.customer]
    facts = matter.facts(person, desk.user.name)
    ways = answers(advice, person, need.row) if need.kind == "waits" else draft_words(advice, person, content, facts)
    if not ways:
        return None
    seen.add(need.customer)
    return {
        "kind": need.kind,
        "person": person,
        "row": need.row,
        "tell": {} if need.kind == "deed" else matter.deed,
        "content": content.key if content else "",
        "title": content.title if content else "",
        "benefit": content.benefit if content else "",
        "because": advice.says["because"] if advice.says and need.kind == "plan" else [],
        "ways": ways,
        "better_not": advice.better_not,
        "refers": matter.refers,
    }


def _content(need: Need, advice: Advice) -> Content | None:
    """What to say: for a deed what tells it; for a complaint or a promise what settles it; else what was decided.

    Whoever waits for an answer gets that, and nothing else.
    """
    decided = advice.decided
    if need.kind == "deed":
        wanted = "answer" if need.row["answers"] else "deed"
        telling = [one for one in advice.setting.contents if one.tells == wanted and advice.allows(one)]
        return decided if decided in telling else next(iter(telling), None)
    if need.kind == "waits":
        return None
    if need.kind in {"complaint", "promise"}:
        return decided if decided and {one.classed for one in decided.wordings} == {"service"} else None
    return decided


def _matter(need: Need, content: Content | None, desk: Desk) -> Matter:
    """What it is about: the row that made the need, else what the content would tell."""
    if need.kind == "deed":
        return Matter(deed=need.row)
    if need.kind == "promise":
        return Matter(promise=need.row)
    if need.kind == "waits":
        return Matter(message=need.row)
    return matter_of(content, need.customer, desk.when)

"""Earned, never asked: to whom could we well ask for something now, and have not?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lately.decisioning.earning import against
from lately.decisioning.offers import Content
from lately.decisioning.phrases import balance_words
from lately.interactions.owed import Place, told_lately
from lately.interactions.timeline import When
from lately.usecases.advise import Advice
from lately.usecases.draft_words import draft_words, matter_of
from lately.usecases.gather_needs import Need
from lately.usecases.make_cards import Desk

ASKING = {"ask", "feedback"}
AT_MOST = 3  # things that could be asked of one customer
DAY = 86_400


def told(book: int | None, when: When, *, days: int, after: Place | None, limit: int) -> list[dict[str, Any]]:
    """Whom we told lately what was done for them, or whose matter was settled; each once. `book` is one user's."""
    return told_lately(when, since=when.at - days * DAY, book=book, after=after, limit=limit)


def earned_cards(needs: Iterable[Need], desk: Desk) -> Iterator[dict[str, Any]]:
    """A card for each of them of whom something may be asked: why it is earned, and what could be asked, and how."""
    for need in needs:
        advice = desk.advice.get(need.customer)
        if advice is None or against(advice.case.records, advice.case.index) or not _may_ask(advice):
            continue
        person = desk.people[need.customer]
        if not draft_words(advice, person, None, {}):
            continue
        yield {
            "kind": "earned",
            "person": person,
            "row": need.row,
            "matter": "",
            "balance": balance_words(advice.case.records, advice.case.index),
            "asks": [_ask(content, advice, person, desk) for content in _askable(advice)][:AT_MOST],
            "put_off": desk.put_off_by_others(need),
            "rest": desk.put_off_by_me(need),
            "place": need.row["place"],
        }


def asks_on(contents: Sequence[Content]) -> bool:
    """Whether anything on the shelf asks."""
    return any(form.classed in ASKING for content in contents for form in content.wordings)


def _ask(content: Content, advice: Advice, person: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """One thing that could be asked, with the ways to do so."""
    facts = matter_of(content, person["id"], desk.when).facts(person, desk.user.name)
    return {
        "content": content.key,
        "title": content.title,
        "benefit": content.benefit,
        "ways": [way for way in draft_words(advice, person, content, facts) if _asks(content, way["channel"])],
    }


def _askable(advice: Advice) -> list[Content]:
    """What is on the shelf that asks and that every rule allows, the worthiest first; what sells something last."""
    found = [
        one
        for one in advice.setting.contents
        if any(form.classed in ASKING and advice.allows(one, form.channel) for form in one.wordings)
    ]
    return sorted(found, key=lambda one: (one.purpose == "sale", -one.worth_milli, one.key))


def _asks(content: Content, channel: str) -> bool:
    return any(form.channel == channel and form.classed in ASKING for form in content.wordings)


def _may_ask(advice: Advice) -> bool:
    """Whether something on the shelf that asks is held back, at the most, by whom it is for: nothing is too much."""
    asking = advice.asking(ASKING)
    return not asking or bool(asking & ~advice.refused_in({"suppression", "contact policy"}))

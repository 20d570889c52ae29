"""What does the card of one customer say: why now, what about, what had better not be said, and in which ways?"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lately.decisioning.offers import Content
from lately.interactions.size import is_large
from lately.interactions.timeline import When
from lately.plans.putting_off import Rest, resting
from lately.profiles.books import Reader
from lately.profiles.people import people
from lately.usecases.advise import Advice, advise
from lately.usecases.draft_words import Matter, answers, draft_words, matter_of, to_ask
from lately.usecases.gather_needs import Need
from lately.usecases.pass_over import Setting

AT_ONCE = 36  # customers read and decided for at a time, in a large book
Read = TypeVar("Read")
SPOKEN = {"complaint", "promise", "waits", "neglected"}  # kinds that need no content to be spoken about


@dataclass(frozen=True)
class Desk:
    """What every card is made with."""

    user: Reader
    setting: Setting
    people: Mapping[int, Mapping[str, Any]]
    advice: Mapping[int, Advice]
    rests: Sequence[Rest] = field(default=())

    @property
    def when(self) -> When:
        """The moment, and what was known by it."""
        return When(self.setting.at, self.setting.known)

    def put_off_by_others(self, need: Need) -> Rest | None:
        """Who else put this matter off."""
        return next((one for one in self._holding(need) if one.user != self.user.pk), None)

    def put_off_by_me(self, need: Need) -> Rest | None:
        """Whether the reader put it off."""
        return next((one for one in self._holding(need) if one.user == self.user.pk), None)

    def _holding(self, need: Need) -> Iterator[Rest]:
        """What holds the matter back, for whomever."""
        return (one for one in self.rests if one.customer == need.customer and one.holds(need.kind, need.matter))


class InParts(Mapping[int, Read]):
    """What is known of customers, found out when it is first asked for, of `size` of them at a time.

    Of many who may stand on a page most never do.
    """

    def __init__(self, ids: Sequence[int], read: Callable[[Sequence[int]], Mapping[int, Read]], size: int) -> None:
        """`read` returns nothing of whom it does not know. With one customer those after them in `ids` are read."""
        self._ids = list(ids)
        self._left = {customer: place for place, customer in enumerate(self._ids)}
        self._read = read
        self._size = size
        self._found: dict[int, Read] = {}

    def __getitem__(self, customer: int) -> Read:
        """Raises KeyError for who was not named, or is not known."""
        if customer in self._left:
            after = (one for one in self._ids[self._left[customer] :] if one in self._left)
            part = list(itertools.islice(after, self._size))
            for one in part:
                del self._left[one]
            self._found.update(self._read(part))
        return self._found[customer]

    def __iter__(self) -> Iterator[int]:
        """Whoever was not asked for yet, and who was found."""
        return iter([*self._found, *self._left])

    def __len__(self) -> int:
        """How many these are."""
        return len(self._found) + len(self._left)


def desk_for(user: Reader, setting: Setting, needs: Sequence[Need]) -> Desk:
    """What the cards of these needs are made with: some are read and decided for at a time, in their order."""
    ids = list(dict.fromkeys(need.customer for need in needs))
    when, size = When(setting.at, setting.known), AT_ONCE if is_large() else max(1, len(ids))
    return Desk(
        user=user,
        setting=setting,
        people=InParts(ids, lambda part: people(part, at=setting.at, known=setting.known), size),
        advice=InParts(ids, lambda part: advise(setting, part), size),
        rests=resting(when, customers=ids) if ids else (),
    )


def card_of(need: Need, desk: Desk, *, even_so: bool = False) -> dict[str, Any] | None:
    """A card; None if there is no way to speak to the customer, or nothing worth saying.

    `even_so` makes one all the same, without a way: what is owed stays owed.
    """
    advice = desk.advice.get(need.customer)
    if advice is None:
        return None
    content = _content(need, advice)
    if content is None and need.kind not in SPOKEN and not even_so:
        return None
    matter = _matter(need, content, desk)
    person = desk.people[need.customer]
    ways = _ways(need, advice, person, content, matter.facts(person, desk.user.name))
    if not ways and not even_so:
        return None
    return {
        "kind": need.kind,
        "person": person,
        "row": need.row,
        "matter": need.matter,
        "tell": {} if need.kind == "deed" else matter.deed,
        "content": content.key if content else "",
        "title": content.title if content else "",
        "benefit": content.benefit if content else "",
        "because": _because(need, advice),
        "ways": _phone_first(ways) if need.kind == "calls" else ways,
        "better_not": advice.better_not,
        "refers": matter.refers,
        "put_off": desk.put_off_by_others(need),
        "rest": desk.put_off_by_me(need),
        "place": need.row.get("place", ""),
    }


def _ways(
    need: Need, advice: Advice, person: Mapping[str, Any], content: Content | None, facts: Mapping[str, str]
) -> list[dict[str, Any]]:
    if need.kind == "waits":
        return answers(advice, person, need.row)
    if need.kind == "neglected" and content is None:
        return to_ask(advice, person)
    return draft_words(advice, person, content, facts)


def _because(need: Need, advice: Advice) -> Sequence[str]:
    """Why it is worth a word, where the plan says so."""
    if need.kind == "calls":
        return list(need.row["because"])
    return advice.says["because"] if advice.says and need.kind == "plan" else []


def _phone_first(ways: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(ways, key=lambda way: way["channel"] != "phone")


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
    if need.kind == "calls":
        planned = next((one for one in advice.setting.contents if one.key == need.row["content"]), None)
        return planned if planned and advice.allows(planned, "phone") else None
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

"""Which customers fit what somebody chose of a list, and in which order do they stand there, some at a time?

Who is chosen by little (words, one user's book, a list of the neglected) is put in order at once. The whole book is
walked along an index of the order that was asked for, and whoever does not fit is passed over; so much at a time that
nobody waits, and then whoever asks may go on.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lately.decisioning.records import NEVER
from lately.decisioning.segments import ANSWERS, YES
from lately.interactions.frames import kept
from lately.interactions.in_order import NOT_HEARD, by_last_contact, last_contacts
from lately.measurement.neglect import Listed
from lately.policies.selectors import policy_at
from lately.profiles.books import Reader
from lately.profiles.in_order import by_name, few_or_none, names_of, newest, owned_by_nobody
from lately.profiles.search import MOST as SEARCHED
from lately.profiles.search import fitting, in_book, search
from lately.profiles.sight import Sight
from lately.segments.selectors import segment_known
from lately.usecases.ask_segments import ask
from lately.usecases.choose_whose import NOBODYS, owner_of
from lately.usecases.recall_neglected import Recalled

FEW = 2_000  # that are put in order while somebody waits
ORDERS = ("name", "name_back", "newest", "silent", "heard")
_BACK = {"name_back", "newest", "heard"}
_BY_MOMENT = {"silent", "heard"}
_AT_ONCE, _TURNS = 1_000, 20  # customers of a book that are looked at, and how often for one page
_ASKED_FIRST, _ASKED_AT_ONCE, _ASKED_TURNS = 120, 400, 5  # the same of those who are asked a segment's question
_UNFOUND = "~"  # who was brought in just now stands among those without a name
_DIGITS = 11  # rows beyond it are none of ours
Place = tuple[str | int, int]
"""What somebody stands by, and their number."""


@dataclass(frozen=True)
class Wish:
    """What was chosen of the list: words, one of the lists of the neglected, whose, a segment's key, an order.

    Blank is everybody, in the list's own order: the best fit first, the worthiest of the neglected, or by name. `whose`
    is as choose_whose.py says.
    """

    text: str = ""
    neglected: str = ""
    whose: str = ""
    segment: str = ""
    order: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than everybody who goes by the words, or for an order."""
        return bool(self.whose or self.segment or self.order)


@dataclass(frozen=True)
class Sifted:
    """Some of those who fit, in order, and where the next ones begin (blank: these were the last).

    `why` tells of the neglected; `looking` that there are more to be looked at though these are not as many as were
    asked for; `many` that more go by the words than were looked at; `as_it_was` that there are too many to be put in
    the order asked for, and they stand in the list's own.
    """

    ids: Sequence[int]
    after: str = ""
    why: Mapping[int, Listed] = field(default_factory=dict)
    looking: bool = False
    many: bool = False
    as_it_was: bool = False


@dataclass(frozen=True)
class Sieve:
    """Who asks, at which moment (seconds since 1970 UTC), by what is known, and what they chose."""

    user: Reader
    at: int
    now: int
    known: int
    wish: Wish

    @functools.cached_property
    def owner(self) -> int | None:
        """The one user whose customers are asked for; None: of no one in particular."""
        return owner_of(self.user, self.wish.whose)

    @property
    def unowned(self) -> bool:
        """Whether those are asked for whom nobody looks after."""
        return self.owner is None and self.wish.whose == NOBODYS

    @property
    def sight(self) -> Sight:
        """Whom it may show."""
        return Sight(self.known, self.owner)

    @property
    def walked(self) -> bool:
        """Whether an index keeps the order that was asked for."""
        return self.wish.order not in _BY_MOMENT or self.at == self.now == self.known

    @functools.cached_property
    def in_segment(self) -> Callable[[Sequence[int]], set[int]]:
        """Those of some customers who are in the segment; who is not known to be is not. Raises Refusal for none."""
        asking = ask([segment_known(self.wish.segment, known=self.known)], at=self.at, now=self.now)
        yes = ANSWERS.index(YES)

        def those(ids: Sequence[int]) -> set[int]:
            if not ids:
                return set()
            customers, answers = asking.of(sorted(ids))
            return {one for one, answer in zip(customers, answers[:, 0].tolist(), strict=True) if answer == yes}

        return those

    def fit(self, ids: Sequence[int]) -> set[int]:
        """Those of some customers who are whose they should be, and in the segment."""
        left = owned_by_nobody(ids) if self.unowned else in_book(ids, self.owner)
        return self.in_segment([one for one in ids if one in left]) if self.wish.segment else left


def sift(sieve: Sieve, lists: Recalled | None, *, after: str = "", limit: int) -> Sifted:
    """Return at most so many who fit; `lists` are those of the neglected, if one was chosen.

    Raises Refusal if there is no such segment.
    """
    wish = sieve.wish
    if wish.neglected and lists is not None:
        return _of_list(sieve, lists, after, limit)
    if wish.text.strip():
        found = search(wish.text, at=sieve.at, known=sieve.known, book=sieve.owner, limit=2 * SEARCHED)
        return replace(_few(sieve, found.ids, after, limit), many=found.many)
    few = _few_to_put_in_order(sieve)
    if few is not None:
        return _few(_by_name_at_least(sieve), few, after, limit)
    if sieve.walked:
        return _walk(_by_name_at_least(sieve), after, limit)
    return replace(_walk(_ordered(sieve, "name"), after, limit), as_it_was=True)


def _few_to_put_in_order(sieve: Sieve) -> list[int] | None:
    """Everybody who may fit, if it is better to look at all of them than to walk."""
    if sieve.owner is None and not sieve.unowned and sieve.walked:
        return None
    return few_or_none(sieve.sight, unowned=sieve.unowned, most=FEW)


def _of_list(sieve: Sieve, lists: Recalled, after: str, limit: int) -> Sifted:
    wish = sieve.wish
    words = fitting(wish.text, known=sieve.known, book=sieve.owner)

    def cheap(ids: Sequence[int]) -> set[int]:
        return words(ids) & (owned_by_nobody(ids) if sieve.unowned else set(ids))

    def fit(ids: Sequence[int]) -> set[int]:
        left = words(ids)
        return sieve.fit([one for one in ids if one in left])

    if wish.order:
        listed, more = lists.page(wish.neglected, after="", book=sieve.owner, fit=cheap, limit=FEW)
        if not more:
            found = _few(sieve, [customer for customer, _ in listed], after, limit)
            return replace(found, why=dict(listed))
    parts = _ASKED_TURNS if wish.segment else None
    chosen, rest = lists.page(wish.neglected, after=after, book=sieve.owner, fit=fit, limit=limit, parts=parts)
    looking = bool(rest) and len(chosen) < limit
    return Sifted([one for one, _ in chosen], rest, dict(chosen), looking=looking, as_it_was=bool(wish.order))


def _few(sieve: Sieve, ids: Sequence[int], after: str, limit: int) -> Sifted:
    """Put some in order, in which they came if none was asked for, and return those after a place who fit."""
    keys = _keys(sieve, ids)
    back = sieve.wish.order in _BACK
    rank = _rank_back if back else _rank
    ordered = sorted(((keys[one], one) for one in ids if one in keys), key=rank, reverse=back)
    begin = _place(after, sieve.wish.order)
    if begin is not None:
        seen = rank(begin)
        ordered = [each for each in ordered if (rank(each) < seen if back else rank(each) > seen)]
    found = _first_that_fit(sieve, ordered, limit + 1)
    shown = found[:limit]
    return Sifted([one for _, one in shown], _told(shown[-1]) if len(found) > limit else "")


def _first_that_fit(sieve: Sieve, ordered: Sequence[Place], most: int) -> Sequence[Place]:
    """The first so many of them who fit; a segment is asked of no more than need be."""
    if not (sieve.wish.segment or sieve.unowned):
        return ordered[:most]
    found: list[Place] = []
    start, step = 0, _ASKED_FIRST
    while start < len(ordered) and len(found) < most:
        part = ordered[start : start + step]
        left = sieve.fit([one for _, one in part])
        found += [each for each in part if each[1] in left]
        start, step = start + step, _ASKED_AT_ONCE
    return found[:most]


def _keys(sieve: Sieve, ids: Sequence[int]) -> Mapping[int, str | int]:
    order = sieve.wish.order
    if order.startswith("name"):
        return dict.fromkeys(ids, _UNFOUND) | names_of(ids)
    if order == "newest":
        return dict.fromkeys(ids, 0)
    if order in _BY_MOMENT:
        return _last_contacts(sieve, ids)
    return {one: place for place, one in enumerate(ids)}


def _last_contacts(sieve: Sieve, ids: Sequence[int]) -> dict[int, int]:
    """When each of them last heard from us; at another moment than now the ledger is added up."""
    if sieve.walked:
        return last_contacts(ids)
    policy = policy_at(at=sieve.at, known=sieve.known)
    found, ledger = kept(sorted(ids), at=sieve.at, known=sieve.known, now=sieve.now, policy=policy)
    last = (NOT_HEARD if moment == NEVER else moment for moment in ledger.last_contact.tolist())
    return dict(zip(found, last, strict=True))


def _rank(place: Place) -> tuple[bool, str | int, int]:
    """Who never heard from us comes last among the silent, too."""
    return place[0] == NOT_HEARD, *place


def _rank_back(place: Place) -> tuple[bool, str | int, int]:
    return False, *place


def _walk(sieve: Sieve, after: str, limit: int) -> Sifted:
    """Go along the order, and pass over who does not fit, for some turns."""
    sifts = bool(sieve.wish.segment or sieve.unowned)
    place, found, more = _place(after, sieve.wish.order), list[Place](), True
    for most in _steps(sieve, limit):
        batch = _next(sieve, place, most)
        left = sieve.fit([one for _, one in batch]) if sifts else None
        found += [each for each in batch if left is None or each[1] in left]
        place, more = (batch[-1] if batch else place), len(batch) == most
        if not more or len(found) > limit:
            break
    shown, full = found[:limit], len(found) > limit
    rest = _told(shown[-1]) if full else _told(place) if more and place is not None else ""
    return Sifted([one for _, one in shown], rest, looking=bool(rest) and not full)


def _steps(sieve: Sieve, limit: int) -> Sequence[int]:
    """How many customers are looked at in each turn."""
    if sieve.wish.segment:
        return [_ASKED_FIRST, *[_ASKED_AT_ONCE] * _ASKED_TURNS]
    return [_AT_ONCE] * _TURNS if sieve.unowned else [limit + 1]


def _next(sieve: Sieve, place: Place | None, most: int) -> Sequence[Place]:
    order, sight = sieve.wish.order, sieve.sight
    if order == "newest":
        return [(0, one) for one in newest(sight, before=place[1] if place else None, most=most)]
    if order in _BY_MOMENT:
        begin = (int(place[0]), place[1]) if place else None
        return by_last_contact(sight, after=begin, most=most, latest=order == "heard")
    name = (str(place[0]), place[1]) if place else None
    return by_name(sight, after=name, most=most, back=order == "name_back")


def _by_name_at_least(sieve: Sieve) -> Sieve:
    return sieve if sieve.wish.order else _ordered(sieve, "name")


def _ordered(sieve: Sieve, order: str) -> Sieve:
    return replace(sieve, wish=replace(sieve.wish, order=order))


def _told(place: Place) -> str:
    return f"{place[0]}|{place[1]}"


def _place(text: str, order: str) -> Place | None:
    """Where a page ended; what is no place of this order is the beginning."""
    key, _, row = text.rpartition("|")
    if not (row.isdecimal() and len(row) <= _DIGITS):
        return None
    if order.startswith("name"):
        return key, int(row)
    return (int(key), int(row)) if key.removeprefix("-").isdecimal() and len(key) <= _DIGITS else None

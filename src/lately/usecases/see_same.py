"""Who may be in the book twice, what speaks for it, and what would happen if the two were merged?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lately.consent.said import said as consents_said
from lately.identity.models import Duplicate, State
from lately.identity.selectors import Asked, any_pair, count, merged_lately, merges_of, pairs, searched_to
from lately.identity.words import evidence_words, how_sure
from lately.interactions.known import known_at
from lately.interactions.timeline import When, counts
from lately.lib.moments import at_seconds, seconds
from lately.profiles.books import Reader, book_of
from lately.profiles.choosing import Stands, standing
from lately.profiles.people import people
from lately.profiles.search import MOST as SEARCHED
from lately.profiles.search import search
from lately.usecases.catch_up_with_search import found_by_now
from lately.usecases.find_duplicates import is_looked_through
from lately.usecases.merge_customers import FIRST, SECOND, direction, newer, pair_of

PAGE = 20
LATELY = 20
STATES = {"": State.PROPOSED, "different": State.DIFFERENT, "merged": State.MERGED}
_ORDER = (
    "given_name", "family_name", "full_name", "company_name", "address_as", "form_of_address", "birth_date", "email",
    "phone", "postal_address", "language", "role", "employer",
)  # fmt: skip
_Said = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """Which pairs are asked for: any part of a name or an address of either, one of STATES.

    The surest come first; or `newest` those that were found, or decided of, last.
    """

    words: str = ""
    state: str = ""
    newest: bool = False

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than all that nobody decided of."""
        return bool(self.words or self.state)


def see_same(*, user: Reader, part: Part, after: str = "", at: int, now: int) -> dict[str, Any]:
    """Return one page of the `pairs` that are asked for; of everything undecided also those `merged` lately.

    A member of their own customers sees pairs of these only. `many` says that more go by the words than were looked
    at, `any` whether there is a pair of any state, `searched` whether anybody looked yet.
    """
    book, known = book_of(user), known_at(at=at, now=now)
    asked, many = asked_by(user, part, at=at, now=now)
    page = pairs(asked, book=book, after=after, limit=PAGE)
    shown = [] if asked.state == State.MERGED else page.pairs
    merged = page.pairs if asked.state == State.MERGED else []
    if not after and not part.narrows:
        merged = merged_lately(book=book, limit=LATELY)
    called = people(_ids([*shown, *merged]), at=at, known=known)
    alone = people(_ids(merged), at=at, known=known, apart=True)
    return {
        "part": part,
        "pairs": [_told(pair, called) for pair in shown],
        "after": page.after,
        "first": not after,
        "many": many,
        "waiting": count(book=book),
        "merged": [_merged(pair, called, alone) for pair in merged],
        "any": any_pair(book=book),
        "searched": bool(searched_to()),
        "looking": not after and is_looked_through(),
    }


def asked_by(user: Reader, part: Part, *, at: int, now: int) -> tuple[Asked, bool]:
    """What is asked for, and whether more customers go by the words than were looked at."""
    state = STATES.get(part.state, State.PROPOSED)
    if not part.words.strip():
        return Asked(state, part.newest), False
    found_by_now()
    found = search(part.words, at=at, known=known_at(at=at, now=now), book=book_of(user), limit=2 * SEARCHED)
    return Asked(state, part.newest, found.ids), found.many


def see_pair(*, user: Reader, number: int, at: int, now: int) -> dict[str, Any]:
    """Return a pair side by side; raises Refusal if it is not theirs."""
    pair, known = pair_of(user=user, number=number), known_at(at=at, now=now)
    called = people((pair.first_id, pair.second_id), at=at, known=known)
    record, into = direction(pair)
    one, other = (standing(each, now=at_seconds(now)) for each in (pair.first_id, pair.second_id))
    names = sorted({*one, *other}, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    kept = FIRST if into == pair.first_id else SECOND
    rows = [_row(name, one.get(name), other.get(name), kept) for name in names]
    return _told(pair, called) | {
        "state": pair.state,
        "differing": [row for row in rows if row["choice"]],
        "agreed": [row for row in rows if not row["choice"]],
        "stays": called[into],
        "goes": called[record],
        "contacts": _contacts(pair, at, known),
        "refused": _refused((pair.first_id, pair.second_id), at, known),
    }


def merges_shown(*, customer: int, at: int, known: int) -> list[dict[str, Any]]:
    """The records that were merged into a customer, for their own page."""
    pairs = merges_of(customer)
    if not pairs:
        return []
    called, alone = (people(_ids(pairs), at=at, known=known, apart=apart) for apart in (False, True))
    return [_merged(pair, called, alone) for pair in pairs]


def _ids(pairs: Iterable[Duplicate]) -> set[int]:
    return {each for pair in pairs for each in (pair.first_id, pair.second_id)}


def _told(pair: Duplicate, called: _Said) -> dict[str, Any]:
    return {
        "number": pair.pk,
        "version": pair.version,
        "first": called[pair.first_id],
        "second": called[pair.second_id],
        "sure": how_sure(pair.score_milli),
        "by": pair.decided_by.name if pair.decided_by else "",
        "at": seconds(pair.decided_at) if pair.decided_at else None,
        **evidence_words(pair.evidence),
    }


def _merged(pair: Duplicate, called: _Said, alone: _Said) -> dict[str, Any]:
    into = pair.first_id if pair.merged_id == pair.second_id else pair.second_id
    was = alone[pair.merged_id or pair.second_id]
    return {
        "number": pair.pk,
        "version": pair.version,
        "person": called[into],
        "was": was["name"],
        "reached": was["email"] or was["phone"],
        "by": pair.decided_by.name if pair.decided_by else "",
        "at": seconds(pair.decided_at) if pair.decided_at else None,
    }


def _row(name: str, one: Stands | None, other: Stands | None, kept: str) -> dict[str, Any]:
    """A fact of both; `choice` is what is chosen beforehand, blank if there is nothing to choose.

    The newer; of two that were learnt at one moment, that of the record that is `kept`.
    """
    choice = ""
    if one is not None and other is not None and one.value != other.value:
        choice = kept if one.since == other.since else newer((one, other))
    return {
        "name": name,
        FIRST: _value(one),
        SECOND: _value(other),
        "choice": choice,
    }


def _value(one: Stands | None) -> dict[str, Any] | None:
    return None if one is None else {"value": one.value, "source": one.source, "at": seconds(one.since)}


def _contacts(pair: Duplicate, at: int, known: int) -> int:
    """How often we spoke to either: that is how often we spoke to the one customer."""
    return sum(counts([pair.first_id, pair.second_id], When(at, known)).values())


def _refused(ids: Sequence[int], at: int, known: int) -> list[dict[str, Any]]:
    """What one of them said no to; it will hold for both."""
    said = [row for each in ids for row in consents_said([each], at=at, known=known)]
    refused = {(row["channel"], row["purpose"]): row for row in said if row["state"] != "granted"}
    return list(refused.values())

"""Who would want this, because of what, and for how many would it be noise?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext

from lately.content.pieces import Asked, any_piece, begun_with, piece_named, pieces, words_of
from lately.content.topics import spoken_of, stems
from lately.decisioning.compile import compile_tables
from lately.decisioning.decide import Decided, decide, unpacked
from lately.decisioning.offers import Content, Wording, offers_of
from lately.decisioning.policy import named_numbers
from lately.decisioning.rules import package_factors
from lately.interactions.bought_like import Bought, bought_like, is_too_large
from lately.interactions.size import is_large
from lately.lib.moments import seconds
from lately.measurement.overviews import newest
from lately.profiles.books import Reader, book_of
from lately.profiles.interested import Told, interests, told
from lately.profiles.people import people
from lately.profiles.sampling import how_many
from lately.profiles.search import in_book
from lately.usecases.advise import Advice, advise_of
from lately.usecases.draft_words import draft_words
from lately.usecases.pass_over import Setting, gather, set_up
from lately.usecases.reckon_reach import first_reasons

CARDS, PAGE, MOST = 5, 40, 3_000
MOST_OF_MANY = 200  # in a book too large to ask of all while somebody waits
CHANNELS = ("email", "phone", "sms", "post")
_WEIGHTS = {"likes": 3, "owns": 2, "bought": 1}


@dataclass
class Want:
    """One customer and what says that they would want it: facts and purchases."""

    customer: int
    facts: list[Told] = field(default_factory=list)
    bought: Bought | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """The surest first: what they told us, then what they have, then what they bought; then the newest."""
        weight, newest = (_WEIGHTS["bought"], self.bought.at) if self.bought else (0, 0)
        for one in self.facts:
            weight, newest = weight + _WEIGHTS[one.name], max(newest, one.at)
        return -weight, -newest, self.customer


@dataclass(frozen=True)
class Ranking:
    """How many would want a piece (`wanting`), and who of them, the surest first, may be told now (`free`).

    That is asked of the first so many (`looked`), and told by its first reason of the others (`held`). `against` is how
    many want nothing of it.
    """

    setting: Setting
    title: str
    wanting: int
    looked: int
    free: Sequence[Want]
    held: Mapping[str, int]
    against: int
    decided: Decided | None


def see_pieces(*, asked: Asked | None = None, after: int = 0, limit: int = 20) -> dict[str, Any]:
    """Return what was found and is asked for, where the next page begins (`after`), and whether there is `any`."""
    found = pieces(asked or Asked(), after=after, limit=limit + 1)
    rows = [
        {"key": one.key, "title": one.title, "came": one.came, "at": seconds(one.recorded_at), "topics": one.topics}
        for one in found[:limit]
    ]
    more = found[limit - 1].pk if len(found) > limit else None
    return {"pieces": rows, "after": more, "any": bool(rows) or any_piece()}


def see_piece(*, key: str, at: int, now: int) -> dict[str, Any]:
    """Return something found: what it says, and what it is about as chosen; else `proposed`, with the words found.

    `others` are interests the book knows and the text does not name. Raises Refusal if it was put away.
    """
    piece, setting = piece_named(key), set_up(at=at, now=now, only=[])
    known = _interests(setting)
    listed = {_plain(value): value for values in known.values() for value in sorted(values)}
    found = spoken_of(piece.title, f"{piece.description}\n{piece.text}", listed)
    chosen = {str(topic) for topic in piece.topics}
    named = {one.topic for one in found}
    return {
        "key": piece.key,
        "title": piece.title,
        "description": piece.description,
        "text": piece.text,
        "address": piece.address,
        "came": piece.came,
        "at_found": seconds(piece.recorded_at),
        "chosen": piece.chosen_at is not None,
        "topics": sorted(chosen),
        "proposed": [(one, one.topic in chosen if piece.chosen_at else one.likely) for one in found],
        "own": sorted(chosen - named),
        "others": sorted(set(listed) - named - chosen)[:30],
    }


def see_wanted(*, user: Reader, key: str, at: int, now: int, rules_in: Path | None = None) -> dict[str, Any]:
    """Return the ranked people who would want it, with what says so; `cards` for the first who may be told now.

    `noise` is how many there is nothing of to say so, `against` how many want nothing of it, `held` by reason how many
    would want it and must not be written to now; of many only the first are asked that (`looked`). Counts are of the
    user's own book.
    """
    found = rank(user=user, key=key, at=at, now=now, rules_in=rules_in)
    setting, free = found.setting, found.free
    everybody = how_many(known=setting.known, book=book_of(user))
    page = free[:PAGE]
    who = people([want.customer for want in page], at=at, known=setting.known)
    advice = advise_of(setting, found.decided, [want.customer for want in free[:CARDS]]) if found.decided else {}
    cards = _cards(free[:CARDS], advice, who, user)
    told_first = {card["want"].customer for card in cards}
    return {
        "content": setting.contents[0].key,
        "refers": {"said": found.title, "class": "give"},
        "about": [{"person": who[one.customer], "want": one} for one in page if one.customer not in told_first],
        "cards": cards,
        "shown": len(page),
        "wanting": found.wanting,
        "looked": found.looked,
        "free": len(free),
        "held": sorted(found.held.items(), key=lambda one: (-one[1], one[0])),
        "against": found.against,
        "noise": max(0, everybody - found.wanting - found.against),
        "bought_unread": is_too_large(),
    }


def rank(*, user: Reader, key: str, at: int, now: int, rules_in: Path | None = None) -> Ranking:
    """Who of the user's own book would want it; raises Refusal if it was put away."""
    piece = piece_named(key)
    setting = _alone(set_up(at=at, now=now, only=[], rules_in=rules_in), _as_content(key, piece))
    wants, against = _wants(setting, [str(topic) for topic in piece.topics])
    mine = in_book([*wants, *against], book_of(user))
    wanting = [want for one, want in wants.items() if one in mine]
    ranked = nsmallest(MOST_OF_MANY if is_large() else MOST, wanting, key=lambda want: want.rank)
    decided = decide(gather(setting, sorted(want.customer for want in ranked)), setting.tables) if ranked else None
    open_to, held = _open(setting, decided) if decided else (set(), {})
    free = [want for want in ranked if want.customer in open_to]
    return Ranking(setting, piece.title, len(wanting), len(ranked), free, held, len(against & mine), decided)


def _interests(setting: Setting) -> Mapping[str, Collection[str]]:
    """Every value of what customers like, dislike and own; of a large book as they were counted last."""
    overview = newest() if is_large() else None
    counted = overview.figures.get("interests") if overview else None
    return counted or interests(known=setting.known)


def _plain(value: str) -> str:
    return value.replace("_", " ").casefold()


def _wants(setting: Setting, topics: Sequence[str]) -> tuple[dict[int, Want], set[int]]:
    """Who likes, has or bought what it is about; and who told us that they want nothing of it, who are left out."""
    about = {stems(topic) for topic in topics} - {()}
    values = {one for values in _interests(setting).values() for one in values if stems(_plain(one)) in about}
    values |= set(topics)  # told since the interests were counted
    wants: dict[int, Want] = {}
    against: set[int] = set()
    for one in told(values, at=setting.at, known=setting.known):
        if one.name == "dislikes":
            against.add(one.customer)
        else:
            want = wants.get(one.customer)
            if want is None:
                want = wants[one.customer] = Want(one.customer)
            want.facts.append(one)
    for purchase in bought_like(topics, at=setting.at, known=setting.known):
        wants.setdefault(purchase.customer, Want(purchase.customer)).bought = purchase
    return {customer: want for customer, want in wants.items() if customer not in against}, against


def _as_content(key: str, piece: Any) -> Content:
    """What it would be if it were said: news that wants nothing, in the plainest words."""
    said = words_of(piece)
    script = gettext("Tell them of “%(title)s” and why you thought of them. Sell nothing.")
    texts = {"phone": script % {"title": said["subject"]}, "sms": f"{said['subject']} {piece.address}".strip()}
    wordings = tuple(
        Wording(channel, "give", texts.get(channel, said["text"]), said["subject"] if channel == "email" else "")
        for channel in CHANNELS
    )
    base = begun_with(piece)
    return Content(
        f"piece-{key}", piece.title, "news", piece.description, 8_000, wordings, topics=tuple(base["topics"])
    )


def _alone(setting: Setting, content: Content) -> Setting:
    """The setting with this one content, which stands on no shelf."""
    numbers = named_numbers(setting.policy)
    tables = compile_tables(setting.rules, package_factors(), offers_of([content], setting.policy), numbers)
    return replace(setting, contents=[content], tables=tables)


def _open(setting: Setting, decided: Decided) -> tuple[set[int], dict[str, int]]:
    """Who of them may be told now on some channel; how many not, by their first reason."""
    bits = range(len(setting.tables.offers))
    allowed = unpacked(decided.allowed, len(bits)).any(axis=1)
    ids = np.array(decided.records.customers, dtype=np.int64)
    codes, first = first_reasons(setting, decided, list(bits))
    held = Counter(codes[place] for place in first[~allowed].tolist())
    return set(ids[allowed].tolist()), dict(held)


def _cards(
    wants: Sequence[Want], advice: Mapping[int, Advice], who: Mapping[int, Mapping[str, Any]], user: Reader
) -> list[dict[str, Any]]:
    """What Today would show for each of them: why, in which ways, what had better not be said."""
    cards = []
    for want in wants:
        person, told_of = who[want.customer], advice.get(want.customer)
        if told_of is None:
            continue
        facts = {**person.get("fields", {}), "customer.greeting": person["greeting"], "sender.name": user.name}
        ways = draft_words(told_of, person, told_of.setting.contents[0], facts)
        if ways:
            cards.append({"person": person, "want": want, "ways": ways, "better_not": told_of.better_not})
    return cards

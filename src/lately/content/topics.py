"""Which of the interests that the book knows does a text speak of? A proposal; a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("ings", "ing", "ers", "er", "ies", "es", "s", "ed", "y", "e")
_LEAST = 4  # letters that must be left of a word
_LONGEST = 60_000
_SURE = 2  # times it is named, where the title does not


@dataclass(frozen=True)
class Spoken:
    """One interest that a text speaks of: how often, by which words, and whether that is enough to propose it."""

    topic: str
    times: int
    words: tuple[str, ...]
    likely: bool


def stems(text: str) -> tuple[str, ...]:
    """The words of a name without their endings, so that gardens, gardening and garden are one."""
    return tuple(_stem(word) for word in _WORD.findall(text.casefold()))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)]
    return word


def spoken_of(title: str, text: str, known: Iterable[str]) -> list[Spoken]:
    """The known interests that a text names, the most named first; of two in one place the longer name counts."""
    head = len(_WORD.findall(title))
    words = _WORD.findall(f"{title}\n{text[:_LONGEST]}")
    told = [_stem(word.casefold()) for word in words]
    taken: set[int] = set()
    found = []
    for topic in sorted(set(known), key=lambda one: (-len(stems(one)), one)):
        places = [place for place in _places(told, stems(topic)) if not taken & set(_span(place, topic))]
        taken |= {one for place in places for one in _span(place, topic)}
        if places:
            said = dict.fromkeys(" ".join(words[one] for one in _span(place, topic)).lower() for place in places)
            likely = len(places) >= _SURE or places[0] < head
            found.append(Spoken(topic, len(places), tuple(said)[:3], likely))
    return sorted(found, key=lambda one: (not one.likely, -one.times, one.topic))


def _span(place: int, topic: str) -> range:
    return range(place, place + len(stems(topic)))


def _places(told: Sequence[str], wanted: tuple[str, ...]) -> list[int]:
    """Where these words stand one after the other."""
    if not wanted:
        return []
    first = [place for place, word in enumerate(told) if word == wanted[0]]
    return [place for place in first if tuple(told[place : place + len(wanted)]) == wanted]

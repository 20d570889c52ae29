"""Is one word the other, spelt differently?"""

from __future__ import annotations

import functools
import re
from importlib import resources

import yaml
from rapidfuzz.distance import OSA

from lately.identity.matching.record import folded

_UMLAUT = re.compile("(?<![aeo])([aou])e")
SHORT = 4  # letters up to which one other letter makes another word
_LONG = 8
_PREFIX = 3


@functools.lru_cache(maxsize=262_144)
def slips(one: str, other: str) -> int | None:
    """How many slips of the pen lie between two words; None if that is more than their length excuses."""
    longest = max(len(one), len(other))
    most = 1 if longest < _LONG - 2 else 2
    found = int(OSA.distance(one, other, score_cutoff=most))
    return found if found <= most and found * 2 < longest else None


@functools.lru_cache(maxsize=65_536)
def short_for(one: str, other: str) -> bool:
    """Whether one is a short form of the other: Bob for Robert, Alex for Alexander."""
    if _groups().get(one, frozenset[int]()) & _groups().get(other, frozenset[int]()):
        return True
    short, whole = sorted((one, other), key=len)
    return (
        len(short) >= _PREFIX
        and len(whole) > len(short) + 1
        and whole.startswith(short)
        and not _his_and_hers(short, whole)
    )


def written_out(one: str, other: str) -> bool:
    """Whether they are one word, with ä, ö or ü in it, or ae, oe, ue where a keyboard has none: Müller, Mueller."""
    return len(one) != len(other) and _UMLAUT.sub(r"\1", one) == _UMLAUT.sub(r"\1", other)


def initial(one: str, other: str) -> bool:
    """Whether one is the first letter of the other."""
    return one != other and one[:1] == other[:1] and 1 in {len(one), len(other)}


@functools.lru_cache(maxsize=65_536)
def siblings(one: str, other: str) -> bool:
    """Whether the two look alike and yet are given to two people: Julian and Juliana, Mario and Maria."""
    short, whole = sorted((one, other), key=len)
    if len(one) == len(other):
        return one[:-1] == other[:-1] and {one[-1:], other[-1:]} in ({"a", "o"}, {"a", "e"}, {"e", "o"}, {"i", "o"})
    return _his_and_hers(short, whole)


def _his_and_hers(short: str, whole: str) -> bool:
    return whole.startswith(short) and whole[len(short) :] in {
        "a",
        "e",
        "ne",
        "na",
        "ette",
        "ina",
        "ine",
        "le",
        "la",
        "s",
    }


@functools.cache
def _groups() -> dict[str, frozenset[int]]:
    """By name, the lines of nicknames.yaml on which it stands."""
    text = resources.files(__package__).joinpath("nicknames.yaml").read_text(encoding="utf-8")
    found: dict[str, frozenset[int]] = {}
    for place, line in enumerate(yaml.safe_load(text)):
        for name in folded(line):
            found[name] = found.get(name, frozenset()) | {place}
    return found

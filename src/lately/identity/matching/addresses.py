"""What do two postal addresses say, written in any order, with words parted, joined or misspelt?"""

from __future__ import annotations

from itertools import pairwise

from rapidfuzz.distance import OSA

from lately.identity.matching.evidence import ALIKE, DIFFERS, SAME, Evidence, unknown
from lately.identity.matching.familiar import Familiar

_MOST = 14.0
_ELSEWHERE = -2.0  # people move
_TOWN = 4.0  # bits of an address without a number: a place, which many share
_FIRM = {SAME: 2.0, ALIKE: 1.0, DIFFERS: -4.0}
_LEAST = 0.3
_NUMBER = 3.0  # bits lost by another number in the same street
_SAME, _ALIKE = 0.85, 0.45  # shares of what the shorter address says that are found in the other
_LONGEST = 24  # words
_HOUSE = 4  # digits from which a number is a postcode rather than a house's
_SHORT, _LONG = 4, 6  # letters below which nothing, and from which a second letter, is a slip


def address(one: tuple[str, ...], other: tuple[str, ...], familiar: Familiar, *, firm: bool = False) -> Evidence:
    """Compare two addresses: what the words say that both have, the rare ones more, against what only one has.

    A household shares it, so that it says nothing between two of one; a firm's is its own.
    """
    if not one or not other:
        return unknown("postal_address")
    level, bits = _compared(one[:_LONGEST], other[:_LONGEST], familiar)
    return Evidence("postal_address", level, bits, _FIRM[level] if firm else 0.0)


def _compared(one: tuple[str, ...], other: tuple[str, ...], familiar: Familiar) -> tuple[str, float]:
    if one == other:
        share, shared = 1.0, sum(_bits((word,), familiar) for word in one)
    else:
        short, long = sorted((one, other), key=len)
        found = _found(short, long)
        shared = sum(min(_bits((word,), familiar), _bits(words, familiar)) for word, words in found.items())
        share = shared / (sum(_bits((word,), familiar) for word in short) or 1.0)
    if share < _ALIKE:
        return DIFFERS, _ELSEWHERE
    mine, theirs = _numbers(one), _numbers(other)
    most = _MOST if mine and theirs else _TOWN
    moved = bool(mine and theirs and not mine & theirs)
    level = SAME if share >= _SAME and mine and theirs and not moved else ALIKE
    return level, min(most, shared * share) - (_NUMBER if moved else 0.0)


def _bits(words: tuple[str, ...], familiar: Familiar) -> float:
    """What the words under which it was found say: a misspelling is rare, what it misspells need not be."""
    return min(_MOST, max(_LEAST, sum(familiar.bits("address", word) for word in words)))


def _numbers(words: tuple[str, ...]) -> frozenset[str]:
    """House numbers: short ones, and 12a."""
    return frozenset(word for word in words if word[0].isdigit() and len(word.rstrip("abcdefgh")) < _HOUSE)


def _found(short: tuple[str, ...], long: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """For each word of the shorter address that the longer one has, the words of that one, joined or parted."""
    left = set(long)
    parts = {one + two: (one, two) for one, two in pairwise(long)}
    joined = {one + two: (one, two) for one, two in pairwise(short)}
    found: dict[str, tuple[str, ...]] = {word: (word,) for word in short if word in left}
    left -= set(found)
    for word in short:
        if word not in found:
            near = _nearest(word, [*left, *parts])
            if near:
                found[word] = parts.get(near, (near,))
                left -= set(found[word])
    for word in left:
        near = _nearest(word, list(joined))
        if near:
            for piece in joined[near]:
                found.setdefault(piece, (word,))
    return found


def _nearest(word: str, others: list[str]) -> str:
    if word in others:
        return word
    if word.isdecimal() and len(word) < _HOUSE:
        return ""
    close = [(_slips(word, other), other) for other in others]
    best = min((each for each in close if each[0] is not None), default=None)
    return best[1] if best else ""


def _slips(word: str, other: str) -> int | None:
    most = 1 if len(word) < _LONG else 2
    if abs(len(word) - len(other)) > most or len(word) < _SHORT:
        return None
    found = OSA.distance(word, other, score_cutoff=most)
    return found if found <= most else None

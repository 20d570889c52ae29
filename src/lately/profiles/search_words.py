"""By which words is a customer found, however they are typed?

Case, accents and punctuation do not matter; Mueller and Müller are one word. A name also has its sound (its consonants,
those that are often taken for each other being one), by which Jon is found where John stands.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

GRAM = 3
WORDS = 6  # of what somebody types
LONGEST = 20_000  # characters of a customer's notes and names
ALIKE = 0.6
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[\d\s+()/.-]+")
# Scripts that put no blanks between words: each sign is a word of its own.
_SIGN = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff])")
_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i",
    **dict.fromkeys("'`\u00b4\u2018\u2019\u02bc", ""),
})  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_SPELT = (
    ("sch", "s"), ("sh", "s"), ("ph", "f"), ("th", "t"), ("dt", "t"), ("ck", "k"), ("ch", "k"), ("qu", "k"),
    ("x", "ks"),
)  # fmt: skip
_SOUNDS = str.maketrans("cqzvwd", "kksfft")
_SILENT = str.maketrans("", "", "aeiouyh")
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def folded(text: str) -> str:
    """Return a text without what does not matter when it is looked for: case, accents, apostrophes."""
    small = text.casefold()
    if not small.isascii():
        apart = unicodedata.normalize("NFKD", small)
        bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
        small = unicodedata.normalize("NFC", bare).casefold()
    return small.translate(_LETTERS)


def words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return _WORD.findall(_SIGN.sub(r" \1 ", folded(text)))


def typed(text: str) -> list[str]:
    """Return the words that somebody looks for; a number is one word, without the noughts before it."""
    whole = _NUMBER.fullmatch(text)
    found = ["".join(words(text.replace("(0)", "")))] if whole else words(text)[:WORDS]
    return [word.lstrip("0") or word if word.isdecimal() else word for word in found if word]


def entry(names: Sequence[str], others: Iterable[str]) -> str:
    """Return the text under which names, and other things such as addresses, are found."""
    found = dict.fromkeys(word for text in names for word in _spellings(text))
    sounds = dict.fromkeys(f"~{sound}" for word in found for sound in [sound_of(word)] if sound)
    more = dict.fromkeys(word for text in others for word in _spellings(text))
    return f" {' '.join(found | sounds | more)}"[:LONGEST] + " "


def holds(text: str, word: str) -> bool:
    """Whether a word that was typed stands in an entry."""
    return pattern(word) in text


def pattern(word: str) -> str:
    """What has to stand in an entry so that a word is found: any part of one, if it is short the beginning of one."""
    if len(word) >= GRAM:
        return word
    return f" {word} " if _SIGN.fullmatch(word) else f" {word}"


def grams(word: str) -> list[str]:
    """The parts of three letters that an entry must have so that the word can be in it; none for a single letter."""
    sought = pattern(word)
    return [sought[place : place + GRAM] for place in range(len(sought) - GRAM + 1)]


@functools.lru_cache(maxsize=65_536)
def sound_of(word: str) -> str:
    """How a name sounds, roughly; blank if that would say too little."""
    if not (word.isascii() and word.isalpha()):
        return ""
    spelt = word
    for written, said in _SPELT:
        spelt = spelt.replace(written, said)
    spelt = spelt.translate(_SOUNDS)
    first = "a" if spelt[0] in "aeiou" else spelt[0]
    said = first + spelt[1:].translate(_SILENT)
    short = "".join(letter for place, letter in enumerate(said) if said[place - 1 : place] != letter)
    return short if len(short) > 1 else ""


def likeness(sought: Sequence[str], name: str) -> float:
    """How much alike words and a folded name are spelt, from 0 to 1; 0 if one of the words is like none of it."""
    there = name.split()
    best = [max((float(OSA.normalized_similarity(word, one)) for one in there), default=0.0) for word in sought]
    return sum(best) / len(best) if best and min(best) >= ALIKE else 0.0


def _spellings(text: str) -> Iterable[str]:
    yield from (found := words(text))
    small = unicodedata.normalize("NFC", text.casefold())
    if not small.isascii() and (other := small.translate(_UMLAUTS)) != small:
        yield from words(other)
    yield from (_short(word) for word in found if any(both in word for both, _ in _DIGRAPHS))


def _short(word: str) -> str:
    for both, one in _DIGRAPHS:
        word = word.replace(both, one)
    return word

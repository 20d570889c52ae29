"""How is a phrase written, and what does it mean?

For people who write rules (docs/words.md):
`renew your (contract|subscription)` words and alternatives, which may hold alternatives again; `(the)?` may be missing;
`invoice*` any ending, `*rechnung` any beginning; `...` up to four words; `<money>` `<percent>` `<number>`;
`<start>` here a sentence begins; `<question>` the sentence ends in a question mark. Case, line breaks and the kind of
quotation marks do not matter.

Every pattern made here is bounded: no repetition is without a limit, so no text can make it slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"\(|\)\??|\||[^\s()|]+")
_MONEY = (
    r"(?:[$€£¥]\s?\d[\d.,]{0,15}k?|(?:eur|usd|gbp|chf)\s?\d[\d.,]{0,15}"
    r"|\d[\d.,]{0,15}-?\s?(?:€|£|euros?\b|eur\b|usd\b|dollars?\b|pounds?\b|gbp\b|chf\b|franken\b|bucks\b))"
)
_SPECIAL = {
    "<money>": _MONEY,
    "<percent>": r"\d{1,3}\s?(?:%|percent\b|prozent\b)",
    "<number>": r"\d[\d.,]{0,15}(?!\w)",
    "<question>": r"(?=[^.!?\n]{0,200}(?:\n[^.!?\n]{1,200}){0,2}\?)",
}
_NEXT = r"(?:[\s,'\"()*_:/>-]{1,4}|(?<!\w))"
_GAP = r"(?:[\s,'\"()*_:/-]{1,4}\w[\w'-]{0,30}){0,4}?"
_SIGNS = frozenset({"#", "$", "€", "£", "¥", "eur", "usd", "gbp", "chf"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, each a sequence of words, gaps and choices."""

    ways: tuple[tuple[Item, ...], ...]
    optional: bool


Item = str | Choice


def parsed(phrase: str) -> tuple[Item, ...]:
    """Read a phrase; raises ValueError if its brackets do not match or it is empty."""
    tokens = _MARK.findall(phrase)
    ways, rest = _ways(tokens)
    if rest or len(ways) != 1 or not ways[0]:
        raise ValueError(phrase)
    return ways[0]


def _ways(tokens: list[str]) -> tuple[tuple[tuple[Item, ...], ...], list[str]]:
    """Read alternatives up to a closing bracket or the end; return them and what is left."""
    ways: list[tuple[Item, ...]] = []
    items: list[Item] = []
    while tokens and not tokens[0].startswith(")"):
        word, tokens = tokens[0], tokens[1:]
        if word == "(":
            inner, tokens = _ways(tokens)
            if not tokens:
                raise ValueError(word)
            items.append(Choice(inner, optional=tokens[0] == ")?"))
            tokens = tokens[1:]
        elif word == "|":
            ways.append(tuple(items))
            items = []
        else:
            items.append(word)
    return (*ways, tuple(items)), tokens


def pattern(items: tuple[Item, ...]) -> str:
    """Return the regular expression of a phrase, to be matched where a word begins."""
    return "".join(_one(item) for item in items)


def _one(item: Item) -> str:
    if isinstance(item, Choice):
        return f"(?:{'|'.join(pattern(way) for way in item.ways)}){'?' if item.optional else ''}"
    if item == "...":
        return _GAP
    if item in _SPECIAL:
        return (_NEXT if item != "<question>" else "") + _SPECIAL[item]
    begin = r"[\w'-]{0,30}" if item.startswith("*") else ""
    end = r"\w{0,30}" if item.endswith("*") else ""
    return _NEXT + begin + re.escape(item.strip("*")) + end + r"(?!\w)"


def needed_words(items: tuple[Item, ...]) -> list[frozenset[str]]:
    """Sets of which a text must hold at least one word each, or the phrase cannot stand in it; plain words only."""
    needed: list[frozenset[str]] = []
    for item in items:
        ways = [needed_words(way) for way in item.ways] if isinstance(item, Choice) else []
        if isinstance(item, str) and item.isalpha():
            needed.append(frozenset([item]))
        elif isinstance(item, Choice) and not item.optional and all(ways):
            needed.append(frozenset[str]().union(*(min(way, key=len) for way in ways)))
    return needed


def first_words(items: tuple[Item, ...]) -> set[str]:
    """The words a phrase can begin with; raises ValueError if it can begin with a gap or with nothing."""
    found: set[str] = set()
    for item in items:
        words, missing = _first(item)
        found |= words
        if not missing:
            return found
    raise ValueError(items)


def _first(item: Item) -> tuple[set[str], bool]:
    """Return the first words of an item, and whether it may be missing."""
    if isinstance(item, Choice):
        words: set[str] = set()
        missing = item.optional
        for way in item.ways:
            gaps = all(part == "..." for part in way)
            words |= set() if gaps else first_words(way)
            missing |= gaps
        return words, missing
    if item == "...":
        return set(), True
    if item == "<money>":
        return set(_SIGNS), False
    return ({"#"} if item in _SPECIAL else {item.lower()}), False

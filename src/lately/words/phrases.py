"""Where does this text say one of these phrases?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lately.words.phrase_language import first_words, needed_words, parsed, pattern

_WORD = re.compile(r"[^\W\d_]+|\d|[$€£¥]")
_KEY = 4
_SAME_LENGTH = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


@dataclass(slots=True)
class Phrase:
    """One phrase made ready: the rule it belongs to, what must stand there, and whether a sentence must begin.

    The pattern is compiled when a text first needs it; most texts need few.
    """

    rule: str
    source: str
    starts_sentence: bool
    needs: tuple[frozenset[str], ...]
    compiled: re.Pattern[str] | None = None

    def ends(self, text: str, at: int) -> int | None:
        """Where the phrase ends that begins at `at`; None if it does not stand there."""
        if self.compiled is None:
            self.compiled = re.compile(self.source, re.IGNORECASE)
        found = self.compiled.match(text, at)
        return found.end() if found else None

    def may_stand_among(self, words: frozenset[str]) -> bool:
        """Whether a text of these words can hold the phrase at all."""
        return not any(needed.isdisjoint(words) for needed in self.needs)


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a phrase stands: characters `start` to `end` of the text."""

    start: int
    end: int
    rule: str


@dataclass
class Phrasebook:
    """All phrases by the first letters of their first word (or the last letters, for `*word`)."""

    by_start: dict[str, list[Phrase]] = field(default_factory=dict)
    by_end: dict[str, list[Phrase]] = field(default_factory=dict)

    def add(self, rule: str, phrase: str) -> None:
        """Add a phrase; raises ValueError for one that cannot be read or does not begin with a word."""
        items = parsed(phrase.lower())
        starts = items[0] == "<start>"
        items = items[1:] if starts else items
        if items[:1] == ("...",):
            raise ValueError(phrase)
        made = Phrase(rule, pattern(items), starts, tuple(needed_words(items)))
        for table, key in sorted({self._place(word) for word in first_words(items)}):
            (self.by_start if table == "start" else self.by_end).setdefault(key, []).append(made)

    @staticmethod
    def _place(word: str) -> tuple[str, str]:
        if word.startswith("*"):
            return "end", word[-_KEY:]
        word = re.split(r"[\W\d_]", word.rstrip("*"), maxsplit=1)[0] or word
        return "start", "#" if word[0].isdigit() else word[:_KEY]

    def find(self, text: str) -> Iterator[Found]:
        """Yield every place where a phrase stands, in the order of the text; a rule goes on after what it found."""
        plain = text.translate(_SAME_LENGTH)
        places = [(word.start(), word.group().lower()) for word in _WORD.finditer(plain)]
        candidates = self._candidates(frozenset(word for _, word in places))
        past: dict[str, int] = {}
        for at, word in places:
            for phrase in candidates.get(word, ()):
                if past.get(phrase.rule, 0) > at or (phrase.starts_sentence and not _starts_sentence(plain, at)):
                    continue
                ends = phrase.ends(plain, at)
                if ends is not None:
                    past[phrase.rule] = ends
                    yield Found(at, ends, phrase.rule)

    def _candidates(self, words: frozenset[str]) -> dict[str, list[Phrase]]:
        """For each word of a text, the phrases that may begin with it and can stand in this text."""
        found: dict[str, list[Phrase]] = {}
        possible: dict[int, bool] = {}
        for word in words:
            begun = self.by_start.get("#" if word[0].isdigit() else word[:_KEY], [])
            for phrase in [*begun, *self.by_end.get(word[-_KEY:], [])]:
                if possible.setdefault(id(phrase), phrase.may_stand_among(words)):
                    found.setdefault(word, []).append(phrase)
        return found


def _starts_sentence(text: str, at: int) -> bool:
    """Whether only quotes and list marks stand between `at` and the end of the sentence before."""
    before = text[max(0, at - 80) : at].rstrip(" \t\"'(*_-#")
    return not before or before[-1] in ".!?:;,>|\n\u2026\u2013\u2014"

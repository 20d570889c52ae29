"""Where does each sentence of a message begin and end?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 400
MOST = 600
_ENDS = re.compile(r"(?<=[.!?\u2026])[\"'\u201d\u2019)]{0,2}\s+(?=[\"'\u201c\u2018(]{0,2}[A-Z0-9ÄÖÜ\u00c0-\u00de])|\n+")
_LETTER = re.compile(r"\w")
_LIST_MARK = re.compile(r"[\s>*#|_=~\u2022\u00b7\u2013\u2014-]{0,20}")
_WRAPPED = 55  # a line this long that ends without a stop goes on in the next


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: characters `start` to `end` of its part (subject or text), and where in the message it stands."""

    part: str
    start: int
    end: int
    text: str
    place: float  # 0 at the beginning of the text, 1 at its end; -1 in the subject


def sentences_of(subject: str, text: str) -> list[Sentence]:
    """Split a message; at most MOST sentences, the subject first."""
    found = []
    if _LETTER.search(subject):
        found.append(Sentence("subject", 0, len(subject), subject, -1.0))
    whole = max(1, len(text.rstrip()))
    for start, end in _spans(text):
        if len(found) >= MOST:
            break
        found.append(Sentence("text", start, end, text[start:end], start / whole))
    return found


def _spans(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for mark in _ENDS.finditer(text):
        wraps = mark.group() == "\n" and _goes_on(text, begin, mark.start(), mark.end())
        if not wraps or mark.start() - begin > LONGEST:
            yield from _made(text, begin, mark.start())
            begin = mark.end()
    yield from _made(text, begin, len(text))


def _goes_on(text: str, begin: int, end: int, then: int) -> bool:
    """Whether a line break only wraps: a long line without a stop, and small letters or a word after it."""
    line = text.rfind("\n", begin, end) + 1 or begin
    return end - line >= _WRAPPED and text[end - 1] not in ".!?:;" and text[then : then + 1].isalnum()


def _made(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    mark = _LIST_MARK.match(text, begin, end)
    begin = mark.end() if mark else begin
    if _LETTER.search(text, begin, end):
        yield begin, min(end, begin + LONGEST)

"""By which signs does the model know a sentence that wants something?

Words and pairs of words, how the sentence begins, and kinds of things (money, a share, a link, a day): plain signs that
a person can read in the weights.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

_LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b\w[\w-]{1,40}\.(?:example|com|org|net|io|de|co)\b\S*")
_MONEY = (
    r"[$€£¥]\s?\d[\d.,]*k?"
    r"|\b\d[\d.,]*\s?(?:€|£|eur\b|euros?\b|usd\b|gbp\b|chf\b|dollars?\b|pounds?\b|p/?m\b)"
)
_KINDS = (
    (re.compile(_MONEY), " _money_ "),
    (re.compile(r"\d[\d.,]*\s?(?:%|percent|prozent)"), " _share_ "),
    (re.compile(r"\d+"), " _number_ "),
)
_WORD = re.compile(r"[^\W\d](?:[\w'\u2019-]*\w)?|_\w+_|[!?:]")
_LONGEST_WORD = 24


def words_of(sentence: str) -> list[str]:
    """The words of a sentence in small letters, kinds of things in their place."""
    text = _LINK.sub(" _link_ ", sentence.lower().replace("\u2019", "'"))
    for pattern, kind in _KINDS:
        text = pattern.sub(kind, text)
    return [word[:_LONGEST_WORD] for word in _WORD.findall(text)]


def signs_of(words: Sequence[str], *, subject: bool) -> Iterator[str]:
    """Every sign of a sentence; the same one may come twice."""
    yield from words
    yield from (f"{one} {other}" for one, other in itertools.pairwise(words))
    if words:
        yield f"^ {words[0]}"
        yield f"{words[-1]} $"
    if len(words) > 1:
        yield f"^ {words[0]} {words[1]}"
    if subject:
        yield "_subject_"
        yield from (f"subject: {word}" for word in words)

"""Which values are alike to whoever judges words? Those of one shape.

A word that no rule, phrase or weight knows is put down to a letter or four (long words, and words of signs that mean
something, stay as they are); digits are put down to 0. Of a link nothing counts but its host, if what follows is not
made of words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from lately.words.guard.look import phrasebooks
from lately.words.model.weights import weights
from lately.words.phrases import Phrasebook
from lately.words.rules import languages

_TOKEN = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGER = re.compile(r"[^\W\d_]{3,}")
_OPEN_END = re.compile(r"([^\W\d_]+)\\w\{0,30\}")
_OPEN_BEGIN = re.compile(r"\[\\w'-\]\{0,30\}([^\W\d_]+)")
_LINK = re.compile(r"(https://[\w.-]{4,80}/)([\w/?=&%-]{1,100})")
_DIGITS = re.compile(r"\d")
_ALSO = ("here", "warnt", "null", "undefined", "none", "nan", "nil", "html", "http", "https", "www")
_LONGEST_WORD, _SHORT_WORD, _LONGEST_VALUE = 14, 3, 200
_DAYS = (
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)


def shape_of(value: str) -> str:
    """Return the shape; of what is long or has many lines, itself."""
    if not value or len(value) > _LONGEST_VALUE or "\n" in value:
        return f"={value}"
    link = _LINK.fullmatch(value)
    if link is not None and _known().isdisjoint(_LONGER.findall(link.group(2).lower())):
        return link.group(1)
    return _TOKEN.sub(_one, value)


def host_of(link: str) -> tuple[str, str]:
    """A link without its last part, and 0 or x for how that ends; nothing if the last part may hold a word."""
    whole, _, tail = link.rpartition("/")
    if not tail.isalnum() or not tail.isascii() or len(tail) > _LONGEST_VALUE or _LONGER.search(tail):
        return "", ""
    return whole, "0" if tail[-1].isdigit() else "x"


def _one(found: re.Match[str]) -> str:
    token = found.group()
    if not token.isalpha():
        return _DIGITS.sub("0", token)
    plain = token.lower()
    if len(token) > _LONGEST_WORD or plain in _known() or _may_mean_something().search(plain):
        return token
    length = 1 if len(token) == 1 else _SHORT_WORD if len(token) <= _SHORT_WORD else _LONGEST_WORD
    shape = _cased(token, "x" * length)
    # Some signs of a beginning (a capital, what follows it) are told apart only among plain letters.
    return shape if token.isascii() else f"{token[:_SHORT_WORD]}{shape[_SHORT_WORD:]}"


def _cased(token: str, shape: str) -> str:
    if token.islower():
        return shape
    if token.isupper():
        return shape.upper()
    return shape.capitalize() if token[1:].islower() else f"{'X' if token[0].isupper() else 'x'}{shape}"


@functools.cache
def _known() -> frozenset[str]:
    """Every word that a rule, a phrase, a greeting or a weight knows."""
    sources = [*_sources(), *weights().signs]
    return frozenset(word for source in sources for word in _LETTERS.findall(source.lower())) | {*_ALSO}


@functools.cache
def _may_mean_something() -> re.Pattern[str]:
    """Beginnings and ends that phrases know ("kund*", "*rechnung")."""
    sources = list(_sources())
    begins = sorted({word.lower() for source in sources for word in _OPEN_END.findall(source)} | {*_DAYS})
    ends = sorted({word.lower() for source in sources for word in _OPEN_BEGIN.findall(source)})
    return re.compile(f"^(?:{'|'.join(begins)})|(?:{'|'.join(ends)})$")


def _sources() -> Iterator[str]:
    for language in languages():
        yield from _patterns(language.phrases)
        yield from _patterns(language.footers)
        yield from language.common
        yield from (text for text in language.salutations.values() if isinstance(text, str))
    for book in phrasebooks().values():
        yield from _patterns(book)


def _patterns(book: Phrasebook) -> Iterable[str]:
    return (phrase.source for table in (book.by_start, book.by_end) for listed in table.values() for phrase in listed)

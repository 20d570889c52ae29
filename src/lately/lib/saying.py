"""In which language do we say something, where Django must not be needed to say it?

Whoever answers in another language than English says how things are said in it (web/language.py); everybody else hears
English. docs/messages.py finds the texts by the name of the function, and those that stand in YAML by their line.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

Value = str | float | dt.date | tuple[int, int]


class Month(NamedTuple):
    """A month of a year, to be filled into a sentence."""

    year: int
    number: int


@dataclass(frozen=True, slots=True)
class Voice:
    """How one language says a text, one of two texts by a number, the marks of a number, a day, and a month."""

    translate: Callable[[str], str] = lambda text: text
    count: Callable[[str, str, int], str] = lambda one, many, n: one if abs(n) == 1 else many
    mark: Callable[[str], str] = lambda number: number
    day: Callable[[dt.date], str] = lambda day: f"{day.day} {calendar.month_name[day.month]} {day.year}"
    month: Callable[[dt.date], str] = lambda day: f"{calendar.month_name[day.month]} {day.year}"


_ENGLISH = Voice()
_voice: ContextVar[Voice] = ContextVar("_voice", default=_ENGLISH)


class Saying(str):
    """A sentence in the language that was spoken when it was made; `again` says it in the one that is spoken now.

    So what is kept, in memory or in the book, is read by everybody in their own language.
    """

    __slots__ = ("many", "text", "values")
    text: str
    many: str
    values: Mapping[str, Value]

    def __new__(cls, text: str, many: str, values: Mapping[str, Value]) -> Self:
        """`text` is in the catalogue, and so is `many`, which is said of other numbers `n` than one (blank: none)."""
        made = super().__new__(cls, _said(text, many, values))
        made.text, made.many, made.values = text, many, values
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        """What a copy is made of."""
        return self.text, self.many, self.values


def gettext(text: str) -> str:
    """The text in the language that is spoken now."""
    return _voice.get().translate(text) if text else ""  # the empty text is a catalogue's own head


def gettext_noop(text: str) -> str:
    """The text as it stands: it is put into the catalogue here, and said with `gettext` where it is needed."""
    return text


def ngettext_noop(one: str, many: str) -> tuple[str, str]:
    """The same of a text for one of something, and for many."""
    return one, many


def grouped(count: int) -> str:
    """A whole number with the marks between thousands that the language spoken now has."""
    return _voice.get().mark(f"{count:,}")


def worded(text: str, /, **values: Value) -> Saying:
    """A text of the catalogue with its {places} filled: words, numbers, days, months, or other sayings.

    A whole sentence that begins with one of them begins with a capital.
    """
    return Saying(text, "", values)


def several(one: str, many: str, n: int, /, **values: Value) -> Saying:
    """The text for one of something, or for many, with {n} filled."""
    return Saying(one, many, {"n": n, **values})


def places(text: str) -> tuple[str, ...]:
    """The names of the {places} in a text."""
    return _places(text)


@functools.lru_cache(maxsize=2_000)
def _places(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(text) if name))


def again(kept: Any) -> str:
    """What was said, or was `stored`, in the language that is spoken now; a plain text stays as it stands."""
    if isinstance(kept, Saying):
        return Saying(kept.text, kept.many, kept.values)
    if isinstance(kept, Mapping):
        values = {name: _restored(value) for name, value in kept["with"].items()}
        return Saying(kept["says"], kept.get("many", ""), values)
    return str(kept)


def stored(sentence: str) -> Any:
    """A sentence as JSON keeps it: its text and what fills it, of no language; a plain text as it stands."""
    if not isinstance(sentence, Saying):
        return sentence
    kept: dict[str, Any] = {"says": sentence.text}
    kept |= {"many": sentence.many} if sentence.many else {}
    return kept | {"with": {name: _storable(value) for name, value in sentence.values.items()}}


def in_english(kept: Any) -> str:
    """The same in English, whatever is spoken now."""
    with plainly():
        return again(kept)


def plainly() -> AbstractContextManager[None]:
    """Until this ends, everything is said in English: what is kept as it was said is of no reader's language."""
    return spoken(_ENGLISH)


@contextmanager
def spoken(voice: Voice) -> Iterator[None]:
    """Until this ends, everything is said by this voice."""
    before = _voice.set(voice)
    try:
        yield
    finally:
        _voice.reset(before)


def _said(text: str, many: str, values: Mapping[str, Value]) -> str:
    if not text:
        return ""
    voice = _voice.get()
    pattern = voice.count(text, many, int(values["n"])) if many else voice.translate(text)  # type: ignore[arg-type]
    said = pattern.format_map({name: _filled(value, voice) for name, value in values.items()})
    whole = pattern.startswith("{name}") or (pattern.startswith("{") and pattern.endswith("."))
    return said[:1].upper() + said[1:] if whole else said


def _filled(value: Value, voice: Voice) -> str:
    if isinstance(value, Saying):
        return _said(value.text, value.many, value.values)
    if isinstance(value, dt.date):
        return voice.day(value)
    if isinstance(value, tuple):
        return voice.month(dt.date(*value, 1))
    return voice.mark(f"{value:g}") if isinstance(value, float) else str(value)


def _storable(value: Value) -> Any:
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, tuple):
        return {"month": list(value)}
    return stored(value) if isinstance(value, str) else value


def _restored(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    if "day" in value:
        return dt.date.fromisoformat(value["day"])
    return Month(*value["month"]) if "month" in value else again(value)

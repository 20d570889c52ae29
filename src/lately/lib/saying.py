"""In which language do we say something, where Django must not be needed to say it?

Whoever answers in another language than English says how a text is said in it (web/language.py); everybody else hears
English. docs/messages.py finds the texts by the name of the function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Translate = Callable[[str], str]


def _as_it_stands(text: str) -> str:
    return text


_translate: ContextVar[Translate] = ContextVar("_translate", default=_as_it_stands)
_mark: ContextVar[Translate] = ContextVar("_mark", default=_as_it_stands)


def gettext(text: str) -> str:
    """The text in the language that is spoken now."""
    return _translate.get()(text)


def gettext_noop(text: str) -> str:
    """The text as it stands: it is put into the catalogue here, and said with `gettext` where it is needed."""
    return text


def grouped(count: int) -> str:
    """A whole number with the marks between thousands that the language spoken now has."""
    return _mark.get()(f"{count:,}")


@contextmanager
def spoken(translate: Translate, *, mark: Translate = _as_it_stands) -> Iterator[None]:
    """Until this ends, `translate` says the texts, and `mark` puts the marks of its language into 1,240."""
    before, marked_before = _translate.set(translate), _mark.set(mark)
    try:
        yield
    finally:
        _translate.reset(before)
        _mark.reset(marked_before)

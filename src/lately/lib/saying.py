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


def gettext(text: str) -> str:
    """The text in the language that is spoken now."""
    return _translate.get()(text)


@contextmanager
def spoken(translate: Translate) -> Iterator[None]:
    """Until this ends, texts are said as `translate` says them."""
    before = _translate.set(translate)
    try:
        yield
    finally:
        _translate.reset(before)

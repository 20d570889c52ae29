"""In which language does a page speak? In the organisation's, where Lately has a catalogue of it; else in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.formats import get_format
from django.utils.translation import get_supported_language_variant, gettext, ngettext, override, pgettext

from lately.accounts.middleware import PUBLIC_PATHS
from lately.accounts.selectors import organisation
from lately.lib import saying
from lately.lib.clock import now
from lately.web.when import day_words, month_words

_KEPT = "_lately_organisation"
_MARKS = re.compile(r"(?<=\d)[,.](?=\d)")
_SUM = re.compile(r"(-?)(\D+?)\s?(\d[\d.,]*)")


class InItsLanguage:
    """Answers in the language of the organisation: words, months, and the marks in numbers.

    A text that its catalogue does not have stays English. Paths that say nothing to people cost no look into the book.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say in which language."""
        if request.path_info in PUBLIC_PATHS:
            return self.get_response(request)
        spoken = spoken_for(us(request).language)
        with override(spoken), saying.spoken(VOICE):
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", spoken)
        return answer


@contextmanager
def our_language() -> Iterator[None]:
    """Speak as the organisation's pages do, where no page is asked for: what is written down here is shown on one."""
    with override(spoken_for(organisation(at=now()).language)), saying.spoken(VOICE):
        yield


def us(request: HttpRequest) -> Any:
    """The organisation as it is now; asked for once a page, where looking changes nothing of it."""
    kept = request.__dict__.get(_KEPT)
    if kept is not None and request.method in {"GET", "HEAD"}:
        return kept
    ours = organisation(at=now())
    request.__dict__[_KEPT] = ours
    return ours


def spoken_for(tag: str) -> str:
    """The language of our catalogues that serves a tag best: de for de-CH; English for what we have no catalogue of."""
    try:
        return get_supported_language_variant(tag.replace("_", "-"))
    except (LookupError, ValueError):
        return settings.LANGUAGE_CODE


def told(text: str) -> str:
    """A text of ours in the language of the page; it has to be marked for the catalogue where it stands."""
    return gettext(text) if text else ""  # the empty text is a catalogue's own head


def marked(sum_or_count: str) -> str:
    """A number as English writes it, 1,240.50, with the marks of the page's language: 1.240,50."""
    thousands, decimal = get_format("THOUSAND_SEPARATOR"), get_format("DECIMAL_SEPARATOR")
    if (thousands, decimal) == (",", "."):
        return sum_or_count
    return _MARKS.sub(lambda mark: str(thousands if mark.group() == "," else decimal), sum_or_count)


def priced(sums: str) -> str:
    """Sums as English writes them, £13,379, CHF 20, as the page's language does: 13.379 £, 20 CHF."""
    return ", ".join(_priced(one) for one in sums.split(", "))


def _priced(one: str) -> str:
    found = _SUM.fullmatch(one)
    if found is None:
        return marked(one)
    minus, sign, number = found.groups()
    shape = pgettext("a sum, as in €89", "%(sign)s%(number)s")
    gap = " " if sign.isalpha() and shape.startswith("%(sign)") else ""
    return minus + shape % {"sign": sign + gap, "number": marked(number)}


VOICE = saying.Voice(gettext, ngettext, marked, day_words, month_words)

"""Can it be read: on a phone, by a screen reader, without pictures; and do its links lead where they say?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lately.words.guard.findings import Found
from lately.words.guard.links import hides, insecure, links_in, misleading, shortened
from lately.words.guard.look import Look
from lately.words.guard.pages import Page

_HIDDEN = re.compile(r"[\u202d\u202e]|(?<=[A-Za-z])[\u200b\u2060](?=[A-Za-z])|[\U000e0020-\U000e007e]{8}")
_TURNS = re.compile(r"[\u202a-\u202c\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FEW_WORDS, _HARDLY_WORDS, _WIDE, _SMALL = 25, 8, 640, 12


def check(look: Look) -> Iterator[Found]:
    """Report what hinders reading, and links that mislead."""
    text = f"{look.subject}\n{look.message.text}"
    hidden = _HIDDEN.search(text) or (None if _RIGHT_TO_LEFT.search(text) else _TURNS.search(text))
    if hidden:
        sign = hidden.group()[0]
        yield Found("hidden_letters", text=unicodedata.name(sign, f"U+{ord(sign):04X}").lower())
    if look.page is not None:
        yield from _pictures(look.page)
        if look.page.widest > _WIDE or 0 < look.page.smallest_letters < _SMALL:
            yield Found("small_on_a_phone", "html")
        if look.message.has_plain is False:
            yield Found("no_text_part", "html")
    links, where = (look.page.links, "html") if look.page else (links_in(look.message.text), "text")
    for code, judge in (
        ("link_misleading", misleading),
        ("link_hidden", hides),
        ("link_shortened", shortened),
        ("link_insecure", insecure),
    ):
        bad = next((link for link in links if judge(link)), None)
        if bad is not None:
            yield Found(code, where, text=(f"{bad.words} → {bad.href}" if bad.words != bad.href else bad.href)[:200])


def _pictures(page: Page) -> Iterator[Found]:
    seen = [picture for picture in page.pictures if not picture.tiny]
    large = any(picture.large for picture in seen)
    if seen and page.words < (_FEW_WORDS if large else _HARDLY_WORDS):
        yield Found("text_in_pictures", "html")
    elif any(picture.alt is None for picture in seen):
        yield Found("picture_without_words", "html")

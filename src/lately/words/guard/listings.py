"""Which stretches of a message show code on purpose, so that braces in them are no field left open?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from lately.words.html_text import LONGEST, text_of
from lately.words.message import Message

_MOST, _MOST_CHARACTERS = 200, 20_000
_FENCE = re.compile(r"^ {0,3}(```|~~~)[^\n]{0,100}\n", re.MULTILINE)
_TICKED = re.compile(r"`([^`\n]{1,200})`")
_INDENTED = re.compile(r"(?:\A|\n[ \t]{0,10})\n((?:(?: {4}|\t)[^\n]{0,1000}(?:\n|\Z)){1,200})")
_ELEMENT = re.compile(r"<(pre|code|samp|kbd)(?=[\s>])[^<>]{0,500}>", re.IGNORECASE)
_ENDS = re.compile(r"</(pre|code|samp|kbd)", re.IGNORECASE)


def listed_in(message: Message) -> Iterator[str]:
    """Yield the listings: fenced blocks; in Markdown also indented blocks and `ticks`; <pre> and <code> of a page.

    What fills more than half of the message is the message, and no listing in it.
    """
    found = list(_in_page(message.html)) if message.html else []
    found += list(_fenced(message.text))
    if message.markdown:
        found += [*_INDENTED.findall(message.text)[:_MOST], *_TICKED.findall(message.text)[:_MOST]]
    yield from (listing for listing in found if len(listing) * 2 <= len(message.text))


def _fenced(text: str) -> Iterator[str]:
    marks = list(_FENCE.finditer(text))[: 2 * _MOST]
    at = 0
    while at + 1 < len(marks):
        begins = marks[at]
        ends = next((mark for mark in marks[at + 1 :] if mark.group(1) == begins.group(1)), None)
        if ends is None:
            return
        yield text[begins.end() : ends.start()]
        at = marks.index(ends) + 1


def _in_page(page: str) -> Iterator[str]:
    page = page[:LONGEST]
    ends_of: dict[str, list[int]] = defaultdict(list)
    for end in _ENDS.finditer(page):
        ends_of[end.group(1).lower()].append(end.start())
    past = 0
    for start in list(_ELEMENT.finditer(page))[:_MOST]:
        if start.start() < past:
            continue
        ends = next((end for end in ends_of[start.group(1).lower()] if end >= start.end()), None)
        if ends is not None and ends - start.end() <= _MOST_CHARACTERS:
            past = ends
            yield text_of(page[start.end() : ends])

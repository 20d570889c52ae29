"""What does a reader see of this HTML?

Written by hand for one reason: whatever comes in, the time is linear in its length.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

LONGEST = 1_000_000
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:]{0,20})")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u200b\u200c\u200d\ufeff\u00ad\u034f]+")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_BLOCKS = re.compile(
    r"(?:address|article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|"
    r"hr|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)"
)
_UNSEEN = frozenset({"script", "style", "head", "template", "noscript", "svg", "object", "select", "textarea"})
_HISTORY = re.compile(r"gmail_quote|yahoo_quoted|moz-cite|protonmail_quote|type=[\"']?cite", re.IGNORECASE)
_QUOTE_TAGS = frozenset({"blockquote", "div"})


@dataclass(slots=True)
class _Page:
    """A page while it is read: where we are, what was seen, how deep inside a quotation."""

    page: str
    lower: str
    at: int = 0
    seen: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    quote_tag: str = ""
    quote_depth: int = 0

    def find(self, what: str, start: int) -> int:
        """As str.find, -1 at once when it was missing before: so the whole stays linear."""
        found = -1 if what in self.missing else self.lower.find(what, start)
        if found < 0:
            self.missing.add(what)
        return found


def text_of(page: str) -> str:
    """Return the visible text, a line a block; quoted history (as mail programs mark it) is left out."""
    page = page[:LONGEST]
    reading = _Page(page, page.lower() if page.isascii() else _lower(page))
    while reading.at < len(page):
        _step(reading)
    lines = (_SPACES.sub(" ", line).strip() for line in html.unescape("".join(reading.seen)).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _lower(page: str) -> str:
    """Lower case that keeps every position."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in page)


def _step(reading: _Page) -> None:
    """Read the text up to the next tag, and the tag."""
    opens = reading.find("<", reading.at)
    if opens < 0:
        _see(reading, reading.page[reading.at :])
        reading.at = len(reading.page)
        return
    _see(reading, reading.page[reading.at : opens])
    tag = _TAG.match(reading.page, opens)
    if tag is not None:
        _tag(reading, opens, tag.group(1).lower())
    else:
        _no_tag(reading, opens)


def _see(reading: _Page, text: str) -> None:
    if not reading.quote_depth:
        reading.seen.append(text.replace("\n", " "))


def _no_tag(reading: _Page, opens: int) -> None:
    """A comment, a declaration, or a bare `<`."""
    if reading.page.startswith("<!--", opens):
        reading.at = _past(reading, "-->", opens + 4)
    elif reading.page.startswith(("<!", "<?", "</"), opens):
        reading.at = _past(reading, ">", opens)
    else:
        _see(reading, "<")
        reading.at = opens + 1


def _past(reading: _Page, what: str, start: int) -> int:
    found = reading.find(what, start)
    return len(reading.page) if found < 0 else found + len(what)


def _tag(reading: _Page, opens: int, name: str) -> None:
    closing = reading.page.startswith("</", opens)
    reading.at = _past(reading, ">", opens)
    if name in _UNSEEN and not closing:
        ending = reading.find(f"</{name}", reading.at)
        reading.at = reading.at if ending < 0 else _past(reading, ">", ending)
    elif name in _QUOTE_TAGS:
        _quotation(reading, name, closing=closing, tag=reading.page[opens : min(reading.at, opens + 2000)])
    if _BLOCKS.fullmatch(name) and not reading.quote_depth:
        reading.seen.append("\n- " if name == "li" and not closing else "\n")


def _quotation(reading: _Page, name: str, *, closing: bool, tag: str) -> None:
    """Keep count of how deep we are inside what somebody else wrote."""
    if reading.quote_depth:
        if name == reading.quote_tag:
            reading.quote_depth += -1 if closing else 1
    elif not closing and _HISTORY.search(tag):
        reading.quote_tag, reading.quote_depth = name, 1

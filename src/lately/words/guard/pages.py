"""What stands in this HTML that a reader does not see at once: links, pictures, sizes?

By patterns without nested repetition over at most a megabyte, so that no page can make it slow.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from lately.words.html_text import LONGEST, text_of

MOST = 500
_LARGE = 300
_LINK = re.compile(r"<a\s([^<>]{1,4000})>", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([a-z-]{1,30})\s{0,5}=\s{0,5}(?:\"([^\"]{0,3000})\"|'([^']{0,3000})'|([^\s\"'>]{1,2000}))", re.IGNORECASE
)
_VIEWPORT = re.compile(r"<meta\s[^<>]{0,200}viewport", re.IGNORECASE)
_WIDTH = re.compile(
    r"<(?:table|td|div|img)\s[^<>]{0,500}?(?<![\w-])width\s?[=:]\s?[\"']?(\d{3,5})(?:px)?(?![\d%])", re.IGNORECASE
)
_LETTERS = re.compile(r"font(?:-size)?\s?:\s?[^;<>\"{}]{0,40}?(\d{1,3}(?:\.\d{1,3})?)px", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, and the words (or the picture's) that one presses."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its alternative text, None if it has none; too small to be seen; larger than a logo."""

    alt: str | None
    tiny: bool
    large: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds; sizes in pixels."""

    links: tuple[Link, ...]
    pictures: tuple[Picture, ...]
    viewport: bool
    widest: int
    smallest_letters: float
    words: int


def page_of(page: str) -> Page:
    """Look through a page."""
    page = _without_comments(page[:LONGEST])
    letters = [float(size) for size in _LETTERS.findall(page)[:MOST]]
    return Page(
        links=tuple(_links(page)),
        pictures=tuple(_picture(found.group(1)) for found in list(_PICTURE.finditer(page))[:MOST]),
        viewport=bool(_VIEWPORT.search(page)),
        widest=max((int(width) for width in _WIDTH.findall(page)[:MOST]), default=0),
        smallest_letters=min((size for size in letters if size > 1), default=0.0),
        words=len(text_of(page).split()),
    )


def _without_comments(page: str) -> str:
    """A comment that does not end is none; linear, whatever opens and never closes."""
    kept, at = [], 0
    while (opens := page.find("<!--", at)) >= 0 and (ends := page.find("-->", opens + 4)) >= 0:
        kept.append(page[at:opens])
        at = ends + 3
    return "".join([*kept, page[at:]])


def _links(page: str) -> list[Link]:
    found = []
    for start in list(_LINK.finditer(page))[:MOST]:
        ends = page.find("</a", start.end(), start.end() + 4000)
        inside = page[start.end() : ends if ends >= 0 else start.end() + 200]
        href = _attributes(start.group(1)).get("href", "").strip()
        if href:
            found.append(Link(href, " ".join(text_of(inside).split())))
    return found


def _picture(attributes: str) -> Picture:
    known = _attributes(attributes)
    sizes = [int(size) for name in ("width", "height") if (size := known.get(name, "").removesuffix("px")).isdecimal()]
    tiny = any(size <= 2 for size in sizes)  # noqa: PLR2004 - a counting pixel
    return Picture(known.get("alt"), tiny, max(sizes, default=0) >= _LARGE)


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(text)
    }

"""What does a feed (RSS, Atom) or a page offer to read?"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext

from lately.content.fetching import Fetched
from lately.content.pieces import Found
from lately.lib.refusal import Refusal
from lately.words.charsets import decoded
from lately.words.html_text import text_of

MOST_ENTRIES = 30
_FEED = re.compile(
    rb"\A\s{0,200}(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,2000}?-->\s{0,200})?<(?:rss|feed|rdf:RDF)\b",
    re.DOTALL,
)
_CHARSET = re.compile(rb"charset\s?=\s?[\"']?([\w-]{2,40})", re.IGNORECASE)
_META = re.compile(r"<meta\s[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]{1,40})\s{0,5}=\s{0,5}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})')")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,1000})", re.IGNORECASE)
_HEAD = 200_000
_PARTS = {"title", "link", "description", "summary", "content", "encoded"}


def is_feed(page: Fetched) -> bool:
    """Whether it lists entries to choose from."""
    return page.kind.endswith(("rss+xml", "atom+xml")) or _FEED.match(page.data[:4000]) is not None


def page_of(page: Fetched) -> Found:
    """A page as something found: its title, what it says it is about, and the text of its article."""
    declared = _CHARSET.search(page.data[:2048])
    charset = page.charset or (declared.group(1).decode("ascii") if declared else "utf-8")
    told = decoded(page.data, charset).replace("\0", "")
    if page.kind == "text/plain":
        return Found("page", told.strip().partition("\n")[0], told.strip(), address=page.address)
    head = told[:_HEAD]
    said = _said(head)
    plain = _TITLE.search(head)
    title = said.get("og:title") or (html.unescape(plain.group(1)) if plain else "")
    about = said.get("og:description") or said.get("description", "")
    return Found("page", title, text_of(_article(told)), about, page.address)


def _said(head: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in _META.finditer(head):
        parts = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag.group())}
        name = (parts.get("property") or parts.get("name") or "").lower()
        if name and parts.get("content"):
            found.setdefault(name, html.unescape(parts["content"]).strip())
    return found


def _article(page: str) -> str:
    """The part that a page marks as its article, else all of it."""
    lower = page.lower()
    for tag in ("article", "main"):
        begins, ends = lower.find(f"<{tag}"), lower.rfind(f"</{tag}")
        if 0 <= begins < ends:
            return page[begins:ends]
    return page


@dataclass
class _Reading:
    """A feed while it is read: entries, and the text of the part we are in."""

    entries: list[dict[str, str]] = field(default_factory=list)
    part: str = ""
    deep: int = 0

    def starts(self, name: str, attributes: dict[str, str]) -> None:
        plain = name.rpartition(":")[2].lower()
        if plain in {"item", "entry"}:
            if len(self.entries) < MOST_ENTRIES:
                self.entries.append({})
            else:
                self.part = "-"
        elif self.entries and self.part == "" and plain in _PARTS:
            self.part = plain
            if plain == "link" and attributes.get("href") and attributes.get("rel", "alternate") == "alternate":
                self.entries[-1]["link"] = attributes["href"]

    def ends(self, name: str) -> None:
        if name.rpartition(":")[2].lower() == self.part:
            self.part = ""

    def says(self, text: str) -> None:
        if self.entries and self.part not in {"", "-"}:
            self.entries[-1][self.part] = (self.entries[-1].get(self.part, "") + text)[:100_000]


def entries_of(page: Fetched) -> list[Found]:
    """The entries of a feed, as they stand in it; raises Refusal for what is none."""
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reading.starts
    parser.EndElementHandler = reading.ends
    parser.CharacterDataHandler = reading.says
    try:
        parser.Parse(page.data.strip(), True)
    except (expat.ExpatError, ValueError, LookupError):
        raise _no_feed(gettext("It is damaged.")) from None
    found = [_entry(one) for one in reading.entries]
    if not found:
        raise _no_feed(gettext("Nothing stands in it."))
    return found


def _entry(parts: dict[str, str]) -> Found:
    told = parts.get("encoded") or parts.get("content") or parts.get("description") or parts.get("summary") or ""
    text = text_of(told)
    link = parts.get("link", "").strip()
    title = html.unescape(parts.get("title", "")).strip() or text.partition("\n")[0][:120] or "Without a title"
    return Found("feed", title, text, address=link if link.startswith(("http://", "https://")) else "")


def _refuse_doctype(*_: object) -> None:
    """Definitions inside a document can make a small one unfold to gigabytes, or read files; a feed needs none."""
    raise _no_feed(gettext("It brings definitions of its own, which are not read."))


def _no_feed(why: str) -> Refusal:
    return Refusal(gettext("The feed was not read."), why, gettext("Paste the address of one article, or its text."))

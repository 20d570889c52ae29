"""What do these bytes say: headers, and the text a person reads?

A small reader of RFC 5322 and MIME, made for mail as it is: broken, cut, nested without end. Everything is bounded
(bytes, parts), time is linear, nothing is raised.
"""

from __future__ import annotations

import binascii
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lately.words.charsets import decoded, header_text, unbase64
from lately.words.html_text import text_of

LONGEST_HEAD = 256 * 1024
LONGEST_TEXT = 512 * 1024
MOST_PARTS = 200
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\A\r?\n")
_FIELD = re.compile(rb"^([!-9;-~]{1,80})[ \t]*:(.*(?:\r?\n[ \t].*)*)", re.MULTILINE)
_PARAMETER = re.compile(r';\s*([\w*\-]{1,40})\s*=\s*(?:"([^"]{0,400})"|([^\s;"]{1,400}))')


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields of a message or part; names in lower case, values raw."""

    fields: tuple[tuple[str, bytes], ...]

    def raw(self, name: str) -> bytes:
        """Return the first value of that name, or nothing."""
        return next((value for found, value in self.fields if found == name), b"")

    def text(self, name: str) -> str:
        """Return the first value, read: encoded words decoded, white space folded."""
        return header_text(self.raw(name))

    def __contains__(self, name: str) -> bool:
        return any(found == name for found, _ in self.fields)


def split_head(message: bytes) -> tuple[Headers, bytes]:
    """Return headers and body; the head ends at the first empty line."""
    ends = _END_OF_HEAD.search(message, 0, LONGEST_HEAD)
    head = message[: ends.start()] if ends else message[:LONGEST_HEAD]
    body = message[ends.end() :] if ends else b""
    fields = tuple((name.decode("ascii").lower(), value) for name, value in _FIELD.findall(head))
    return Headers(fields), body


def parameters(value: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition, names in lower case."""
    return {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(value[:4000])}


def media_type(headers: Headers) -> str:
    """Return type/subtype in lower case; text/plain where there is none."""
    found = headers.text("content-type").partition(";")[0].strip().lower()
    return found if "/" in found else "text/plain"


def text_in(headers: Headers, body: bytes) -> str:
    """Return the text a person reads: the plain part if it says something, else the HTML as text."""
    plain, rich = parts_of(headers, body)
    read = "\n".join(part for part in plain if part.strip())
    if not read.strip() and rich:
        read = "\n".join(text_of(page) for page in rich)
    return read.replace("\0", "").replace("\r\n", "\n").strip()


def parts_of(headers: Headers, body: bytes) -> tuple[list[str], list[str]]:
    """Return the texts and the HTML pages of a message, in order; attachments are never opened."""
    plain: list[str] = []
    rich: list[str] = []
    for kind, text in _texts(headers, body):
        (rich if kind == "text/html" else plain).append(text)
    return plain, rich


def _texts(headers: Headers, body: bytes) -> Iterator[tuple[str, str]]:
    """Every readable part in order, at most MOST_PARTS, however deep they are nested."""
    left = MOST_PARTS
    open_parts = [(headers, body)]
    while open_parts and left:
        left -= 1
        part, content = open_parts.pop()
        kind = media_type(part)
        if kind.startswith("multipart/"):
            inner = [split_head(piece) for piece in _pieces(part, content, left)]
            open_parts.extend(reversed(inner))
        elif kind in {"text/plain", "text/html"} and not _attached(part):
            yield kind, _readable(part, content)


def _pieces(headers: Headers, body: bytes, most: int) -> list[bytes]:
    boundary = parameters(headers.text("content-type")).get("boundary", "")
    if not boundary:
        return [body]
    line = re.compile(rb"\n--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*\r?(?=\n|\Z)")
    pieces: list[bytes] = []
    begins = None
    for found in itertools.islice(line.finditer(b"\n" + body), most + 1):
        if begins is not None:
            pieces.append(body[begins : max(begins, found.start() - 1)])
        begins = None if found.group(1) else found.end()
    return pieces if begins is None else [*pieces, body[begins:]]


def _attached(headers: Headers) -> bool:
    return headers.text("content-disposition").lower().startswith("attachment")


def _readable(headers: Headers, content: bytes) -> str:
    charset = parameters(headers.text("content-type")).get("charset", "")
    coding = headers.text("content-transfer-encoding").lower()
    content = content[: LONGEST_TEXT * 2]
    if coding == "base64":
        content = unbase64(content)
    elif coding == "quoted-printable":
        content = binascii.a2b_qp(content)
    return decoded(content[:LONGEST_TEXT], charset)

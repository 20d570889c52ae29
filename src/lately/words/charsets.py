"""Which letters do these bytes stand for, when what they claim may be wrong?"""

from __future__ import annotations

import binascii
import codecs
import re

# Codecs that are no character sets, or whose decoding is not linear.
_NO_CHARSET = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "utf-7", "utf_7"}
)
_ENCODED_WORD = re.compile(r"=\?([\w.:+\-]{1,40})(?:\*[\w\-]*)?\?([bBqQ])\?([^?\r\n]{0,4000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[\w.:+\-]{1,40}(?:\*[\w\-]*)?\?[bBqQ]\?)")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decoded(data: bytes, claimed: str = "") -> str:
    """Return the text: by the claimed charset if it holds, else UTF-8, else Windows-1252. Never raises."""
    for charset in (claimed.strip("\"' ").lower(), "utf-8"):
        if _is_charset(charset):
            try:
                return data.decode(charset)
            except (UnicodeError, ValueError):
                continue
    return data.decode("cp1252", "replace")


def _is_charset(name: str) -> bool:
    try:
        if not name:
            return False
        codec = codecs.lookup(name)
        # zlib, rot13 and their like make no text of bytes.
        return codec.name not in _NO_CHARSET and getattr(codec, "_is_text_encoding", True)
    except (LookupError, ValueError):
        return False


def header_text(raw: bytes) -> str:
    """Return a header's value as text, encoded words (RFC 2047) read, white space folded."""
    if b"=?" not in raw and raw.isascii():
        return " ".join(raw.decode("ascii").replace("\0", "").split())
    text = _BETWEEN_WORDS.sub(r"\1", decoded(raw))
    return " ".join(_ENCODED_WORD.sub(_word, text).replace("\0", "").split())


def _word(found: re.Match[str]) -> str:
    charset, form, body = found.groups()
    data = body.encode("utf-8", "replace")
    if form in "bB":
        return decoded(unbase64(data), charset)
    return decoded(binascii.a2b_qp(data, header=True), charset)


def unbase64(data: bytes) -> bytes:
    """Decode base64 as far as it goes; what is damaged is left out."""
    clean = _NO_BASE64.sub(b"", data)
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))

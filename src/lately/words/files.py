"""How does a file become a message: .eml, .html, .txt, .md? Whatever is in it, in bounded time and memory."""

from __future__ import annotations

import re
from pathlib import Path

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.words.charsets import decoded
from lately.words.html_text import text_of
from lately.words.message import CHANNELS, Message
from lately.words.mime import parts_of, split_head

MOST_BYTES = 4 * 1024 * 1024
ENDINGS = (".eml", ".html", ".htm", ".txt", ".md")
_SUBJECT_LINE = re.compile(r"\A\ufeff?\s{0,20}subject:[ \t]*([^\n]{0,998})\n", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s?=\s?[\"']?([\w-]{2,40})", re.IGNORECASE)


def opened(path: Path, *, channel: str = "") -> Message:
    """Read a file as a message; a channel left out is e-mail. Raises Refusal if it cannot be read.

    What is beyond the first four megabytes is not looked at; nobody reads that far.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Refusal(
            _("%(name)s is no message that can be read.") % {"name": path.name},
            _("Its name ends in %(ending)r.") % {"ending": ending}
            if ending
            else _("Its name has no ending that says what it is."),
            _("Give a file whose name ends in one of %(endings)s.") % {"endings": ", ".join(ENDINGS)},
        )
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES)
    except OSError as error:
        raise Refusal(
            _("%(path)s cannot be read.") % {"path": path},
            f"{error.strerror or error}.",
            _("Check the name and who may read it."),
        ) from None
    return message_from(data, ending, channel=channel or "email")


def message_from(data: bytes, ending: str, *, channel: str = "email") -> Message:
    """Make a message of bytes; `ending` says what they are (".eml"). Never raises for what stands in them."""
    if channel not in CHANNELS:
        raise Refusal(
            _("There is no channel %(channel)r.") % {"channel": channel},
            _("There are %(channels)s.") % {"channels": ", ".join(CHANNELS)},
            _("Choose one of them."),
        )
    if ending == ".eml":
        return _mail(data, channel)
    if ending in {".html", ".htm"}:
        found = _CHARSET.search(data[:2048])
        page = _clean(decoded(data, found.group(1).decode("ascii") if found else "utf-8"))
        return Message(text_of(page), channel, html=page)
    text = _clean(decoded(data, "utf-8"))
    subject = _SUBJECT_LINE.match(text)
    body = (text[subject.end() :] if subject else text).strip("\n")
    return Message(body.strip(), channel, subject.group(1).strip() if subject else None, markdown=ending == ".md")


def _mail(data: bytes, channel: str) -> Message:
    head, body = split_head(data)
    plain, rich = parts_of(head, body)
    page = "\n".join(rich) if rich else None
    text = "\n".join(part for part in plain if part.strip()) or (text_of(page) if page else "")
    subject = head.text("subject") if "subject" in head else ""
    return Message(_clean(text).strip(), channel, subject, _clean(page) if page else None, head, bool(plain))


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")

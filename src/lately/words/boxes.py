"""Where does one message end and the next begin: in an mbox, a Maildir, a folder of .eml files?"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 1024 * 1024
_LINE = 64 * 1024
_SEPARATOR = re.compile(
    rb"From [^\r\n]{0,300}?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\d{1,2} )?[A-Z][a-z]{2} [^\r\n]{4,60}\r?\n?$"
    rb"|From [^\s]{1,300}@[^\s]{1,300}\r?\n?$|From (?:-|MAILER-DAEMON|\?\?\?@\?\?\?)[^\r\n]{0,100}\r?\n?$"
)
_FIELD = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_MAIL_FIELDS = re.compile(
    rb"^(?:from|date|subject|to|received|message-id|return-path|mime-version|delivered-to|x-[\w-]+)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_UNESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Raw:
    """One message as it lies there: its place from 1, its first MOST_BYTES bytes, how long it is, in which file."""

    number: int
    data: bytes
    length: int
    name: str


def is_mailbox(path: Path) -> bool:
    """Whether `path` is an mbox, an .eml file, a Maildir or a folder of .eml files."""
    if path.is_dir():
        return next(_files(path), None) is not None
    with path.open("rb") as file:
        begin = file.read(_LINE)
    if _SEPARATOR.match(begin.split(b"\n", 1)[0] + b"\n"):
        return True
    head = begin.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return bool(_FIELD.match(begin)) and len(set(_MAIL_FIELDS.findall(head))) >= 2  # noqa: PLR2004 - "to:" alone may be a note


def messages(path: Path) -> Iterator[Raw]:
    """Every message in order, in bounded memory; a folder is read file by file, sorted by name."""
    if path.is_dir():
        for number, one in enumerate(_files(path), 1):
            yield _one(one, number)
        return
    with path.open("rb") as file:
        if not _SEPARATOR.match(file.readline(_LINE)):
            yield _one(path, 1)
            return
        file.seek(0)
        yield from _mbox(file, path.name)


def _files(folder: Path) -> Iterator[Path]:
    """Messages of a Maildir (cur and new, sub-folders too), else the .eml files."""
    maildir = any(folder.rglob("cur"))
    for path in sorted(folder.rglob("*")):
        wanted = path.parent.name in {"cur", "new"} if maildir else path.suffix.lower() == ".eml"
        if wanted and path.is_file():
            yield path


def _one(path: Path, number: int) -> Raw:
    try:
        with path.open("rb") as file:
            return Raw(number, file.read(MOST_BYTES), path.stat().st_size, path.name)
    except OSError:
        return Raw(number, b"", 0, path.name)  # one message of many that may not be read is counted as unreadable


def _mbox(file: BinaryIO, name: str) -> Iterator[Raw]:
    kept = io.BytesIO()
    number, length, blank = 0, 0, True
    lines = _Lines(file)
    for line in lines:
        if blank and line.startswith(b"From ") and _SEPARATOR.match(line) and lines.next_is_field():
            if number:
                yield Raw(number, _restored(kept), length, name)
            kept, number, length = io.BytesIO(), number + 1, 0
        else:
            length += len(line)
            if kept.tell() < MOST_BYTES:
                kept.write(line)
        blank = lines.ended and line in {b"\n", b"\r\n"}
    if number:
        yield Raw(number, _restored(kept), length, name)


def _restored(kept: io.BytesIO) -> bytes:
    return _UNESCAPED.sub(rb"\1", kept.getvalue())


class _Lines:
    """The lines of a file, long ones in pieces, with a look at the next one."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.ended = True
        self.ahead = file.readline(_LINE)

    def __iter__(self) -> Iterator[bytes]:
        while self.ahead:
            line, self.ahead = self.ahead, self.file.readline(_LINE)
            self.ended = line.endswith(b"\n")
            yield line

    def next_is_field(self) -> bool:
        """Whether a header begins here: a sentence that begins with "From" is followed by more prose."""
        return bool(_FIELD.match(self.ahead)) or self.ahead.startswith((b"\n", b"\r\n", b">From ")) or not self.ahead

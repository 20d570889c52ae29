"""In which letters is this file written?"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop, grouped

_BLOCK = 1024 * 1024
_BEGINNING = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WRITTEN = bytes({*range(256)} - {*range(1, 9), *range(14, 27), *range(28, 32), 127})
_MOST_UNWRITTEN = 0.03  # of the bytes of the beginning; of noise it is more than a tenth
_OTHER_FORMATS = (
    (b"PK\x03\x04", gettext_noop("a spreadsheet (.xlsx, .ods) or another zip file")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old Excel or Outlook file")),
    (b"%PDF", gettext_noop("a PDF")),
    (b"\x1f\x8b", gettext_noop("compressed (gzip)")),
    (b"SQLite format 3", gettext_noop("an SQLite database")),
    (b"!BDN", gettext_noop("an Outlook data file (.pst)")),
    (b"{\\rtf", gettext_noop("a word processor's text")),
    (b"\x89PNG", gettext_noop("a picture")),
    (b"\xff\xd8\xff", gettext_noop("a picture")),
    (b"GIF8", gettext_noop("a picture")),
    (b"RIFF", gettext_noop("a picture, a sound or a film")),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec, and what the person who gave the file should be told about it (or nothing)."""

    codec: str
    note: str = ""


def encoding_of(path: Path) -> Encoding:
    """Return the encoding in which the whole file can be read; raises Refusal for what is no text file.

    UTF-8 with or without a mark, UTF-16 with or without a mark; whatever else holds is taken as Windows-1252, and told.
    The file is read once, in blocks.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(_BEGINNING)
    except OSError as error:
        raise Refusal(
            _("%(path)s cannot be opened.") % {"path": path},
            f"{error.strerror or error}.",
            _("Check the name and who may read it."),
        ) from None
    _refuse_other_formats(path, begin)
    marked = next((codec for mark, codec in _MARKS if begin.startswith(mark)), None) or _unmarked_utf16(begin)
    codec = marked or "utf-8"
    wrong = _first_wrong(path, codec)
    if wrong is None:
        return Encoding(codec)
    if marked and marked != "utf-8-sig":
        raise Refusal(
            _("%(name)s is damaged.") % {"name": path.name},
            _("It breaks off as UTF-16 near byte %(place)s.") % {"place": grouped(wrong)},
            _("Export it again."),
        )
    if _is_noise(begin):
        raise Refusal(
            _("%(name)s is no list and no mailbox.") % {"name": path.name},
            _("It holds signs that pictures, sounds and programs hold, and no text."),
            _("Save the list as CSV or .xlsx, or the mail as .mbox, and choose that file."),
        )
    return Encoding(
        "cp1252",
        _("%(name)s is not UTF-8 (byte %(place)s); it was read as Windows-1252. If names look wrong, save it as UTF-8.")
        % {"name": path.name, "place": grouped(wrong)},
    )


def _refuse_other_formats(path: Path, begin: bytes) -> None:
    other = next((name for sign, name in _OTHER_FORMATS if begin.startswith(sign)), None)
    if other:
        raise Refusal(
            _("%(name)s is %(other)s, no list and no mailbox.") % {"name": path.name, "other": _(other)},
            _("Tables are read from CSV, mail from mbox, Maildir or .eml."),
            _("Save or export it as CSV (UTF-8), or as mbox."),
        )


def _is_noise(begin: bytes) -> bool:
    """Whether so many of these bytes are signs that nobody writes, that it is no text in any letters."""
    return len(begin.translate(None, _WRITTEN)) > len(begin) * _MOST_UNWRITTEN


def _unmarked_utf16(begin: bytes) -> str | None:
    """Western text in UTF-16 has a NUL in every other byte."""
    half = len(begin) // 2
    if half and begin[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    if half and begin[0::2].count(0) > half * 0.6:
        return "utf-16-be"
    return None


def _first_wrong(path: Path, codec: str) -> int | None:
    """Where decoding fails first, in bytes, or None if it does not."""
    decoder = codecs.getincrementaldecoder(codec)()
    done = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            try:
                decoder.decode(block, final=len(block) < _BLOCK)
            except UnicodeDecodeError as error:
                return done + error.start
            done += len(block)
    return None

"""Take what is worth saying into the book, from its definitions in YAML."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext

from lately.content.definition import parse_definitions
from lately.content.services import keep_contents, plain
from lately.imports.models import Import
from lately.imports.services import Intake, Manner, Tally, Written
from lately.lib.encodings import encoding_of
from lately.lib.refusal import Refusal
from lately.segments.selectors import questions_known
from lately.usecases.take_table import new_tally, place, settle

LARGEST = 16 * 1024 * 1024


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One content's definition, checked."""

    definition: dict[str, Any]


def import_content(*, path: Path, now: dt.datetime, manner: Manner) -> Tally:
    """Take a YAML file of contents (docs/content.md) in; a changed one is a new version, an equal one is left.

    Raises Refusal, nothing being changed, if any of them is wrong.
    """
    zone, _ = place(manner, now)
    entries = [
        Entry(plain(definition)) for definition in parse_definitions(_text(path), zone=zone, named=questions_known())
    ]
    tally = new_tally("content", path, now)
    tally.read = len(entries)
    begin = functools.partial(settle, tally, manner, now)

    def write(batch: Sequence[Entry], imported: int) -> Written:
        definitions = [entry.definition for entry in batch]
        added, unchanged = keep_contents(definitions=definitions, now=now, imported=Import(pk=imported))
        return Written(added, unchanged, changed=bool(added))

    return Intake(path, now, tally, manner, Entry, write, begin).take(entries)


def _text(path: Path) -> str:
    encoding = encoding_of(path)
    if path.stat().st_size > LARGEST:
        raise Refusal(
            gettext("%(file)s is larger than %(most_mb)s MB.") % {"file": path.name, "most_mb": LARGEST >> 20},
            gettext("Definitions of contents are short."),
            gettext("Check that it is the right file, or import it in parts."),
        )
    return path.read_text(encoding=encoding.codec)

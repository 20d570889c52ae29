"""Keep the lines of an upload that could not be used, in its own columns, each with why and how to mend it."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lately.imports import uploads
from lately.imports.columns import ADDED
from lately.imports.mapping import LeftOut
from lately.imports.models import Upload
from lately.imports.originals import original_table
from lately.imports.reading import harmless
from lately.lib.refusal import Refusal
from lately.lib.tables import Rejected, Row

_COMMAND = re.compile(r"\./lately|--\w")
# What refusals say to whoever gives commands, word for word, and what they say at a screen.
_AT_A_SCREEN = {
    gettext_noop(
        "Give this line its own reference; if this line is right and the book is wrong, undo import %(import)s first "
        "(./lately import undo %(import)s)."
    ): gettext_noop(
        "Give this line its own reference; if this line is right and the book is wrong, take import %(import)s back "
        "first, under Bring in."
    ),
    gettext_noop(
        "If the first way was right, nothing is to be done. If this one is, ./lately import undo %(import)s and give "
        "this command again."
    ): gettext_noop(
        "If the first way was right, nothing is to be done. If this one is, take import %(import)s back under Bring "
        "in, and bring this again."
    ),
    gettext_noop("Mend the date, or give the zone with --zone."): gettext_noop(
        "Mend the date, or say in which time zone the list was written."
    ),
}


def keep_rejected_lines(upload: Upload, rejects: Sequence[Rejected], left_out: LeftOut) -> None:
    """Write them as CSV that no spreadsheet runs, with what stood between the cells; nothing if there are none."""
    path = uploads.rejects_of(upload)
    path.unlink(missing_ok=True)
    if not rejects and not left_out.rejected:
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        if upload.kind == "mail":
            _write(file, (), ((line.number, (), line) for line in rejects))
            return
        wrong = {line.number: line for line in (*rejects, *left_out.rejected)}
        table = original_table(uploads.file_of(upload), upload.looked["format"])
        rows = ((row.number, row.cells if isinstance(row, Row) else (), wrong.get(row.number)) for row in table)
        _write(file, table.headers, rows, table.delimiter if upload.looked["format"] == "csv" else ",")


def rejected_lines(*, number: int) -> tuple[str, Path]:
    """Return a name for the file of an upload's rejected lines, and where it lies; raises Refusal if there is none."""
    upload = uploads.upload_numbered(number)
    path = uploads.rejects_of(upload)
    if not path.exists():
        raise Refusal(
            _("There is no list of rejected lines of %(file)s.") % {"file": upload.name},
            _("Every line could be used, or the list was thrown away after a month."),
            _("Bring the file in again; lines that are in the book already are not doubled."),
        )
    return f"{Path(upload.name).stem[:80]}-rejected.csv", path


def on_screen(text: str) -> str:
    """Return what a refusal says, in the same language, in the words of somebody at a screen, who gives no commands."""
    if not _COMMAND.search(text):
        return text
    for command, words in _AT_A_SCREEN.items():
        form = re.escape(_(command)).replace(re.escape("%(import)s"), r"(\d+)")
        text = re.sub(form, functools.partial(_said_of, _(words)), text)
    return text


def _said_of(words: str, found: re.Match[str]) -> str:
    return words % {"import": found[1]} if found.re.groups else words


def _write(
    file: IO[str],
    headers: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str], Rejected | None]],
    delimiter: str = ",",
) -> None:
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow([*map(harmless, headers), *ADDED])
    for number, cells, line in rows:
        if line:
            padded = [*cells, *[""] * (len(headers) - len(cells))]
            writer.writerow([*map(harmless, padded), number, harmless(line.what), harmless(on_screen(line.todo))])

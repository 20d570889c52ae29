"""Keep the lines of an upload that could not be used, in its own columns, each with why and how to mend it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from lately.imports import uploads
from lately.imports.columns import ADDED, REJECTED
from lately.imports.mapping import LeftOut
from lately.imports.models import Upload
from lately.imports.originals import original_table
from lately.imports.reading import harmless
from lately.lib.refusal import Refusal
from lately.lib.tables import Rejected, Row, read_table

_UNDO = r"\./lately import undo (\d+)"
_COMMANDS = (
    (re.compile(rf"undo import \d+ first \({_UNDO}\)"), r"take import \1 back first, under Bring in"),
    (re.compile(rf"{_UNDO} and give this command again"), r"take import \1 back under Bring in, and bring this again"),
    (re.compile(r"(?:or )?give the zone with --zone"), "or say in which time zone the list was written"),
)


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
        numbers = dict(_numbers(uploads.plain_of(upload), {line.number: line for line in rejects}))
        wrong = numbers | {line.number: line for line in left_out.rejected}
        table = original_table(uploads.file_of(upload), upload.looked["format"])
        rows = ((row.number, row.cells if isinstance(row, Row) else (), wrong.get(row.number)) for row in table)
        _write(file, table.headers, rows, table.delimiter if upload.looked["format"] == "csv" else ",")


def rejected_lines(*, number: int) -> tuple[str, Path]:
    """Return a name for the file of an upload's rejected lines, and where it lies; raises Refusal if there is none."""
    upload = uploads.upload_numbered(number)
    path = uploads.rejects_of(upload)
    if not path.exists():
        raise Refusal(
            f"There is no list of rejected lines of {upload.name}.",
            "Every line could be used, or the list was thrown away after a month.",
            "Bring the file in again; lines that are in the book already are not doubled.",
        )
    return f"{Path(upload.name).stem[:80]}-rejected.csv", path


def on_screen(text: str) -> str:
    """Return what a refusal says in the words of somebody at a screen, who gives no commands."""
    for command, words in _COMMANDS:
        text = command.sub(words, text)
    return text


def _numbers(plain: Path, rejects: dict[int, Rejected]) -> Iterator[tuple[int, Rejected]]:
    """Yield each rejected line with the number it has in the file that came."""
    if not rejects:
        return
    for row in read_table(plain, needs=(), knows={REJECTED[0]: ()}):
        if row.number in rejects and isinstance(row, Row):
            yield int(row.values[REJECTED[0]]), rejects[row.number]


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

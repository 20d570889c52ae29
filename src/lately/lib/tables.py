"""What stands in this CSV file, whoever exported it?

`read_table` opens a file of any size, in any usual encoding and with any usual delimiter, and yields its rows; a line
that cannot be read is yielded as `Rejected`, never dropped. The values are read by `lib/values.py`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from lately.lib.cells import unguarded
from lately.lib.encodings import Encoding, encoding_of
from lately.lib.headings import DELIMITERS, heading, pass_title
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop, grouped

LONGEST_LINE = 1_000_000
CAME_AS = "line_as_it_came"  # the column in which a list that was rewritten says which line each was
MOST_COLUMNS = 5_000
_LONG_LINE_TODO = gettext_noop(
    "A line break or a closing quotation mark is most likely missing; export the file again."
)
_MARKS_SAID = {
    ",": gettext_noop("Put a cell that holds a comma into quotation marks."),
    ";": gettext_noop("Put a cell that holds a semicolon into quotation marks."),
    "\t": gettext_noop("Put a cell that holds a tab into quotation marks."),
    "|": gettext_noop("Put a cell that holds a bar into quotation marks."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One readable line. `values` holds the known columns (stripped), `cells` every cell as it stands."""

    number: int  # line in the file where it begins; the header is line 1, if no title stands above it
    values: dict[str, str]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """One line that cannot be used: which, what is wrong, how to mend it."""

    number: int
    what: str
    todo: str


@dataclass(frozen=True)
class Table:
    """An opened table; iterate it as often as you like, each time it reads the file again."""

    path: Path
    encoding: Encoding
    delimiter: str
    headers: tuple[str, ...]  # as they stand in the file
    columns: dict[str, int]  # known column -> its place
    headed: bool = True  # whether the first line names the columns
    above: int = 0  # lines above it: a title

    @property
    def numbered(self) -> int | None:
        """The place of the column that says which line each was in the list that came, if this one was rewritten."""
        return self.headers.index(CAME_AS) if CAME_AS in self.headers else None

    @property
    def notes(self) -> list[str]:
        """What the reader should know about how the file was read; mostly nothing."""
        return [self.encoding.note] if self.encoding.note else []

    def __iter__(self) -> Iterator[Row | Rejected]:
        for found in self.records():
            yield found if isinstance(found, Rejected) else self.row(*found)

    def records(self) -> Iterator[tuple[int, list[str]] | Rejected]:
        """Yield each line that is not blank: its number and its cells as they stand, or why it cannot be read."""
        with _open(self.path, self.encoding) as file:
            records = _Records(file, self.delimiter, self.above)
            if self.headed:
                next(records.rows())
            said = self.numbered
            for found in records.rows():
                if isinstance(found, Rejected):
                    yield found
                elif any(map(str.strip, found)):
                    yield (said is not None and _number_said(found, said)) or records.begun, found

    def by_column(self, records: Sequence[list[str]]) -> dict[str, list[str]]:
        """Return the known columns of readable lines, each cell as `row` gives it."""
        width = len(self.headers)
        whole = [cells if len(cells) == width else (cells + [""] * width)[:width] for cells in records]
        places = list(zip(*whole, strict=True))
        return {name: _cleaned(places[place]) for name, place in self.columns.items()}

    def row(self, number: int, cells: list[str]) -> Row | Rejected:
        """Return a line's known values, or why it cannot be used."""
        width = len(self.headers)
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            return Rejected(
                number,
                _("It has %(cells)s cells, but the header has %(headers)s.") % {"cells": len(cells), "headers": width},
                _(_MARKS_SAID[self.delimiter]),
            )
        whole = "".join(cells)
        if "\0" in whole:
            return Rejected(number, _("It holds a NUL character."), _("The file is damaged there; export it again."))
        values = {name: cells[place].strip() if place < len(cells) else "" for name, place in self.columns.items()}
        if "'" in whole:
            values = {name: _bare(text) for name, text in values.items()}
        return Row(number, values, tuple(cells[:width]))


def read_table(path: Path | str, *, needs: Sequence[str], knows: Mapping[str, Sequence[str]]) -> Table:
    """Open a CSV file; `knows` maps each column to the header spellings it goes by, `needs` lists the indispensable.

    A column is also known by its own name. Case, spaces, hyphens and underscores in headers do not matter. Raises
    Refusal if the file is no table, a needed column is missing, or two headers are the same column.
    """
    found = Path(path)
    encoding = encoding_of(found)
    with _open(found, encoding) as file:
        above, line = heading(file, LONGEST_LINE)
    if len(line) >= LONGEST_LINE:
        raise Refusal(
            _("The first line of %(name)s cannot be read.") % {"name": found.name}, _too_long(), _(_LONG_LINE_TODO)
        )
    if not line.strip():
        raise Refusal(
            _("%(name)s is empty.") % {"name": found.name},
            _("The first line must name the columns."),
            _("Export the file again."),
        )
    delimiter = _delimiter_of(line, knows)
    headers = _headers(found, encoding, delimiter, above)
    columns = _columns(found.name, headers, knows)
    missing = [name for name in needs if name not in columns]
    if missing:
        raise _missing(found.name, missing, headers, knows)
    return Table(found, encoding, delimiter, headers, columns, above=above)


def _number_said(cells: Sequence[str], place: int) -> int:
    """The number that a line says of itself; 0 if it says none."""
    text = cells[place] if place < len(cells) else ""
    return int(text) if text.isdecimal() else 0


def _bare(text: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from running it; what is a formula without it keeps it."""
    return text if text.lstrip("'").startswith("=") else unguarded(text)


def _cleaned(cells: Sequence[str]) -> list[str]:
    stripped = list(map(str.strip, cells))
    return [_bare(text) for text in stripped] if "'" in "".join(stripped) else stripped


def spelling(header: str) -> str:
    """Return a header without what does not matter: case, spaces, hyphens, underscores, dots, quotes."""
    return re.sub(r"[\W_]+", "", header.casefold())


def glance(headers: Sequence[str]) -> str:
    """Return the first headers for a message, without what a terminal would act on."""
    shown = ["".join(letter for letter in header[:40] if letter.isprintable()) for header in headers[:8]]
    return ", ".join(shown) + (", ..." if len(headers) > len(shown) else "")


class _Records:
    """The records of an open file below its title, with the line where each begins."""

    def __init__(self, file: TextIO, delimiter: str, above: int) -> None:
        pass_title(file, above)
        self.file = file
        self.delimiter = delimiter
        self.line = above  # lines handed over so far
        self.begun = 0
        self.too_long = False

    def rows(self) -> Iterator[list[str] | Rejected]:
        """Yield each record's cells, or why there are none."""
        reader = csv.reader(self._lines(), delimiter=self.delimiter, strict=True)
        while True:
            self.begun = self.line + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._rejected(str(error))
                continue
            yield cells if not self.too_long else Rejected(self.line, _too_long(), _(_LONG_LINE_TODO))
            self.too_long = False

    def _lines(self) -> Iterator[str]:
        while line := self.file.readline(LONGEST_LINE):
            self.line += 1
            if len(line) >= LONGEST_LINE and not line.endswith("\n"):
                self.too_long = True
                self._skip_line()
                line = "\n"
            yield line

    def _skip_line(self) -> None:
        while (piece := self.file.readline(LONGEST_LINE)) and not piece.endswith("\n"):
            pass

    def _rejected(self, error: str) -> Rejected:
        self.too_long = False
        if "field larger" in error or "unexpected end" in error:
            swallowed = self.line > self.begun
            return Rejected(
                self.begun,
                _("A quotation mark opens and is never closed. It swallowed everything to line %(line)s.")
                % {"line": self.line}
                if swallowed
                else _("A quotation mark opens and is never closed."),
                _("Close it, or write a mark that belongs to the text twice."),
            )
        return Rejected(
            self.begun,
            _("A quotation mark stands in the middle of a quoted cell."),
            _('Write it twice ("") if it belongs to the text.'),
        )


def _open(path: Path, encoding: Encoding) -> TextIO:
    # newline="" is what csv wants; errors cannot occur, the encoding has been tried on the whole file.
    return io.TextIOWrapper(path.open("rb"), encoding=encoding.codec, errors="replace", newline="")


def _headers(path: Path, encoding: Encoding, delimiter: str, above: int) -> tuple[str, ...]:
    with _open(path, encoding) as file:
        first = next(_Records(file, delimiter, above).rows(), [])
    if isinstance(first, Rejected):
        raise Refusal(_("The first line of %(name)s cannot be read.") % {"name": path.name}, first.what, first.todo)
    if len(first) > MOST_COLUMNS:
        raise Refusal(
            _("%(name)s has %(columns)s columns.") % {"name": path.name, "columns": grouped(len(first))},
            _("A table of customers has fewer than %(most)s.") % {"most": grouped(MOST_COLUMNS)},
            _("Check that the file has line breaks, and export it again."),
        )
    return tuple(header.strip() for header in first)


def _delimiter_of(line: str, knows: Mapping[str, Sequence[str]]) -> str:
    """The delimiter that makes most known columns, then most columns, of the header."""
    known = {spelling(name) for column, names in knows.items() for name in (column, *names)}

    def worth(delimiter: str) -> tuple[int, int]:
        headers = next(csv.reader([line], delimiter=delimiter), [])
        return len({spelling(header) for header in headers} & known), len(headers)

    return max(DELIMITERS, key=worth)


def _columns(name: str, headers: tuple[str, ...], knows: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Each known column's place; of several spellings present, the one named first wins."""
    spelt = [spelling(header) for header in headers]
    columns: dict[str, int] = {}
    for column, names in knows.items():
        wanted = next((word for word in (spelling(known) for known in (column, *names)) if word in spelt), None)
        if wanted is None:
            continue
        if spelt.count(wanted) > 1:
            raise Refusal(
                _("%(name)s has the column %(header)r twice.") % {"name": name, "header": headers[spelt.index(wanted)]},
                _("It cannot be told which of them is the %(column)s.") % {"column": column},
                _("Rename or delete one of them."),
            )
        columns[column] = spelt.index(wanted)
    return columns


def _missing(name: str, missing: list[str], headers: tuple[str, ...], knows: Mapping[str, Sequence[str]]) -> Refusal:
    spellings = ", ".join(repr(known) for known in knows.get(missing[0], ())[:4])
    there = {"headers": glance(headers)}
    needed = {"column": missing[0], "spellings": spellings}
    return Refusal(
        _("%(name)s has no column %(columns)s.")
        % {"name": name, "columns": _(" and no column ").join(map(repr, missing))},
        _("Its first line names: %(headers)s.") % there if there["headers"] else _("Its first line names: nothing."),
        _("Name a column %(column)r in the first line (or %(spellings)s).") % needed
        if spellings
        else _("Name a column %(column)r in the first line.") % needed,
    )


def _too_long() -> str:
    return _("It is longer than %(most)s characters.") % {"most": grouped(LONGEST_LINE)}

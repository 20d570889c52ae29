"""What kind of file was brought, and which rows stand in it?

CSV is read where it lies. A spreadsheet and contact cards are written out as CSV beside it once, a line each row, so
that everything after this reads one kind of file, and a line's number is the row's.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lately.imports.guessing import KINDS, names_of
from lately.lib.cards import COLUMNS, card_rows, is_cards
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop
from lately.lib.spreadsheets import is_spreadsheet, sheet_rows
from lately.lib.tables import Rejected, Table, read_table, spelling
from lately.words.boxes import is_mailbox

TABLES = ("csv", "xlsx", "vcf")
FORMATS = (*TABLES, "mail", "yaml")
LEAST_KNOWN = 2  # columns; a person may be called Nota or Ort
_ADDRESS = re.compile(r"\w@\w+\.\w")
_CALLED = {
    ",": gettext_noop("CSV, %(letters)s, commas between the cells"),
    ";": gettext_noop("CSV, %(letters)s, semicolons between the cells"),
    "\t": gettext_noop("CSV, %(letters)s, tabs between the cells"),
    "|": gettext_noop("CSV, %(letters)s, bars between the cells"),
}  # fmt: skip
_LETTERS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}  # fmt: skip


def format_of(path: Path, name: str) -> str:
    """Return which of FORMATS a file is, by what is in it; raises Refusal for what cannot be read here."""
    if path.stat().st_size == 0:
        raise _empty(name)
    if name.lower().endswith((".yaml", ".yml")):
        return "yaml"
    if is_spreadsheet(path):
        return "xlsx"
    if is_cards(path):
        return "vcf"
    return "mail" if is_mailbox(path) else "csv"


def original_table(path: Path, form: str, written: Path | None = None) -> Table:
    """Return a list as a table with the headers it has; raises Refusal if it is none.

    What is no CSV is written out as CSV, `written` (beside it, if that is not said). A list whose first line holds an
    address has no headers: its columns are called by their places.
    """
    if form == "csv":
        return _table(path)
    written = written or path.with_name("table.csv")
    if not written.exists():
        rows = sheet_rows(path) if form == "xlsx" else _with_header(card_rows(path))
        _write(rows, written)
    if written.stat().st_size == 0:
        raise _empty(path.name)
    return _table(written)


def _empty(name: str) -> Refusal:
    return Refusal(
        _("%(file)s is empty.") % {"file": name},
        _("There is nothing in it."),
        _("Export it again, and choose that file."),
    )


def said_of(table: Table, form: str) -> str:
    """Say how a table was read: in which letters, with what between its cells."""
    if form == "xlsx":
        return _("a spreadsheet (.xlsx)")
    if form == "vcf":
        return _("contact cards (vCard)")
    said = _(_CALLED[table.delimiter]) % {"letters": _LETTERS[table.encoding.codec]}
    return (
        said
        if table.headed
        else _("%(said)s; its first line is a person already and names no columns") % {"said": said}
    )


def _table(path: Path) -> Table:
    table = _below_groups(read_table(path, needs=(), knows={}))
    if not any(_ADDRESS.search(header) for header in table.headers):
        return table
    return replace(table, headers=tuple(f"Column {place}" for place in range(1, len(table.headers) + 1)), headed=False)


def _below_groups(table: Table) -> Table:
    """The table with the names of its columns from the line below, if the first only groups them: Person;;Contact."""
    if all(table.headers) or _known(table.headers):
        return table
    first = next(table.records(), None)
    if first is None or isinstance(first, Rejected) or len(_known(first[1])) < LEAST_KNOWN:
        return table
    number, cells = first
    return replace(table, headers=tuple(cell.strip() for cell in cells), above=number - 1)


def _known(headers: Sequence[str]) -> frozenset[str]:
    """Which of these headers a list of any kind may have."""
    return _spellings() & {spelling(header) for header in headers}


@functools.cache
def _spellings() -> frozenset[str]:
    return frozenset(
        spelling(word) for kind in KINDS for name, others in names_of(kind).items() for word in (name, *others)
    )


def _with_header(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    yield list(COLUMNS)
    yield from rows


def _write(rows: Iterable[list[str]], path: Path) -> None:
    """Write rows a line each, whole or not at all."""
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in rows:
            writer.writerow([" ".join(cell.split()) for cell in row] if any(row) else [])
    unfinished.replace(path)

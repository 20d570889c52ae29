"""What stands in this .xlsx, whoever saved it?

Only the first sheet with something in it is read, as the values that were shown when it was saved; macros, links and
formulas are never run. Rows are streamed, and what a file would unpack to is counted before it is opened: a small
file that swells to gigabytes is refused.
"""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException

from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.saying import gettext_noop, grouped

MOST_UNPACKED = 1024 * 1024 * 1024
MOST_IN_MEMORY = 256 * 1024 * 1024  # shared texts and styles are read at once
MOST_PARTS = 5_000
MOST_CELLS = 5_000
_STREAMED = "xl/worksheets/"
_SAVE_AS = gettext_noop("Open it in your spreadsheet program, save it as .xlsx or as CSV (UTF-8), and give that file.")
_DAMAGED = (zipfile.BadZipFile, ET.ParseError, InvalidFileException, KeyError, ValueError, TypeError, EOFError, OSError)


def is_spreadsheet(path: Path) -> bool:
    """Whether it is a zip file, as .xlsx is; raises Refusal for the older .xls."""
    with path.open("rb") as file:
        begin = file.read(8)
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(
            _("%(name)s is an old Excel file (.xls), or one with a password.") % {"name": path.name},
            _("It cannot be read here."),
            _(_SAVE_AS),
        )
    return begin.startswith(b"PK\x03\x04")


def sheet_rows(path: Path) -> Iterator[list[str]]:
    """Yield every row of the first sheet that holds anything, empty ones too, as texts; raises Refusal.

    Days come as 2025-03-31, moments as 2025-03-31 14:05:00, numbers without needless zeros, yes and no as words; a
    formula that failed says nothing, and hidden sheets are not read.
    """
    _refuse_harmful(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not understand (charts, rules of colour) is not read
            yield from _rows(path)
    except _DAMAGED as error:
        raise Refusal(
            _("%(name)s is damaged.") % {"name": path.name},
            _("It cannot be read as a spreadsheet (%(error)s).") % {"error": type(error).__name__},
            _(_SAVE_AS),
        ) from None


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets:
            sheet.reset_dimensions()  # what the file says of its size is often not so, and cells would be left out
            rows = map(_texts, sheet.iter_rows(values_only=True))
            for above, texts in enumerate(rows):
                if texts:
                    yield from [[]] * above
                    yield texts
                    yield from rows
                    return


def _texts(row: Sequence[Any]) -> list[str]:
    """The cells of a row up to the last that says something."""
    texts = [_text(value) for value in row[:MOST_CELLS]]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _refuse_harmful(path: Path) -> None:
    """Raise Refusal for what is no .xlsx, has macros, or would unpack to more than is taken.

    What the directory of a zip file says of sizes can be trusted for this: zipfile hands out no byte more than that.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError):
        raise Refusal(
            _("%(name)s is damaged.") % {"name": path.name}, _("It cannot be unpacked."), _(_SAVE_AS)
        ) from None
    names = {part.filename for part in parts}
    if path.suffix.lower() == ".xlsm" or any(name.endswith("vbaProject.bin") for name in names):
        raise Refusal(
            _("%(name)s holds macros.") % {"name": path.name},
            _("A list of people needs no programs, so a file with one is not opened."),
            _(_SAVE_AS),
        )
    if "xl/workbook.xml" not in names:
        raise Refusal(
            _("%(name)s is a zip file, but no spreadsheet (.xlsx).") % {"name": path.name},
            _("It holds no workbook."),
            _("Unpack it and give the file in it, or save your table as .xlsx or CSV."),
        )
    whole = sum(part.file_size for part in parts)
    at_once = sum(part.file_size for part in parts if not part.filename.startswith(_STREAMED))
    if whole > MOST_UNPACKED or at_once > MOST_IN_MEMORY or len(parts) > MOST_PARTS:
        raise Refusal(
            _("%(name)s would unpack to %(size)s MB.") % {"name": path.name, "size": grouped(whole // 1024**2)},
            _("Up to %(most)s MB are unpacked; more is no list of people.")
            % {"most": grouped(MOST_UNPACKED // 1024**2)},
            _("Save the sheet as CSV and give that file."),
        )


def _text(value: Any) -> str:
    if value is None or value in ERROR_CODES:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    return str(value).strip()

"""Which line of this table names its columns? A spreadsheet often has a title above them."""

from __future__ import annotations

import csv
import re
from typing import TextIO

DELIMITERS = ",;\t|"
MOST_ABOVE = 10  # lines
LEAST_NAMES = 3  # columns; what has fewer below a title may as well be a line with a comma too many
_NOTHING = re.compile(r'[\s,;|"]*')
_DELIMITER_SAID = re.compile(r'"?sep=.?"?[\s,;|]*', re.IGNORECASE)  # for Excel
LONGEST_TITLE, LONGEST_NAMES = 1_000, 64 * 1024


def heading(file: TextIO, longest: int) -> tuple[int, str]:
    """Return how many lines stand above the one that names the columns, and that line; `longest` is read of it.

    Above it may stand a title, what is written into one cell, and empty lines; if no line below them looks like names,
    the first line that holds anything is taken.
    """
    first, passed = file.readline(longest), 0
    while first and _says_nothing(first):
        first, passed = file.readline(longest), passed + 1
    line = first
    for above in range(passed, passed + MOST_ABOVE):
        if len(line) > LONGEST_TITLE or len(_filled(line)) > 1:
            break
        line = file.readline(LONGEST_NAMES)
        if len(line) < LONGEST_NAMES and _are_names(_filled(line)):
            return above + 1, line
    return passed, first


def _says_nothing(line: str) -> bool:
    return len(line) <= LONGEST_TITLE and bool(_NOTHING.fullmatch(line) or _DELIMITER_SAID.fullmatch(line))


def pass_title(file: TextIO, above: int) -> None:
    """Read over the lines that stand above the columns' names."""
    for _ in range(above):
        file.readline()


def _filled(line: str) -> list[str]:
    """The cells that hold something, by the delimiter that makes most of them."""
    ways = [next(csv.reader([line], delimiter=delimiter), []) for delimiter in DELIMITERS]
    return max(([cell for cell in cells if cell.strip()] for cells in ways), key=len)


def _are_names(cells: list[str]) -> bool:
    """Whether these may be names of columns: several words, and no address."""
    return len(cells) >= LEAST_NAMES and all("@" not in cell and any(map(str.isalpha, cell)) for cell in cells)

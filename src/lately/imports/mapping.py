"""How does a line of somebody's list become one of ours? By the columns agreed on, and by whose export it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lately.imports.address_parts import written
from lately.imports.presets import Preset, presets
from lately.lib.tables import CAME_AS, Rejected, Row, Table, spelling

JOINED = {"note": "; ", "likes": ";", "dislikes": ";", "owns": ";"}
_AGAINST_SPREADSHEETS = re.compile(r"'(?=[=+\-@\d\t\r])")


@dataclass(slots=True)
class LeftOut:
    """Lines that do not become lines of ours: those that cannot be read, and how many the export means otherwise."""

    rejected: list[Rejected] = field(default_factory=list)
    passed_over: int = 0


class Rewriter:
    """Rewrites the lines of one table.

    Of several columns of theirs that become one of ours, the first that says something counts; addresses and notes
    are joined.
    """

    def __init__(self, table: Table, columns: Sequence[str], preset: str = "") -> None:
        self._table = table
        self._preset: Preset | None = presets().get(preset)
        self._taken = _in_order(table.headers, columns, self._preset)
        self._places = {spelling(header): place for place, header in enumerate(table.headers)}
        said = [self._preset.always, self._preset.also] if self._preset else []
        set_when = [one["set"] for one in (*self._preset.when, *self._preset.named)] if self._preset else []
        self._named = _said_by_name(table.path.name.casefold(), self._preset)
        extra = [name for names in (*said, *set_when) for name in names]
        self.columns = list(dict.fromkeys([*(name for _, name in self._taken), *extra]))

    def rows(self, left_out: LeftOut) -> Iterator[tuple[Row, dict[str, str]]]:
        """Yield each line with what it says in our columns; what is left out is noted."""
        for found in self._table:
            if isinstance(found, Rejected):
                left_out.rejected.append(found)
            elif self._counts(found):
                yield found, self._said(found)
            else:
                left_out.passed_over += 1

    def write(self, path: Path, left_out: LeftOut, progress: Callable[[int], None] = lambda _: None) -> int:
        """Write the lines as a table of ours with the number of their line, whole or not at all; return how many."""
        unfinished, count = path.with_name(f"{path.name}.part"), 0
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*self.columns, CAME_AS])
            for row, said in self.rows(left_out):
                writer.writerow([*(said.get(name, "") for name in self.columns), row.number])
                count += 1
                progress(count)
        unfinished.replace(path)
        return count

    def _counts(self, row: Row) -> bool:
        """Whether the line is one of those that its program means to say something by itself."""
        preset = self._preset
        if preset is None:
            return True
        lacking = any(self._cell(row, header) == "" for header in preset.needs)
        other = any(self._cell(row, header) not in {*wanted, None} for header, wanted in preset.only.items())
        return not lacking and not other

    def _cell(self, row: Row, header: str) -> str | None:
        """The cell under a header, None if there is no such column."""
        place = self._places.get(spelling(header))
        if place is None:
            return None
        return row.cells[place].strip() if place < len(row.cells) else ""

    def _said(self, row: Row) -> dict[str, str]:
        said: dict[str, str] = {}
        address: list[tuple[str, str]] = []
        for place, name in self._taken:
            text = self._plain(row.cells[place]) if place < len(row.cells) else ""
            if text and name in said and name in JOINED:
                said[name] += JOINED[name] + text
            elif text and name == "postal_address":
                address.append((self._table.headers[place], text))
            elif text:
                said.setdefault(name, text)
        if address:
            said["postal_address"] = written(address)
        return self._told_by_export(row, said) if self._preset else said

    def _told_by_export(self, row: Row, said: dict[str, str]) -> dict[str, str]:
        assert self._preset is not None  # noqa: S101 - called only with one
        for name, text in self._preset.always.items():
            said.setdefault(name, text)
        for one in self._preset.when:
            if self._cell(row, one["filled"]):
                said |= one["set"]
        said |= self._named
        for name, other in self._preset.also.items():
            said.setdefault(name, said.get(other, ""))
        return said

    def _plain(self, cell: str) -> str:
        """The cell without the apostrophe that guards spreadsheets; the first of several values."""
        text = _AGAINST_SPREADSHEETS.sub("", cell.strip(), count=1) if cell.startswith("'") else cell.strip()
        if self._preset and self._preset.parted:
            text = next((part.strip() for part in text.split(self._preset.parted) if part.strip()), "")
        return "" if self._preset and self._preset.nothing.fullmatch(text) else text


def _said_by_name(file: str, preset: Preset | None) -> dict[str, str]:
    """What the name of the file says of all its lines."""
    named = next((one for one in (preset.named if preset else ()) if one["part"] in file), None)
    return dict(named["set"]) if named else {}


def _in_order(headers: Sequence[str], columns: Sequence[str], preset: Preset | None) -> list[tuple[int, str]]:
    """The places that are taken, the most telling first."""
    taken = [(place, name) for place, name in enumerate(columns) if name and place < len(headers)]
    if preset is None:
        return taken
    order = {spelling(header): rank for rank, header in enumerate(preset.columns)}
    return sorted(taken, key=lambda pair: order.get(spelling(headers[pair[0]]), len(order)))

"""Whatever list somebody has - CSV, a spreadsheet, contact cards, a program's export - as a table of ours.

The pages, the commands and the audit read lists by this, so that one list says the same to all of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lately.imports.columns import OWN, REJECTED
from lately.imports.guessing import guess, guess_columns, names_of
from lately.imports.mapping import LeftOut, Rewriter
from lately.imports.originals import TABLES, format_of, original_table, said_of
from lately.imports.presets import preset_for
from lately.imports.unknown import unknown_columns
from lately.lib.refusal import Refusal
from lately.lib.saying import gettext as _
from lately.lib.tables import Row, Table, glance, spelling

SAMPLE = 50  # lines
LONGEST_LINE = 64 * 1024


@dataclass(slots=True)
class Laid:
    """A list as a table of ours, of which kind, and what is to be known of how it was read.

    `path` is the file itself if it needed no rewriting; else `came` is the list as it came, and `left_out` are lines of
    that which do not stand in `path`. `zone` is that of its days, if its program always writes them so.
    """

    path: Path
    kind: str
    came: Table | None = None
    zone: str = ""
    notes: list[str] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=LeftOut)


def lay_out(path: Path, folder: Path, *, kind: str = "", columns: Mapping[str, str] | None = None) -> Laid:
    """Return a list as a table; what must be written is written into `folder`, and must live as long.

    `kind` says what it is a list of (guessed if blank), `columns` what some of its columns become, by their headers
    ("": left out). A CSV file of our own columns, or of nobody's known export, is taken as it lies. Raises Refusal.
    """
    form = format_of(path, path.name) if path.is_file() else ""
    if form not in TABLES or (form == "csv" and not columns and not _may_be_an_export(path)):
        return Laid(path, kind)
    table = original_table(path, form, written=folder / "table.csv")
    preset = None if columns else preset_for(table.headers)
    preset = None if preset and kind not in {"", preset.kind} else preset
    if form == "csv" and not columns and not preset:
        return Laid(path, kind)
    found = guess(table.headers, _sample(table))
    kind = kind or found.kind
    named = found.columns if preset else guess_columns(table.headers, _sample(table), kind)
    named = _as_said(table, named, kind, columns or {})
    laid = Laid(folder / path.name, kind, came=table, zone=preset.zone if preset else "")
    laid.notes = [f"It was read as {said_of(table, form)}{f', an export of {preset.called}' if preset else ''}."]
    laid.notes += _not_kept(table, named, kind)
    Rewriter(table, named, preset.key if preset else "").write(laid.path, laid.left_out)
    if laid.left_out.passed_over:
        laid.notes.append(
            f"{laid.left_out.passed_over:,} lines were passed over: further parts of an order, or never paid."
        )
    return laid


def _may_be_an_export(path: Path) -> bool:
    """Whether the first line is that of a known program, as far as can be seen without reading the whole file."""
    with path.open("rb") as file:
        line = file.readline(LONGEST_LINE).decode("utf-8-sig", "replace").replace('"', "")
    return any(preset_for(line.split(delimiter)) for delimiter in ",;\t")


def _sample(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in itertools.islice(table, SAMPLE) if isinstance(row, Row)]


def _as_said(table: Table, named: Sequence[str], kind: str, columns: Mapping[str, str]) -> list[str]:
    """The columns with what somebody said of some of them; raises Refusal for a column there is not."""
    said = {spelling(header): ours for header, ours in columns.items()}
    there = {spelling(header) for header in table.headers}
    strange = [header for header in columns if spelling(header) not in there]
    if strange:
        raise Refusal(
            _("%(file)s has no column %(column)r.") % {"file": table.path.name, "column": strange[0]},
            _("Its first line names: %(columns)s.") % {"columns": glance(table.headers)},
            _("Mend the name in the file of columns."),
        )
    for ours in said.values():
        if ours and ours not in names_of(kind) and not (ours.startswith(OWN) and kind == "customers"):
            raise Refusal(
                _("A list of %(kind)s has no column %(column)r.") % {"kind": kind, "column": ours},
                _("It has %(columns)s, ...") % {"columns": ", ".join(list(names_of(kind))[:12])},
                _("docs/files.md names them all; a fact of your own begins with own., as own.favourite_tea."),
            )
    taken = set(said.values()) - {""}
    kept = ("" if ours in taken and spelling(header) not in said else ours for header, ours in _pairs(table, named))
    return [said.get(spelling(header), ours) for header, ours in zip(table.headers, kept, strict=True)]


def _pairs(table: Table, named: Sequence[str]) -> zip[tuple[str, str]]:
    return zip(table.headers, named, strict=True)


def _not_kept(table: Table, named: Sequence[str], kind: str) -> list[str]:
    kept = {spelling(name) for name in REJECTED}
    taken = {str(place): place for place, ours in enumerate(named) if ours or spelling(table.headers[place]) in kept}
    return unknown_columns(replace(table, columns=taken), names_of(kind))

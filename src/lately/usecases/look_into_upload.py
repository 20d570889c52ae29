"""Look into a file that came: what is it, what is it a list of, and what must be asked before it is taken in?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from lately.imports import uploads
from lately.imports.chosen_before import chosen_before
from lately.imports.guessing import guess
from lately.imports.models import Upload
from lately.imports.originals import format_of, original_table, said_of
from lately.imports.presets import presets
from lately.lib.refusal import Refusal
from lately.lib.tables import Row, Table
from lately.measurement.audit.post import find_me
from lately.words.mailbox import read_mailbox

SAMPLE = 50
MOST_COLUMNS = 300
_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?:[ ,T].*)?")
_MONTHS = 12


def look_into_upload(upload: Upload) -> None:
    """Note what is in the file, and a guess at how it is to be read; a file that cannot be read is told so."""
    try:
        looked, kind, chosen = _look(uploads.file_of(upload), upload.name)
    except Refusal as refusal:
        told = {"what": refusal.what, "why": refusal.why, "todo": refusal.todo}
        uploads.change(upload, state=uploads.UNREAD, outcome={"refusal": told})
        return
    uploads.change(
        upload, only_if=[uploads.ARRIVED], state=uploads.LOOKED, looked=looked, kind=kind, chosen=chosen,
        of=looked["count"],
    )  # fmt: skip


def _look(path: Path, name: str) -> tuple[dict[str, Any], str, dict[str, Any]]:
    form = format_of(path, name)
    if form == "mail":
        return _mailbox(path), "mail", {}
    if form == "yaml":
        return {"format": form, "said": gettext("texts (YAML)"), "notes": [], "count": 0}, "content", {}
    table = original_table(path, form)
    return _list(table, form)


def _mailbox(path: Path) -> dict[str, Any]:
    count = sum(1 for _ in read_mailbox(path, with_text=False))
    try:
        me = find_me([path], lambda _: None)
    except Refusal:
        me = ""
    return {"format": "mail", "said": gettext("a mailbox"), "notes": [], "count": count, "me": me}


def _list(table: Table, form: str) -> tuple[dict[str, Any], str, dict[str, Any]]:
    if any("\0" in header for header in table.headers):
        raise Refusal(
            gettext("This is no list."),
            gettext("It holds signs that pictures and programs hold, and no list (NUL)."),
            gettext("Save the list as CSV or .xlsx, then choose that file."),
        )
    if len(table.headers) > MOST_COLUMNS:
        raise Refusal(
            gettext("The list has %(count)s columns.")
            % {"count": number_format(len(table.headers), force_grouping=True)},
            gettext("Up to %(most)s can be looked through by a person.") % {"most": MOST_COLUMNS},
            gettext("Leave out what says nothing of your customers, and give it again."),
        )
    days = _Days()
    sample: list[list[str]] = []
    count = unreadable = 0
    for found in table:
        count += 1
        if not isinstance(found, Row):
            unreadable += 1
            continue
        days.see(found.cells)
        if len(sample) < SAMPLE:
            sample.append([cell.replace("\0", "") for cell in found.cells])
    found_kind = guess(table.headers, sample)
    before = chosen_before(table.headers)
    preset = presets().get(found_kind.preset)
    looked = {
        "format": form, "said": said_of(table, form), "notes": table.notes, "headers": list(table.headers),
        "count": count, "unreadable": unreadable, "days": days.told(), "sample": sample[:3],
    }  # fmt: skip
    if before:
        return looked, *before
    chosen = {"columns": found_kind.columns, "preset": found_kind.preset, "zone": preset.zone if preset else ""}
    return looked, found_kind.kind, chosen


class _Days:
    """Notes, column by column, whether days are written day or month first, and one that may be either."""

    def __init__(self) -> None:
        self._seen: dict[int, dict[str, Any]] = {}

    def see(self, cells: Iterable[str]) -> None:
        """Look at the cells of one line."""
        for place, cell in enumerate(cells):
            found = _DAY.fullmatch(cell.strip()) if cell[:1].isdigit() else None
            if found:
                self._note(place, cell.strip(), int(found[1]), int(found[2]))

    def _note(self, place: int, cell: str, first: int, second: int) -> None:
        seen = self._seen.setdefault(place, {"orders": [], "either": ""})
        order = "dmy" if first > _MONTHS else "mdy" if second > _MONTHS else ""
        if order and order not in seen["orders"]:
            seen["orders"].append(order)
        elif not order and first != second and not seen["either"]:
            seen["either"] = cell

    def told(self) -> Mapping[str, dict[str, Any]]:
        """Return what was seen, by place (as text: JSON knows no other keys)."""
        return {str(place): seen for place, seen in self._seen.items()}

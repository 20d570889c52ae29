"""How do rows of another book's ledger come in as they stood there, each once, pointing to each other as before?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from lately.imports import bulk
from lately.imports.models import Import
from lately.interactions.models import Deed, Interaction, Promise

POINTS: Mapping[str, type[Deed | Interaction | Promise]] = {
    "closes": Interaction, "tells": Deed, "keeps": Promise, "answers": Interaction,
}  # fmt: skip
AT_ONCE = 500
Row = Mapping[str, Any]


def bring(model: type[Deed | Interaction | Promise], rows: Sequence[Row], *, now: dt.datetime, imported: int) -> int:
    """Write rows (column -> value, `source_key` among them) that are not there yet; return how many were new.

    Call it inside a write transaction; afterwards `connect` and `services.rows_changed`.
    """
    if not rows:
        return 0
    columns = list(rows[0])
    listed = [tuple(row.values()) for row in rows]
    return bulk.insert(
        model, columns, listed, always={"recorded_at": now, "imported_id": imported}, once=["source_key"]
    )


def sign(model: type[Any], rows: Sequence[Row]) -> int:
    """Say whose they are of rows that an export brought before that colleague worked here; return how many."""
    keys: dict[int, list[str]] = {}
    for row in rows:
        if row.get("by_id"):
            keys.setdefault(row["by_id"], []).append(row["source_key"])
    before = Import.objects.filter(kind="export", undone_at=None).values("pk")
    there = model.objects.filter(voided_at=None, imported__in=before)
    return sum(
        there.filter(by=None, source_key__in=theirs[start : start + AT_ONCE]).update(by_id=colleague)
        for colleague, theirs in keys.items()
        for start in range(0, len(theirs), AT_ONCE)
    )


def connect(model: type[Deed | Interaction], points: Sequence[Mapping[str, str]], *, imported: int) -> None:
    """Let rows that this import wrote point to others: `points` holds source keys, `source_key` says of which row.

    A key that nothing has is left out: that row was taken back.
    """
    for start in range(0, len(points), AT_ONCE):
        part = {one["source_key"]: one for one in points[start : start + AT_ONCE]}
        names = [name for name in POINTS if any(name in one for one in part.values())]
        meant = {name: _keyed(POINTS[name], {one[name] for one in part.values() if one.get(name)}) for name in names}
        rows: list[Any] = list(model.objects.filter(source_key__in=part, voided_at=None, imported_id=imported))
        for row in rows:
            for name in names:
                setattr(row, f"{name}_id", meant[name].get(part[row.source_key].get(name, "")))
        model.objects.bulk_update(rows, names)


def _keyed(model: type[Deed | Interaction | Promise], keys: set[str]) -> dict[str, int]:
    return dict(model.objects.filter(source_key__in=keys, voided_at=None).values_list("source_key", "pk"))

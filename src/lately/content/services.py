"""How does a content come in, and change?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from lately.content.models import Content
from lately.content.reading import read_wordings
from lately.imports.models import Import
from lately.lib.gate import write_transaction


def keep_contents(
    *,
    definitions: Sequence[Mapping[str, Any]],
    now: dt.datetime,
    imported: Import | None = None,
    by_id: int | None = None,
) -> tuple[int, int]:
    """Keep checked definitions (definition.parse_definitions): a changed one becomes a new version, not yet approved.

    Returns how many were added or changed, and how many stood already as they are.
    """
    with write_transaction():
        standing = {row.key: row for row in Content.objects.filter(voided_at=None)}
        changed = [entry for entry in definitions if _differs(standing.get(str(entry["key"])), entry)]
        keys = [str(entry["key"]) for entry in changed]
        Content.objects.filter(voided_at=None, key__in=keys).update(voided_at=now)
        Content.objects.bulk_create(
            Content(
                key=str(entry["key"]),
                definition=plain(entry),
                read=read_wordings(entry),
                recorded_at=now,
                imported=imported,
                by_id=by_id,
            )
            for entry in changed
        )
    return len(changed), len(definitions) - len(changed)


def plain(value: Any) -> Any:
    """YAML data as JSON data: days and moments become text."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _differs(row: Content | None, entry: Mapping[str, Any]) -> bool:
    return row is None or row.definition != plain(entry)

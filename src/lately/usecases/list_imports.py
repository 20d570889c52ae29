"""List what was imported, so that it can be looked up or taken back."""

from __future__ import annotations

from typing import Any

from lately.imports.services import imports


def list_imports() -> list[dict[str, Any]]:
    """Return all imports, the newest first; `state` is done, unfinished or undone."""
    return [
        {
            "import": row.pk,
            "kind": row.kind,
            "file": row.name,
            "recorded_at": row.recorded_at.isoformat(),
            "state": "undone" if row.undone_at else "done" if row.finished_at else "unfinished",
            "read": row.read,
            "added": row.added,
            "rejected": row.rejected,
        }
        for row in imports()
    ]

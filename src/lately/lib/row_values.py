"""What stands in a row, so that another can be made like it?"""

from __future__ import annotations

from typing import Any

from django.db.models import Model


def values_of(row: Model) -> dict[str, Any]:
    """Return every column of a row by its name; of another row, the key that it is pointed at by."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # noqa: SLF001 - Django's public API

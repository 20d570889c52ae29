"""Which columns of a list mean nothing to us, and what may have been meant?"""

from __future__ import annotations

import difflib

from lately.imports.columns import Columns
from lately.lib.tables import Table, spelling

SHOWN = 5


def unknown_columns(table: Table, knows: Columns) -> list[str]:
    """Say which columns are not kept, and what may have been meant; nothing is stored that has no use."""
    taken = {*table.columns.values(), table.numbered}
    strange = [header for place, header in enumerate(table.headers) if place not in taken and header]
    if not strange:
        return []
    shown = ", ".join(repr(header) + _meant(header, knows, table) for header in strange[:SHOWN])
    more = f" and {len(strange) - SHOWN:,} more" if len(strange) > SHOWN else ""
    named = "The column" if len(strange) == 1 else f"{len(strange):,} columns"
    return [f"{named} {shown}{more} {'is' if len(strange) == 1 else 'are'} not known here and not kept."]


def _meant(header: str, knows: Columns, table: Table) -> str:
    near = difflib.get_close_matches(spelling(header), [spelling(name) for name in knows], n=1, cutoff=0.75)
    meant = next((name for name in knows if near and spelling(name) == near[0]), None)
    return f" (did you mean {meant}?)" if meant and meant not in table.columns else ""

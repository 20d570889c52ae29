"""What do the records say at this moment? Each derived fact (derived.yaml) has one function here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lately.decisioning.derived import parted
from lately.decisioning.encode import Column
from lately.decisioning.facts_of import consents, contacts, life, purchases, stated
from lately.decisioning.records import Records

WORKED_OUT: dict[str, Callable[..., Column]] = {
    **consents.WORKED_OUT,
    **contacts.WORKED_OUT,
    **life.WORKED_OUT,
    **purchases.WORKED_OUT,
}


def columns_of(records: Records, names: Iterable[str]) -> dict[str, Column]:
    """Work out the named facts for every customer on record."""
    return {name: column_of(records, name) for name in names}


def column_of(records: Records, name: str) -> Column:
    """Work out one fact, derived or stored, for every customer on record."""
    stem, arguments = parted(name)
    work_out = WORKED_OUT.get(stem)
    return work_out(records, *arguments) if work_out else stated.stored(records, name)

"""What were we told? Stored facts as columns, lapsed ones taken out."""

from __future__ import annotations

import numpy as np

from lately.decisioning.catalogue import fact_kind
from lately.decisioning.encode import NO_OR_YES, Column
from lately.decisioning.expression import Scalar
from lately.decisioning.records import Flags, Ints, Named, Places, Records, Stated

DAY = 86_400
_FEW: dict[str, tuple[Scalar, ...]] = {"text": ("",), "flag": NO_OR_YES}


def everyone(records: Records, values: Ints) -> Column:
    """Numbers that are known of every customer."""
    return Column(values, records.everybody)


def whether(records: Records, flags: Flags) -> Column:
    """A yes or no that is known of every customer."""
    return Column(flags, records.everybody, NO_OR_YES)


def stored(records: Records, name: str) -> Column:
    """A stored single fact: text in lower case, flags as 0 and 1, days since 1970; lapsed rows do not count."""
    return records.once("stored", name, work=lambda: _stored(records, name))


def _stored(records: Records, name: str) -> Column:
    kind, found = fact_kind(name), records.facts.get(name)
    values, few = _values(found) if found else (np.zeros(0, dtype=np.int64), ())
    column = np.full(records.size, kind.absent or 0, dtype=values.dtype)
    known = np.zeros(records.size, dtype=bool) if kind.absent is None else records.everybody
    if found is not None:
        owner = found.owner
        if kind.lapses:
            fresh = np.flatnonzero(found.since > records.at - int(records.policy[kind.lapses] * DAY))
            owner, values = owner.take(fresh), values.take(fresh)
        column[owner] = values
        if kind.absent is None:
            known[owner] = True
    return Column(column, known, few or _FEW.get(kind.type, ()))


def _values(found: Stated) -> tuple[Ints | Places, tuple[Scalar, ...]]:
    if isinstance(found.values, Named):
        return found.values.places, tuple(word.casefold() for word in found.values.words)
    return found.values, ()


def has(records: Records, name: str, value: str) -> Column:
    """Whether a many-valued fact has this value, however written (wine_tasting); not having said so counts as no."""
    flags = np.zeros(records.size, dtype=bool)
    found, wanted = records.facts.get(name), _plain(value)
    if found is not None and isinstance(found.values, Named):
        same = [word for word in found.values.words if _plain(word) == wanted]
        flags[found.owner.take(np.flatnonzero(found.values.says(*same)))] = True
    return whether(records, flags)


def _plain(word: str) -> str:
    return word.replace("_", " ").casefold()


def texts(records: Records, name: str, default: str) -> Named:
    """A stored text as it was written, the default where it is unknown; shape (m,)."""
    found = records.facts.get(name)
    said = found.values if found is not None and isinstance(found.values, Named) else Named(np.zeros(0, np.uint8), ())
    places = np.full(records.size, len(said.words), dtype=np.min_scalar_type(len(said.words)))
    if found is not None:
        places[found.owner] = said.places
    return Named(places, (*said.words, default))

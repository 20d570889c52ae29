"""What were we told? Stored facts as columns, lapsed ones taken out."""

from __future__ import annotations

import numpy as np

from lately.decisioning.catalogue import fact_kind
from lately.decisioning.encode import Column
from lately.decisioning.expression import Scalar
from lately.decisioning.records import Flags, Ints, Named, Records, Stated

DAY = 86_400
NO_OR_YES = (0, 1)
_FEW: dict[str, tuple[Scalar, ...]] = {"text": ("",), "flag": NO_OR_YES}


def everyone(records: Records, values: Ints) -> Column:
    """Numbers that are known of every customer."""
    return Column(values, np.ones(records.size, dtype=bool))


def whether(records: Records, flags: Flags) -> Column:
    """A yes or no that is known of every customer."""
    return Column(flags, np.ones(records.size, dtype=bool), NO_OR_YES)


def stored(records: Records, name: str) -> Column:
    """A stored single fact: text in lower case, flags as 0 and 1, days since 1970; lapsed rows do not count."""
    return records.once("stored", name, work=lambda: _stored(records, name))


def _stored(records: Records, name: str) -> Column:
    kind, found = fact_kind(name), records.facts.get(name)
    values, known = np.zeros(records.size, dtype=np.int64), np.zeros(records.size, dtype=bool)
    few = _FEW.get(kind.type, ())
    if found is not None:
        places, few = _places(found, few)
        fresh = found.since > records.at - int(records.policy[kind.lapses] * DAY) if kind.lapses else slice(None)
        values[found.owner[fresh]] = places[fresh]
        known[found.owner[fresh]] = True
    if kind.absent is not None:
        values = np.where(known, values, int(kind.absent))
        known = np.ones(records.size, dtype=bool)
    return Column(values, known, few)


def _places(found: Stated, few: tuple[Scalar, ...]) -> tuple[Ints, tuple[Scalar, ...]]:
    if isinstance(found.values, Named):
        return found.values.places, tuple(word.casefold() for word in found.values.words) or few
    return found.values, few


def has(records: Records, name: str, value: str) -> Column:
    """Whether a many-valued fact has this value; not having said so counts as no."""
    flags = np.zeros(records.size, dtype=bool)
    found, wanted = records.facts.get(name), value.casefold()
    if found is not None and isinstance(found.values, Named):
        same = [word for word in found.values.words if word.casefold() == wanted]
        flags[found.owner[found.values.says(*same)]] = True
    return whether(records, flags)


def texts(records: Records, name: str, default: str) -> Named:
    """A stored text as it was written, the default where it is unknown; shape (m,)."""
    found = records.facts.get(name)
    if found is None or not isinstance(found.values, Named):
        return Named(np.zeros(records.size, dtype=np.int64), (default,))
    places = np.full(records.size, len(found.values.words), dtype=np.int64)
    places[found.owner] = found.values.places
    return Named(places, (*found.values.words, default))

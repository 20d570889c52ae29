"""What were we told? Stored facts as columns, lapsed ones taken out."""

from __future__ import annotations

import datetime as dt

import numpy as np

from lately.decisioning.catalogue import fact_kind
from lately.decisioning.encode import Column
from lately.decisioning.records import Flags, Ints, Records

EPOCH = dt.date(1970, 1, 1)
DAY = 86_400


def everyone(records: Records, values: Ints | Flags) -> Column:
    """A column that is known of every customer."""
    return Column(np.asarray(values).astype(np.int64), np.ones(records.size, dtype=bool))


def stored(records: Records, name: str) -> Column:
    """A stored single fact: text in lower case, flags as 0 and 1, days since 1970; lapsed rows do not count."""
    kind = fact_kind(name)
    text = kind.type == "text"
    found = records.facts.get(name)
    known = np.zeros(records.size, dtype=bool)
    if found is None or not len(found.owner):
        values = np.zeros(records.size, dtype="<U1" if text else np.int64)
    else:
        cells = [str(value).casefold() for value in found.values] if text else [number(value) for value in found.values]
        values = np.zeros(records.size, dtype=np.array(cells).dtype if text else np.int64)
        fresh = np.ones(len(found.owner), dtype=bool)
        if kind.lapses:
            fresh = found.since > records.at - int(records.policy[kind.lapses] * DAY)
        values[found.owner[fresh]] = np.array(cells)[fresh]
        known[found.owner[fresh]] = True
    if kind.absent is not None:
        values = np.where(known, values, int(kind.absent))
        known = np.ones(records.size, dtype=bool)
    return Column(values, known)


def number(value: str | int) -> int:
    """A flag or number as it is, a day as days since 1970."""
    return (dt.date.fromisoformat(value[:10]) - EPOCH).days if isinstance(value, str) else int(value)


def has(records: Records, name: str, value: str) -> Column:
    """Whether a many-valued fact has this value; not having said so counts as no."""
    flags = np.zeros(records.size, dtype=bool)
    found = records.facts.get(name)
    if found is not None:
        wanted = value.casefold()
        for owner, one in zip(found.owner, found.values, strict=True):
            if str(one).casefold() == wanted:
                flags[owner] = True
    return everyone(records, flags)


def texts(records: Records, name: str, default: str) -> list[str]:
    """A stored text as it was written, the default where it is unknown; shape (m,)."""
    out = [default] * records.size
    found = records.facts.get(name)
    if found is not None:
        for owner, value in zip(found.owner, found.values, strict=True):
            out[owner] = str(value)
    return out

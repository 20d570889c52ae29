"""Which pairs of a book share a key, a few customers at a time?

Pairs belong to the later of the two customers (ids ascend in the order in which they came), so that whoever goes on
where an earlier search ended compares the new ones with each other and with all before them, and nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from lately.identity.matching.blocking import LARGEST

Ints = npt.NDArray[np.int64]


class Blocks:
    """Customers by their keys, and no texts: a million customers with twelve keys each take half a gigabyte at most."""

    def __init__(self, keyed: Iterable[tuple[int, Iterable[int]]]) -> None:
        """Take (customer, keys) of every record."""
        parts_of_keys, parts_of_who = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for customers, keys in _batches(keyed):
            parts_of_keys.append(keys)
            parts_of_who.append(customers)
        keys, who = np.concatenate(parts_of_keys), np.concatenate(parts_of_who)
        del parts_of_keys, parts_of_who
        order = np.argsort(keys, kind="stable")
        keys, who = keys[order], who[order]
        del order
        first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, np.int64)
        size = np.diff(np.r_[first, len(keys)])
        fit = np.repeat((size > 1) & (size <= LARGEST), size)
        sizes = size[(size > 1) & (size <= LARGEST)]
        self._who = who[fit]
        self._start = np.repeat(np.cumsum(sizes) - sizes, sizes)
        self._size = np.repeat(sizes, sizes)
        self._by_who = np.argsort(self._who, kind="stable")
        self._ordered = self._who[self._by_who]

    def pairs(self, customers: Sequence[int]) -> list[tuple[int, int]]:
        """The pairs (earlier, later) whose later one is among these customers, each once, in ascending order."""
        if not len(customers) or not len(self._who):
            return []
        low = np.searchsorted(self._ordered, min(customers))
        high = np.searchsorted(self._ordered, max(customers), side="right")
        rows = self._by_who[low:high]
        rows = rows[np.isin(self._who[rows], np.asarray(customers, np.int64))]
        size = self._size[rows]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        later, earlier = np.repeat(self._who[rows], size), self._who[np.repeat(self._start[rows], size) + within]
        found = np.unique(np.stack([earlier, later])[:, earlier < later], axis=1)
        return list(zip(found[0].tolist(), found[1].tolist(), strict=True))


def _batches(keyed: Iterable[tuple[int, Iterable[int]]]) -> Iterable[tuple[Ints, Ints]]:
    customers: list[int] = []
    keys: list[int] = []
    for customer, theirs in keyed:
        before = len(keys)
        keys.extend(theirs)
        customers.extend([customer] * (len(keys) - before))
        if len(keys) > 1 << 16:
            yield np.array(customers, np.int64), np.array(keys, np.int64)
            customers, keys = [], []
    yield np.array(customers, np.int64), np.array(keys, np.int64)

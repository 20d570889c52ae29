"""How common is a word in this book: one of many Smiths says little, the only Quist says much.

Words are counted by their hash in a table of a fixed size, so that a book of ten million customers takes no more memory
than one of ten. Words that share a place count together: both are thought more common than they are, never rarer.
"""

from __future__ import annotations

import functools
import math
import zlib
from collections import Counter
from collections.abc import Iterable

import numpy as np

from lately.identity.matching.record import Record

PLACES = 1 << 22
LIKE_A_TOWN = 2_000  # records: in a smaller book, words are taken to be as common as in one of that size
KNOWN = 3  # times that a word must stand in the book to be no slip of the pen
_REMEMBERED = 200_000  # words whose bits are kept at hand
_RARE = 1e-5  # or this share of all records, if that is more


class Familiar:
    """Counts of the words of a book, by kind: given, family, address, firm, email, phone, mailed, born."""

    def __init__(self) -> None:
        self.records = 0
        self._counts = np.zeros(PLACES, np.uint32)
        self._bits: dict[tuple[str, str], float] = {}

    def add(self, records: Iterable[Record]) -> None:
        """Count the words of more records."""
        found: Counter[int] = Counter()
        for record in records:
            self.records += 1
            found.update(_place(kind, word) for kind, words in _words(record) for word in words)
        self._bits.clear()
        places = np.fromiter(found.keys(), np.int64, len(found))
        self._counts[places] += np.fromiter(found.values(), np.uint32, len(found))

    def count(self, kind: str, word: str) -> int:
        """How many records of the book have the word."""
        return int(self._counts[_place(kind, word)])

    def bits(self, kind: str, word: str) -> float:
        """How surprising it is, in bits, to find the word in a record by chance."""
        known = self._bits.get((kind, word))
        if known is None:
            if len(self._bits) > _REMEMBERED:
                self._bits.clear()
            known = math.log2(max(self.records, LIKE_A_TOWN) / (1 + self.count(kind, word)))
            self._bits[kind, word] = known
        return known

    def known(self, kind: str, word: str) -> bool:
        """Whether several records spell it like this, so that it is a word of its own."""
        return self.count(kind, word) >= max(KNOWN, self.records * _RARE)

    @property
    def crowd(self) -> float:
        """How many strangers there are to be mistaken for one, in bits."""
        return math.log2(max(self.records, LIKE_A_TOWN))


def _words(record: Record) -> Iterable[tuple[str, Iterable[str]]]:
    yield "given", record.given
    yield "family", record.family
    yield "address", record.address
    yield "firm", record.firm
    yield "email", record.emails
    yield "phone", record.phones
    yield "mailed", record.mailed
    yield "born", (record.born,) if record.born else ()


@functools.lru_cache(maxsize=262_144)
def _place(kind: str, word: str) -> int:
    return zlib.crc32(f"{kind}:{word}".encode()) & (PLACES - 1)

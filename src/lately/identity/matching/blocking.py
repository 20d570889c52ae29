"""Which records are worth comparing at all?

Two are, if they have two things in common: given and family name, a name and the date of birth, a name and a rare
word of the address, two rare words of it; or one mailbox or number; or if the one's mailbox is called by the other's
name. Each such pair of things is a key, a 64-bit hash; records with one key are a block. Blocks that are too large are
left out, so that a thousand John Smiths, or a number that everybody was given, do not cost a million comparisons.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import combinations

from lately.identity.matching.familiar import Familiar
from lately.identity.matching.mailed import spelt
from lately.identity.matching.record import Record

LARGEST = 40  # records in a block
_RARE = 3  # words of an address that make keys
_LETTERS = 4


def keys(record: Record, familiar: Familiar) -> set[int]:
    """The keys of a record, as 64-bit integers."""
    return {_hash(text) for text in _texts(record, familiar)}


def _texts(record: Record, familiar: Familiar) -> Iterator[str]:
    yield from (f"mail {one}" for one in record.emails)
    yield from (f"phone {one}" for one in record.phones)
    yield from (f"mailed {one}" for one in record.mailed)
    yield from (f"mailed {one}" for one in _spelt(record) if familiar.count("mailed", one))
    called = sorted({*record.given[:2], *record.family[:3]})
    begin = sorted({word[:_LETTERS] for word in called})
    places = _places(record, familiar)
    yield from (" ".join(both) for both in combinations(called, 2))
    yield from (f"{name} {place}" for name in begin for place in places)
    yield from (" ".join(both) for both in combinations(places, 2))
    if record.born:
        yield from (f"{name} {record.born}" for name in begin)
        yield from (f"{place} {record.born}" for place in places[:2])
    yield from (f"firm {word} {place}" for word in record.firm[:2] for place in places)
    if record.firm:
        yield f"firm {''.join(record.firm)}"


def _spelt(record: Record) -> Iterable[str]:
    """How the name may stand in an e-mail address: worth a key if it does in that of somebody without a name."""
    return spelt(record.given[:2], record.family[:3])


def _places(record: Record, familiar: Familiar) -> list[str]:
    """The words of the address that say most: the rarest of those that others have too, and the rarest of all."""
    rare = sorted(record.address, key=lambda word: (-familiar.bits("address", word), word))
    shared = [word for word in rare if familiar.count("address", word) > 1]
    return sorted({*shared[:_RARE], *rare[:1]})


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)

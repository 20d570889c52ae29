"""Which records of the book look like one customer? Searched in steps that can be broken off and gone on with.

First the whole book is read, some thousands of records at a time, to learn how common its words are and how its
households look, and to put records into blocks. Then customers are compared in the order of their ids with those before
them; each step's finds and how far it came are one transaction. New customers have higher ids: a later search goes on
from there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from lately.identity import reading
from lately.identity.matching.blocking import keys
from lately.identity.matching.blocks import Blocks
from lately.identity.matching.compare import PROPOSED, Book, Compared, compare
from lately.identity.matching.familiar import Familiar
from lately.identity.matching.households import Pattern, learnt
from lately.identity.matching.record import Record
from lately.identity.models import Duplicate, Search
from lately.imports import bulk
from lately.lib.gate import write_transaction

STEP = 2_000  # customers
SAMPLED = 10_000  # customers whose pairs say how households look
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Searched:
    """How many customers were looked at, how many pairs compared, and how many newly proposed."""

    customers: int
    compared: int
    proposed: int


def search(*, now: dt.datetime, progress: Progress, again: bool = False) -> Searched:
    """Compare customers that came since the last search with everybody; `again` begins with the first.

    What was decided of a pair stands. Interrupted, it goes on where it was at the next call.
    """
    begin = 0 if again else _done_to()
    if again:
        _keep(Book(), [], 0, now)
    if begin >= reading.last_customer():
        return Searched(0, 0, 0)
    familiar, blocks = _read(progress)
    book = Book(familiar, learnt(_patterns(familiar, blocks)))
    customers, compared, proposed, of = 0, 0, 0, familiar.records
    for ids in _steps(begin):
        pairs = blocks.pairs(ids)
        found = list(_alike(pairs, book))
        proposed += _keep(book, found, ids[-1], now)
        customers, compared = customers + len(ids), compared + len(pairs)
        progress("compared", customers, of)
    return Searched(customers, compared, proposed)


def _done_to() -> int:
    kept = Search.objects.order_by("pk").first()
    return kept.done_to if kept else 0


def _read(progress: Progress) -> tuple[Familiar, Blocks]:
    familiar = Familiar()
    for part in reading.parts():
        familiar.add(part)
        progress("read", familiar.records, None)

    def keyed() -> Iterator[tuple[int, set[int]]]:
        done = 0
        for part in reading.parts():
            for record in part:
                yield record.customer, keys(record, familiar)
            done += len(part)
            progress("put beside others", done, familiar.records)

    return familiar, Blocks(keyed())


def _steps(after: int) -> Iterator[list[int]]:
    while ids := reading.ids(after=after, limit=STEP):
        yield ids
        after = ids[-1]


def _patterns(familiar: Familiar, blocks: Blocks) -> Counter[Pattern]:
    """How names and dates agree in pairs that share a home: of all, or of every so many customers of a large book."""
    every = max(1, familiar.records // SAMPLED)
    found: Counter[Pattern] = Counter()
    book = Book(familiar)
    for number, ids in enumerate(_steps(0)):
        if number % every == 0:
            pairs = blocks.pairs(ids)
            known = _records(pairs)
            both = ((known[one], known[other]) for one, other in pairs if one in known and other in known)
            told = (pair for pair in both if all(one.given and one.born for one in pair))
            found.update(filter(None, (compare(one, other, book, thorough=True).pattern for one, other in told)))
    return found


def _records(pairs: Sequence[tuple[int, int]]) -> dict[int, Record]:
    ids = sorted({each for pair in pairs for each in pair})
    parts = (ids[start : start + reading.AT_ONCE] for start in range(0, len(ids), reading.AT_ONCE))
    return {record.customer: record for part in parts for record in reading.records(part)}


def _alike(pairs: Sequence[tuple[int, int]], book: Book) -> Iterator[tuple[int, int, Compared]]:
    known = _records(pairs)
    for one, other in pairs:
        if one in known and other in known:
            found = compare(known[one], known[other], book)
            if found.score >= PROPOSED:
                yield one, other, found


def _keep(book: Book, found: Sequence[tuple[int, int, Compared]], done_to: int, now: dt.datetime) -> int:
    """Write what was found and how far we came; return how many pairs are new."""
    with write_transaction():
        there = set(
            Duplicate.objects.filter(second__in={other for _, other, _ in found}).values_list("first_id", "second_id")
        )
        news = [
            (one, other, round(each.score * 1000), each.levels)
            for one, other, each in found
            if (one, other) not in there
        ]
        bulk.insert(Duplicate, ["first_id", "second_id", "score_milli", "evidence"], news, always={"found_at": now})
        Search.objects.update_or_create(
            pk=1, defaults={"done_to": done_to, "at": now, "households": asdict(book.households)}
        )
    return len(news)

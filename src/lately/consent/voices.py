"""Whose word is it, where two records were merged?

Before the merge each record spoke for itself: what one agreed to, the other may have refused, and the stricter of the
two counts. What is recorded after the merge is the word of one person and speaks for all of their records. Taken
apart, each has its own words again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lately.lib.sql import among, listed, live, rows, seconds_of, stamped


@dataclass(frozen=True, slots=True)
class Merges:
    """Into whom each merged record was merged, and when that was recorded (seconds since 1970 UTC)."""

    into: Mapping[int, int]
    since: Mapping[int, int]

    def voices(self, record: int, recorded: int, among: Mapping[int, Sequence[int]]) -> Iterator[int]:
        """The records for which a word counts that was recorded of `record` then: its own, and those it had joined."""
        yield record
        for other in among.get(self.into.get(record, record), ()):
            if other != record and recorded > max(self.since.get(record, 0), self.since.get(other, 0)):
                yield other

    def groups(self) -> dict[int, list[int]]:
        """By whom they became, the records of one customer, that one's own among them."""
        found: dict[int, list[int]] = defaultdict(list)
        for record, into in self.into.items():
            found[into] = [*(found[into] or [into]), record]
        return dict(found)


def merges(*, known: int, into: Collection[int] | None = None) -> Merges:
    """The merges that count, as known then; only those into these customers, if they are given."""
    query = f"""
        SELECT r.customer_id, r.into_id, {seconds_of("r.recorded_at")} FROM profiles_redirect r
        WHERE {live("r", known=True)} AND {among("r.into_id", chosen=into is not None)}
    """  # noqa: S608 - no value stands in the text
    chosen = {} if into is None else {"ids": listed(sorted(into))}
    found = rows(query, {"known": stamped(known), **chosen})
    return Merges({record: into for record, into, _ in found}, {record: since for record, _, since in found})

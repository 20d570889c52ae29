"""How does what customers said of being contacted get into the book?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lately.consent.models import Consent, State
from lately.consent.voices import merges
from lately.imports import bulk
from lately.lib.moments import seconds

IN_ONE_QUESTION = 5_000


@dataclass(frozen=True, slots=True)
class Word:
    """One statement of one customer; a blank channel or purpose means all of them.

    `dated` if it is known when they said it: an undated yes never takes back a no.
    """

    customer: int
    channel: str
    purpose: str
    state: str
    happened_at: dt.datetime
    expires_at: dt.datetime | None = None
    proof: str = ""
    dated: bool = False

    def touches(self, channel: str, purpose: str) -> bool:
        """Whether it speaks of some of the same messages."""
        same_channel = channel == self.channel or not (channel and self.channel)
        return same_channel and (purpose == self.purpose or not (purpose and self.purpose))


@dataclass(slots=True)
class Kept:
    """Whose word was news, and whose yes was not believed against an earlier no."""

    news: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)


_Row = tuple[str, str, str, dt.datetime, dt.datetime | None, dt.datetime]


def record_words(*, words: Sequence[Word], now: dt.datetime, source: str, imported: int | None = None) -> Kept:
    """Record what is news, inside a write transaction; what counts already is left as it is.

    A word of a customer into whom others were merged is news unless it counts for each of their records.
    """
    kept, rows = Kept(), []
    standing = _standing({word.customer for word in words}, known=seconds(now))
    for word in words:
        voices = standing[word.customer]
        if any(_doubted(word, theirs) for theirs in voices):
            kept.doubted.add(word.customer)
        elif not all(_counts(word, theirs) for theirs in voices):
            kept.news.add(word.customer)
            rows.append(_columns(word))
            for theirs in voices:
                theirs.append((word.channel, word.purpose, word.state, word.happened_at, word.expires_at, now))
    bulk.insert(
        Consent,
        ["customer_id", "channel", "purpose", "state", "happened_at", "expires_at", "proof"],
        rows,
        always={"recorded_at": now, "source": source, "imported_id": imported},
    )
    return kept


def newest_of(word: Word) -> int | None:
    """The row in which this word stands."""
    same = {"customer": word.customer, "channel": word.channel, "purpose": word.purpose, "state": word.state}
    rows = Consent.objects.filter(**same, happened_at=word.happened_at, voided_at=None)
    return rows.order_by("-pk").values_list("pk", flat=True).first()


def word_of(row: int) -> Consent | None:
    """What stands in a row, if it was not taken back."""
    return Consent.objects.filter(pk=row, voided_at=None).first()


def void_word(row: Consent, *, now: dt.datetime) -> None:
    """Take a word back, inside a write transaction: what was said before it counts again."""
    Consent.objects.filter(pk=row.pk, voided_at=None).update(voided_at=now)


def _columns(word: Word) -> tuple[object, ...]:
    return word.customer, word.channel, word.purpose, word.state, word.happened_at, word.expires_at, word.proof


def _standing(customers: Iterable[int], *, known: int) -> dict[int, list[list[_Row]]]:
    """What counts of each customer, oldest first, by the voices for which a word of theirs counts that comes now."""
    found: dict[int, list[list[_Row]]] = {}
    ids = sorted(customers)
    for start in range(0, len(ids), IN_ONE_QUESTION):
        part = ids[start : start + IN_ONE_QUESTION]
        merged = merges(known=known, into=part)
        groups, spoken = merged.groups(), defaultdict[int, list[_Row]](list)
        rows = Consent.objects.filter(customer__in=[*part, *merged.into], voided_at=None)
        for row in rows.order_by("happened_at", "recorded_at", "pk"):
            said = (row.channel, row.purpose, row.state, row.happened_at, row.expires_at, row.recorded_at)
            for voice in merged.voices(row.customer_id, seconds(row.recorded_at), groups):
                spoken[voice].append(said)
        found |= {each: [spoken[voice] for voice in merged.voices(each, known, groups)] for each in part}
    return found


def _counts(word: Word, rows: Sequence[_Row]) -> bool:
    """Whether the same counts already at its date, and nothing else was said since of some of the same messages."""
    about = [row for row in rows if word.touches(row[0], row[1]) and row[3] <= word.happened_at]
    same = [row for row in about if row[:2] == (word.channel, word.purpose)]
    if not same or (same[-1][2], same[-1][4]) != (word.state, word.expires_at):
        return False
    since = [row for row in about if (row[3], row[5]) > (same[-1][3], same[-1][5])]
    return all((row[2], row[4]) == (word.state, word.expires_at) for row in since)


def _doubted(word: Word, rows: Sequence[_Row]) -> bool:
    """Whether it is an undated yes to something they had said no to."""
    if word.dated or word.state != State.GRANTED:
        return False
    about = [row for row in rows if word.touches(row[0], row[1])]
    return any(row[2] != State.GRANTED for row in {row[:2]: row for row in about}.values())

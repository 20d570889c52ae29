"""What would one customer have to say last, for their words to come to what those of merged records come to?

Whoever reads the words without the merge would let the newest count; of merged records the stricter does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from lately.consent.models import Consent, State
from lately.consent.voices import merges
from lately.lib.moments import seconds

_OPEN, _OVER, _CLOSED, _OBJECTED = range(4)


@dataclass(frozen=True, slots=True)
class Restated:
    """A word of a customer's said again, of messages on a channel and for a purpose (blank: all others), as of `on`."""

    customer: int
    channel: str
    purpose: str
    word: Consent
    on: Consent


def as_one(*, at: int) -> Iterator[Restated]:
    """What those whose merged records disagree would have to say again at the moment, in this order."""
    merged = merges(known=at)
    groups = merged.groups()
    for customer, records in groups.items():
        rows = Consent.objects.filter(customer__in=records, voided_at=None)
        said = list(rows.order_by("happened_at", "recorded_at", "pk"))
        voices: dict[int, list[Consent]] = defaultdict(list)
        for row in said:
            for voice in merged.voices(row.customer_id, seconds(row.recorded_at), groups):
                voices[voice].append(row)
        yield from _restated(customer, said, voices, at)


def _restated(
    customer: int, said: Sequence[Consent], voices: Mapping[int, Sequence[Consent]], at: int
) -> Iterator[Restated]:
    scopes = list(product(sorted({"", *(row.channel for row in said)}), sorted({"", *(row.purpose for row in said)})))
    strict = {scope: _strictest(voices, scope, at) for scope in scopes}
    if all(strict[scope] == _strictest({customer: said}, scope, at) for scope in scopes):
        return
    for (channel, purpose), word in strict.items():
        if word is not None:
            yield Restated(customer, channel, purpose, word, said[-1])


def _strictest(voices: Mapping[int, Sequence[Consent]], scope: tuple[str, str], at: int) -> Consent | None:
    """The word that counts of messages on a channel and for a purpose: each voice's newest, of these the strictest."""
    channel, purpose = scope
    counting = []
    for rows in voices.values():
        about = [row for row in rows if row.channel in {"", channel} and row.purpose in {"", purpose}]
        firm = [row for row in about if row.state in {State.OBJECTED, State.GRANTED}][-1:]
        counting += firm if firm and firm[0].state == State.OBJECTED else about[-1:]
    return max(counting, key=lambda row: _strict(row, at), default=None)


def _strict(row: Consent, at: int) -> int:
    over = row.expires_at is not None and seconds(row.expires_at) <= at
    return {State.GRANTED: _OVER if over else _OPEN, State.WITHDRAWN: _CLOSED, State.OBJECTED: _OBJECTED}[
        State(row.state)
    ]

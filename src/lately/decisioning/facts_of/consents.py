"""May we? What customers said of channels and purposes, and how they can be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lately.decisioning.encode import Column
from lately.decisioning.facts_of.stated import whether
from lately.decisioning.records import NEVER, Ints, Named, Records

Small = NDArray[np.int8]

STATES = ("none", "granted", "expired", "withdrawn")
NONE, GRANTED, EXPIRED, WITHDRAWN = range(len(STATES))
_MEANINGS = {"granted": GRANTED, "withdrawn": WITHDRAWN, "objected": WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Said:
    """Words that count, oldest first, by whose voice, and what each of them comes to now: the stricter, the more."""

    voice: Ints
    channel: Named
    purpose: Named
    meaning: Small


def objected(records: Records, channel: str, purpose: str) -> Column:
    """An objection stands until they agree again, later, to this channel and purpose."""
    return whether(records, _newest(records, _objections, channel, purpose) > 0)


def consent(records: Records, channel: str, purpose: str) -> Column:
    """granted, expired, withdrawn or none: the newest word on exactly this channel and purpose, or on all of them."""
    return Column(_newest(records, _agreements, channel, purpose), records.everybody, STATES)


def address(records: Records, channel: str) -> Column:
    """Whether there is an e-mail address, a number, or a place for letters and visits."""
    needed = {"email": "email", "sms": "phone", "phone": "phone", "voice": "phone"}.get(channel, "postal_address")
    return whether(records, records.reach[needed])


def _objections(records: Records) -> Said:
    rows = records.consents
    chosen = np.flatnonzero(rows.state.says("objected", "granted"))
    against = rows.state[chosen].says("objected").view(np.int8)
    return Said(rows.voice.take(chosen), rows.channel[chosen], rows.purpose[chosen], against)


def _agreements(records: Records) -> Said:
    rows = records.consents
    meaning = np.array([_MEANINGS.get(word, NONE) for word in rows.state.words], dtype=np.int8).take(rows.state.places)
    over = np.flatnonzero((rows.expires != NEVER) & (rows.expires <= records.at))
    meaning[over[meaning.take(over) == GRANTED]] = EXPIRED
    return Said(rows.voice, rows.channel, rows.purpose, meaning)


def _newest(records: Records, of: Callable[[Records], Said], channel: str, purpose: str) -> Small:
    """What each customer's newest word on the channel and the purpose, or on all, comes to; 0 for none."""
    said = records.once(of.__name__, work=lambda: of(records))
    newest, meaning = records.once(of.__name__, channel, work=lambda: _on_all_purposes(records, said, channel))
    rows = records.once(of.__name__, "on", purpose, work=lambda: np.flatnonzero(said.purpose.says(purpose)))
    rows = rows.compress(said.channel[rows].says("", channel))
    later = rows.compress(rows > newest.take(said.voice.take(rows)))
    meaning = meaning.copy()
    meaning[said.voice.take(later)] = said.meaning.take(later)
    return _strictest(records, meaning)


def _strictest(records: Records, meaning: Small) -> Small:
    """Of customers with several voices, what the strictest says."""
    if len(meaning) == records.size:
        return meaning
    rows = records.consents
    more = np.flatnonzero(rows.voice >= records.size)
    strictest = meaning[: records.size].copy()
    np.maximum.at(strictest, rows.owner.take(more), meaning.take(rows.voice.take(more)))
    return strictest


def _on_all_purposes(records: Records, said: Said, channel: str) -> tuple[Ints, Small]:
    """The place of each voice's newest word on all purposes by the channel, -1 for none, and what it comes to."""
    voices = max(records.size, int(records.consents.voice.max(initial=-1)) + 1)
    newest, meaning = np.full(voices, -1, dtype=np.int64), np.zeros(voices, dtype=np.int8)
    rows = np.flatnonzero(said.channel.says("", channel) & said.purpose.says(""))
    voice = said.voice.take(rows)
    newest[voice], meaning[voice] = rows, said.meaning.take(rows)
    return newest, meaning


WORKED_OUT: dict[str, Callable[..., Column]] = {"objected": objected, "consent": consent, "address": address}

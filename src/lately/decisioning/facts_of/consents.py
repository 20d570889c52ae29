"""May we? What customers said of channels and purposes, and how they can be reached."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np

from lately.decisioning.encode import Column
from lately.decisioning.facts_of.stated import whether
from lately.decisioning.records import NEVER, Flags, Ints, Records

STATES = ("none", "granted", "expired", "withdrawn")
NONE, GRANTED, EXPIRED, WITHDRAWN = range(len(STATES))
Subject = tuple[str, str]


def objected(records: Records, channel: str, purpose: str) -> Column:
    """An objection stands until they agree again, later, to this channel and purpose."""
    heard = records.once("objected", work=lambda: _newest(records, records.consents.state.says("objected", "granted")))
    objections = np.append(records.consents.state.says("objected"), False)
    return whether(records, objections.take(_about(records, heard, channel, purpose)))


def consent(records: Records, channel: str, purpose: str) -> Column:
    """granted, expired, withdrawn or none: the newest word on exactly this channel and purpose, or on all of them."""
    heard = records.once("consent", work=lambda: _newest(records, np.ones(len(records.consents.owner), dtype=bool)))
    states = records.once("consent states", work=lambda: _states(records))
    about = states.take(_about(records, heard, channel, purpose))
    return Column(about, np.ones(records.size, dtype=bool), STATES)


def address(records: Records, channel: str) -> Column:
    """Whether there is an e-mail address, a number, or a place for letters and visits."""
    needed = {"email": "email", "sms": "phone", "phone": "phone", "voice": "phone"}.get(channel, "postal_address")
    return whether(records, records.reach[needed])


def _states(records: Records) -> Ints:
    """What each word comes to now, and after the last what no word comes to."""
    rows = records.consents
    over = (rows.expires != NEVER) & (rows.expires <= records.at)
    agreed, against = rows.state.says("granted"), rows.state.says("withdrawn", "objected")
    states = np.where(agreed, np.where(over, EXPIRED, GRANTED), np.where(against, WITHDRAWN, NONE))
    return np.append(states, NONE)


def _newest(records: Records, chosen: Flags) -> dict[Subject, Ints]:
    """For each channel and purpose that was spoken of: the row of each customer's newest word on it, or -1."""
    rows = records.consents
    purposes = len(rows.purpose.words)
    subject = rows.channel.places * purposes + rows.purpose.places
    found: dict[Subject, Ints] = {}
    for place in np.flatnonzero(np.bincount(subject[chosen])).tolist():
        spoken = np.flatnonzero((subject == place) & chosen)
        newest = np.full(records.size, -1, dtype=np.int64)
        newest[rows.owner[spoken]] = spoken
        found[rows.channel.words[place // purposes], rows.purpose.words[place % purposes]] = newest
    return found


def _about(records: Records, heard: Mapping[Subject, Ints], channel: str, purpose: str) -> Ints:
    """The row of each customer's newest word on this channel and purpose, or on all of them; -1 for none."""
    subjects = itertools.product(("", channel), ("", purpose))
    spoken = [heard[subject] for subject in subjects if subject in heard]
    return reduce(np.maximum, spoken, np.full(records.size, -1, dtype=np.int64))


WORKED_OUT: dict[str, Callable[..., Column]] = {"objected": objected, "consent": consent, "address": address}

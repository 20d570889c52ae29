"""May we? What customers said of channels and purposes, and how they can be reached."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lately.decisioning.encode import Column
from lately.decisioning.facts_of.stated import everyone
from lately.decisioning.records import NEVER, Flags, Records


def objected(records: Records, channel: str, purpose: str) -> Column:
    """An objection stands until they agree again, later, to this channel and purpose."""
    rows = records.consents
    spoken = _about(records, channel, purpose) & np.isin(rows.state, ["objected", "granted"])
    flags = np.zeros(records.size, dtype=bool)
    flags[rows.owner[spoken]] = rows.state[spoken] == "objected"
    return everyone(records, flags)


def consent(records: Records, channel: str, purpose: str) -> Column:
    """granted, expired, withdrawn or none: the newest word on exactly this channel and purpose, or on all of them."""
    rows = records.consents
    spoken = _about(records, channel, purpose)
    states = np.full(records.size, "none", dtype="<U9")
    said = rows.state[spoken].astype("<U9")
    over = (rows.expires[spoken] != NEVER) & (rows.expires[spoken] <= records.at)
    said[(said == "granted") & over] = "expired"
    said[said == "objected"] = "withdrawn"
    states[rows.owner[spoken]] = said
    return Column(states, np.ones(records.size, dtype=bool))


def address(records: Records, channel: str) -> Column:
    """Whether there is an e-mail address, a number, or a place for letters and visits."""
    needed = {"email": "email", "sms": "phone", "phone": "phone", "voice": "phone"}.get(channel, "postal_address")
    return everyone(records, records.reach[needed])


def _about(records: Records, channel: str, purpose: str) -> Flags:
    rows = records.consents
    return np.isin(rows.channel, ["", channel]) & np.isin(rows.purpose, ["", purpose])


WORKED_OUT: dict[str, Callable[..., Column]] = {"objected": objected, "consent": consent, "address": address}

"""Is what is kept what the ledger says?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from lately.decisioning.contacts import NEVER, Contacts
from lately.decisioning.weights import Weights
from lately.interactions import ledger_rows, state
from lately.interactions.folding import Folded, folded
from lately.interactions.ledger_rows import Scope
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds

AT_ONCE = 10_000
POLICY = "policy"
_NUMBERS = [field.name for field in fields(Folded) if field.name != "contacts"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the kept state of a customer (an id) is not what their ledger comes to: in which part, and how."""

    customer: int
    part: str
    kept: str
    ledger: str


def everybody() -> list[int]:
    """Return the ids of all customers who have a state of their own."""
    return ledger_rows.customers(Scope(None, None, None))


def differences(ids: Sequence[int], *, now: int, weights: Weights) -> list[Difference]:
    """Return every difference of these customers (ids ascending), each seen twice: the second time held still."""
    found: list[Difference] = []
    for start in range(0, len(ids), AT_ONCE):
        part = list(ids[start : start + AT_ONCE])
        suspects = sorted({each.customer for each in _compared(part, now, weights)})
        if suspects:
            with write_transaction():
                state.lock(suspects)
                found += _compared(suspects, now, weights)
    return found


def _compared(ids: Sequence[int], now: int, weights: Weights) -> Iterator[Difference]:
    kept = state.states(Scope(ids, None, None))
    since = max(now, int(kept.kept_at.max(initial=0))) - weights.horizon
    fresh = folded(kept.ids, Scope(kept.ids, None, None), weights, since=since)
    other = (kept.basis != weights.basis) & (kept.basis != state.NOT_KEPT)
    for place in np.flatnonzero(other).tolist():
        yield Difference(kept.ids[place], POLICY, "weighed with other numbers", "weighed with those of now")
    for name in _NUMBERS:
        ours, theirs = getattr(kept.folded, name), getattr(fresh, name)
        for place in np.flatnonzero((ours != theirs) & ~other).tolist():
            yield Difference(kept.ids[place], name, _said(name, ours[place]), _said(name, theirs[place]))
    ours = _contacts(kept.folded.contacts, len(kept.ids), since)
    theirs = _contacts(fresh.contacts, len(kept.ids), since)
    for place, (mine, yours) in enumerate(zip(ours, theirs, strict=True)):
        if mine != yours and not other[place]:
            yield Difference(kept.ids[place], "contacts", _listed(mine), _listed(yours))


def _contacts(contacts: Contacts, customers: int, since: int) -> list[bytes]:
    return state.packed(contacts.where(contacts.at > since), customers)


def _listed(packed: bytes) -> str:
    contacts = state.unpacked([packed])
    said = [f"{at_seconds(at):%Y-%m-%d %H:%M} weight {weight}" for at, weight in zip(
        contacts.at.tolist(), contacts.weight.tolist(), strict=True)]  # fmt: skip
    return ", ".join(said) or "none"


def _said(name: str, value: np.int64) -> str:
    if name.startswith("last_"):
        return "never" if value == NEVER else f"{at_seconds(int(value)):%Y-%m-%d %H:%M:%S}"
    return str(value)

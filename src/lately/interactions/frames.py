"""What is known of everybody's ledger, or of one customer's, at a moment?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lately.decisioning.contacts import Contacts, Kept
from lately.decisioning.policy import Policy
from lately.decisioning.weights import Weights, weights_of
from lately.interactions import ledger_rows, state
from lately.interactions.folding import as_kept, folded
from lately.interactions.ledger_rows import Scope


def kept(
    customer_ids: Sequence[int] | None, *, at: int, known: int, now: int, policy: Policy
) -> tuple[list[int], Kept]:
    """Return customers and what is known of their ledgers; `customer_ids` None is everybody.

    `at` is the moment looked at, `known` up to when rows were recorded, `now` the moment of asking, all in seconds
    since 1970 UTC. The ids come back ascending, without customers that were unknown, voided or merged into another
    by `known`; place i of every array belongs to id i. At `at` = `known` = `now` kept state is read, and the ledger
    only for those whose state is stale; at other moments the ledger is added up. Both give the same arrays.
    """
    weights, scope = weights_of(policy), Scope(customer_ids, at, known)
    if at == known == now:
        return _from_state(scope, now, weights)
    ids = ledger_rows.customers(scope)
    return ids, as_kept(folded(ids, scope, weights, since=at - weights.horizon), at, weights)


def history(customer_ids: Sequence[int] | None, *, at: int, known: int, policy: Policy) -> tuple[list[int], Contacts]:
    """Return customers as `kept` does, and every contact that ever counted as pressure, reservations too."""
    weights, scope = weights_of(policy), Scope(customer_ids, at, known)
    ids = ledger_rows.customers(scope)
    return ids, folded(ids, scope, weights).contacts


def _from_state(scope: Scope, now: int, weights: Weights) -> tuple[list[int], Kept]:
    found = state.states(scope)
    stale = np.flatnonzero(found.stale(weights, now))
    if not len(stale):
        return found.ids, as_kept(found.folded, now, weights)
    ids = [found.ids[place] for place in stale.tolist()]
    fresh = folded(ids, Scope(ids, scope.at, scope.known), weights, since=now - weights.horizon)
    return found.ids, as_kept(state.replaced(found.folded, stale, fresh), now, weights)

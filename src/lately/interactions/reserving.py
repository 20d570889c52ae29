"""May we take room in a customer's budget now, before anybody else does?"""

from __future__ import annotations

import datetime as dt
import random
import time
import uuid
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction

from lately.decisioning.contacts import Contacts
from lately.decisioning.offers import weight_of
from lately.decisioning.policy import Policy
from lately.decisioning.pressure import used
from lately.decisioning.weights import Weights, weights_of
from lately.interactions import keeping, state
from lately.interactions.ledger_rows import Scope
from lately.interactions.models import Direction, Interaction, Status
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds, seconds

ATTEMPTS = 50
PATIENT = 3  # attempts in a row before it steps aside


@dataclass(frozen=True, slots=True)
class Reserved:
    """Room was taken: the ledger row, and the version of the customer's state that has it."""

    row: int
    version: int


@dataclass(frozen=True, slots=True)
class Held:
    """No room: `too_much`, the rule's own code, or `busy` if others changed the state all the time.

    `used` is what stands in the heaviest window of `days` around the moment, `weight` what this would add, `budget`
    the limit.
    """

    code: str
    used: int = 0
    weight: int = 0
    budget: int = 0
    days: int = 0


def reserve(
    *,
    customer: int,
    channel: str,
    classed: str,
    content: str,
    not_before: dt.datetime,
    now: dt.datetime,
    policy: Policy,
    source: str = "decision",
    exempt: bool = False,
) -> Reserved | Held:
    """Reserve a contact at `not_before` (`now`, if that is later), or say why not; raises Refusal for an unknown id.

    Every sliding window of the budgets that contains the moment is tested, later reservations included. Ledger row
    and state are one transaction, made only if nobody changed the state since it was read; else it is decided again.
    `exempt` (receipts, recalls, legal notices) is counted, not tested.
    """
    weights, asked = weights_of(policy), seconds(now)
    moment = max(seconds(not_before), asked)
    weight = weight_of(channel, classed, policy)
    row: dict[str, Any] = {
        "customer_id": customer, "direction": Direction.OUT, "channel": channel, "status": Status.RESERVED,
        "declared": classed, "content": content, "source": source, "happened_at": at_seconds(moment),
        "recorded_at": at_seconds(asked),
    }  # fmt: skip
    for attempt in range(ATTEMPTS):
        time.sleep(_pause(attempt))
        found = _current(customer, asked, weights)
        held = None if exempt else _too_much(found.folded.contacts, moment, weight, policy)
        taken = held or _taken(found, row, asked, weights)
        if taken:
            return taken
    return Held("busy", weight=weight)


def _pause(attempt: int) -> float:
    """Seconds to step aside: none at first, then a little more each time, so that nobody is always the one too late."""
    return random.uniform(0, min(0.002 * attempt, 0.05)) if attempt >= PATIENT else 0.0  # noqa: S311 - spreads, no more


def _current(customer: int, now: int, weights: Weights) -> state.States:
    """The customer's state, made fresh first if it does not answer for this moment."""
    target = keeping.known(keeping.into(keeping.known(customer)))
    found = state.states(Scope([target], None, None))
    if len(found.ids) == 1 and not found.stale(weights, now)[0]:
        return found
    with write_transaction():
        return state.rebuild([keeping.held(customer)], now=now, weights=weights)


def _too_much(contacts: Contacts, moment: int, weight: int, policy: Policy) -> Held | None:
    for days, budget in sorted(policy["pressure.budgets"].items(), key=lambda window: int(window[0])):
        there = int(used(contacts, np.array([moment]), int(days))[0])
        if there + weight > int(budget):
            return Held("too_much", there, weight, int(budget), int(days))
    return None


def _taken(found: state.States, row: dict[str, Any], now: int, weights: Weights) -> Reserved | None:
    """Write row and state if nobody changed the state meanwhile; None if somebody did."""
    with write_transaction():
        made = Interaction.objects.create(**row, source_key=f"reservation:{uuid.uuid4().hex}")
        more = state.combined(found.folded, keeping.one_contact(row["customer_id"], made.pk, weights))
        if more is not None:
            after = keeping.after(found, more, now=now, weights=weights)
            if state.keep_if(after, int(found.version[0])):
                return Reserved(made.pk, int(after.version[0]))
        transaction.set_rollback(True)
    return None

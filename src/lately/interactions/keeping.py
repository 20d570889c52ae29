"""How does kept state follow the ledger, a row at a time or for many customers at once?

Whoever changes the ledger calls this in the same write transaction, after the change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from lately.decisioning.contacts import NEVER, Ints, no_contacts
from lately.decisioning.weights import Weights, weights_of
from lately.interactions import state
from lately.interactions.folding import Folded, added_up
from lately.interactions.ledger_rows import Deeds, Scope, contact_rows
from lately.interactions.models import TakenBack
from lately.interactions.referring import Owners
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.lib.sql import rows
from lately.policies.selectors import policy_at
from lately.profiles.models import Redirect

AT_ONCE = 5_000
_NONE = np.zeros(0, np.int64)
_INTO = "SELECT r.into_id FROM profiles_redirect r WHERE r.customer_id = %(customer)s AND r.voided_at IS NULL"
_KNOWN = "SELECT 1 FROM profiles_customer c WHERE c.id = %(customer)s AND c.voided_at IS NULL"


def weights_at(now: int) -> Weights:
    """Return the weights of the policy that holds now; state is kept by these."""
    return weights_of(policy_at(at=now, known=now))


def into(customer: int) -> int:
    """Return whom a customer is read as: themselves, or whom they were merged into."""
    found = rows(_INTO, {"customer": customer})
    return int(found[0][0]) if found else customer


def known(customer: int) -> int:
    """Return the customer's id; raises Refusal if nobody has it, or they were taken back."""
    if not rows(_KNOWN, {"customer": customer}):
        raise Refusal(
            _("There is no customer %(number)s.") % {"number": customer},
            _("They were never in the book, or were taken back."),
            _("Look the customer up again by their key, e-mail address or phone number."),
        )
    return customer


def held(customer: int) -> int:
    """Hold the state in which a customer's ledger is kept until the transaction ends; return whose it is.

    Somebody may have merged them while we waited: then it is the other one's.
    """
    while True:
        target = into(customer)
        state.lock([target])
        if into(customer) == target:
            return target


def contact_added(customer: int, row: int, *, now: int, anew: bool) -> None:
    """Keep one more contact out (`row` of the ledger). `anew` if it refers to another row."""
    weights = weights_at(now)
    _added(customer, None if anew else one_contact(customer, row, weights), now, weights)


def deed_added(customer: int, at: int, *, now: int) -> None:
    """Keep one more deed, done at `at` (seconds since 1970 UTC)."""
    _added(customer, replace(_nothing(), last_deed=np.array([at])), now, weights_at(now))


def one_contact(customer: int, row: int, weights: Weights) -> Folded:
    """Return a ledger (m = 1) of nothing but one row, which refers to no other."""
    scope = Scope(None, None, None, row=row)
    owners, nothing_done = Owners(np.array([customer]), _NONE, _NONE), Deeds(_NONE, _NONE, _NONE, _NONE)
    return added_up(contact_rows(scope, weights), nothing_done, owners, scope, weights)


def rebuilt(customers: Sequence[int], *, now: int, weights: Weights) -> None:
    """Add the ledgers of customers up anew, of those they were merged into if they were."""
    for start in range(0, len(customers), AT_ONCE):
        part = customers[start : start + AT_ONCE]
        merged = Redirect.objects.filter(customer_id__in=part, voided_at=None).values_list("customer_id", "into_id")
        targets = dict(merged)
        with write_transaction():
            state.rebuild(sorted({targets.get(each, each) for each in part}), now=now, weights=weights)


def note_taken_back(*, now: int) -> None:
    """Let whatever remembers an answer know that something was taken back (seconds since 1970 UTC)."""
    TakenBack.objects.create(at=now)


def after(found: state.States, folded: Folded, *, now: int, weights: Weights) -> state.States:
    """Return the next version of kept states."""
    return state.States(
        ids=found.ids,
        folded=state.cut(folded, now, weights),
        basis=np.full(len(found.ids), weights.basis),
        kept_at=np.maximum(found.kept_at, now),
        version=found.version + 1,
    )


def _added(customer: int, added: Folded | None, now: int, weights: Weights) -> None:
    target = held(customer)
    found = state.states(Scope([target], None, None))
    fresh = len(found.ids) == 1 and found.basis[0] == weights.basis
    sum_of_both = state.combined(found.folded, added) if fresh and added else None
    if sum_of_both is None:
        state.rebuild([target], now=now, weights=weights)
    else:
        state.keep(after(found, sum_of_both, now=now, weights=weights))


def _nothing() -> Folded:
    def all_of(number: int) -> Ints:
        return np.full(1, number)

    never, zero = all_of(NEVER), all_of(0)
    return Folded(never, never, never, never, never, zero, zero, zero, no_contacts())

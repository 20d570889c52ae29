"""What if two records are one customer? The ledger keeps who each row was of; only the reading is redirected."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from lately.interactions import keeping, state
from lately.interactions.models import CustomerState
from lately.lib.gate import write_transaction
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles.models import Redirect
from lately.profiles.search_index import refind


def merge(*, customer: int, into: int, now: dt.datetime, source: str) -> Redirect:
    """Read `customer` as `into` from now on; raises Refusal if either was merged before, or one is unknown.

    Merges do not form chains: who was merged, or has others merged into them, cannot be merged away.
    """
    with write_transaction():
        state.lock([keeping.known(customer), keeping.known(into)])
        _refuse(customer, into)
        made = Redirect.objects.create(customer_id=customer, into_id=into, recorded_at=now, source=source)
        CustomerState.objects.filter(customer_id=customer).delete()
        keeping.rebuilt([into], now=seconds(now), weights=keeping.weights_at(seconds(now)))
        refind([customer, into])
    return made


def unmerge(*, customer: int, now: dt.datetime) -> None:
    """Read a merged customer as themselves again from now on; raises Refusal if they are not merged."""
    with write_transaction():
        target = keeping.into(customer)
        state.lock([customer, target])
        if not Redirect.objects.filter(customer_id=customer, into_id=target, voided_at=None).update(voided_at=now):
            raise Refusal(
                _("Customer %(customer)s is not merged into another.") % {"customer": customer},
                _("There is nothing to take apart."),
                _("Look at the customer again; somebody may have done it already."),
            )
        keeping.rebuilt([customer, target], now=seconds(now), weights=keeping.weights_at(seconds(now)))
        keeping.note_taken_back(now=seconds(now))
        refind([customer, target])


def _refuse(customer: int, into: int) -> None:
    if customer == into:
        raise Refusal(
            _("A customer cannot be merged into themselves."),
            _("Both records are the same."),
            _("Choose two customers."),
        )
    either = Q(customer_id=customer) | Q(customer_id=into) | Q(into_id=customer)
    merged = Redirect.objects.filter(either, voided_at=None).order_by("pk").first()
    if merged is not None:
        raise Refusal(
            _("Customer %(customer)s was merged into %(into)s already.")
            % {"customer": merged.customer_id, "into": merged.into_id},
            _("Merges do not form chains, so that each can be taken apart again."),
            _("Merge both into %(into)s, or take that merge apart first.") % {"into": merged.into_id},
        )

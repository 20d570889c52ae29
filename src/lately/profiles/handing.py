"""How are customers given to somebody else, and how is that taken back? Each in one transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.models import Max
from django.utils.translation import gettext as _

from lately.accounts.models import User
from lately.lib.gate import write_transaction
from lately.lib.refusal import Refusal
from lately.profiles.models import Customer, Handed, Handover

AT_ONCE = 2_000
Each = TypeVar("Each")


def hand_over(
    *, leaver: int, to: Mapping[int, int], by: User, how: str, once: str, at: dt.datetime, now: dt.datetime
) -> tuple[Handover, bool]:
    """Give each customer of `to` to the person of that number, from `at` on; returns the handover and if it is new.

    Sent twice under one `once`, it is done once. Raises Refusal, changing nothing, if one of them is not looked after
    by `leaver` any more, or there are none.
    """
    with write_transaction():
        theirs = {
            customer
            for part in _parts(sorted(to))
            for customer in Customer.objects.select_for_update()
            .filter(pk__in=part, owner_id=leaver, voided_at=None)
            .values_list("pk", flat=True)
        }
        done = Handover.objects.filter(once=once).first()
        if done is not None:
            return done, False
        _refuse_strangers(to, theirs)
        made = Handover.objects.create(
            leaver_id=leaver, by=by, happened_at=at, recorded_at=now, once=once, how=how[:200]
        )
        _give(to, before=dict.fromkeys(to, leaver), at=at, now=now, handover=made)
    return made, True


def is_done(once: str) -> bool:
    """Whether a handover was sent under this before."""
    return Handover.objects.filter(once=once).exists()


def take_back(*, number: int, now: dt.datetime) -> tuple[int, int]:
    """Undo a handover: how many are looked after as before, and how many stay since they were given on meanwhile.

    Raises Refusal if it was undone before, or there is none.
    """
    with write_transaction():
        found = Handover.objects.select_for_update().filter(pk=number).first()
        if found is None or found.undone_at is not None:
            raise Refusal(
                _("There is nothing to take back."),
                _("This handover was taken back already, or never was."),
                _("Look at the list of handovers."),
            )
        rows = list(found.rows.filter(voided_at=None).select_related("customer"))
        later = set(
            Handed.objects.filter(customer__in=[row.customer_id for row in rows], voided_at=None)
            .filter(pk__gt=max((row.pk for row in rows), default=0))
            .values_list("customer_id", flat=True)
        )
        back = [row for row in rows if row.customer.owner_id == row.after_id and row.customer_id not in later]
        _own({row.customer_id: row.before_id for row in back})
        for part in _parts([row.pk for row in back]):
            Handed.objects.filter(pk__in=part).update(voided_at=now)
        found.undone_at = now
        found.save()
    return len(back), len(rows) - len(back)


def owners_changed(
    owners: Mapping[int, int | None],
    *,
    before: Mapping[int, int | None],
    now: dt.datetime,
    imported: int | None = None,
) -> None:
    """Keep who looked after customers until now; call it in the transaction that gives them to others."""
    changed = {customer: owner for customer, owner in owners.items() if owner != before[customer]}
    _write(changed, before, now, now, None, imported=imported)


def owners_put_back(*, imported: int, now: dt.datetime) -> int:
    """Give customers back to whom an import took them from, unless they were given on since; return how many."""
    rows = list(Handed.objects.filter(imported_id=imported, voided_at=None).order_by("-pk").select_related("customer"))
    first, last = {row.customer_id: row for row in rows}, {row.customer_id: row for row in reversed(rows)}
    given_on = {
        customer
        for part in _parts(sorted(last))
        for customer, newest in Handed.objects.filter(customer__in=part, voided_at=None)
        .values_list("customer_id")
        .annotate(newest=Max("pk"))
        if newest != last[customer].pk
    }
    back = {
        customer: first[customer].before_id
        for customer, row in last.items()
        if customer not in given_on and row.customer.owner_id == row.after_id
    }
    _own(back)
    for part in _parts([row.pk for row in rows if row.customer_id in back]):
        Handed.objects.filter(pk__in=part).update(voided_at=now)
    return len(back)


def _give(
    to: Mapping[int, int], *, before: Mapping[int, int], at: dt.datetime, now: dt.datetime, handover: Handover
) -> None:
    _write(to, before, at, now, handover)
    _own(to)


def _write(
    to: Mapping[int, int | None],
    before: Mapping[int, int | None],
    at: dt.datetime,
    now: dt.datetime,
    on: Handover | None,
    *,
    imported: int | None = None,
) -> None:
    rows = [
        Handed(
            customer_id=customer,
            before_id=before[customer],
            after_id=after,
            happened_at=at,
            recorded_at=now,
            handover=on,
            imported_id=imported,
        )
        for customer, after in to.items()
    ]
    Handed.objects.bulk_create(rows, batch_size=500)


def _own(owners: Mapping[int, int | None]) -> None:
    by_owner: dict[int | None, list[int]] = defaultdict(list)
    for customer, owner in owners.items():
        by_owner[owner].append(customer)
    for owner, customers in by_owner.items():
        for part in _parts(customers):
            Customer.objects.filter(pk__in=part).update(owner=owner)


def _refuse_strangers(to: Mapping[int, int], theirs: set[int]) -> None:
    if not to:
        raise Refusal(_("There is nobody to hand over."), _("They look after no customer."), _("Choose somebody else."))
    if set(to) != theirs:
        raise Refusal(
            _("Somebody else changed who looks after whom meanwhile."),
            _("Some of these customers are not theirs any more, and nothing was changed."),
            _("Look at the preview again; it shows how it stands now."),
        )


def _parts(values: Sequence[Each]) -> Iterable[Sequence[Each]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))

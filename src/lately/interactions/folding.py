"""What does a ledger come to for each customer? The one place that adds it up, for one and for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lately.decisioning import balance
from lately.decisioning.contacts import ASKING, DAY, GIVE, NEVER, Contacts, Ints, Kept, contacts_of
from lately.decisioning.weights import Weights, worth
from lately.interactions.ledger_rows import Deeds, Rows, Scope, contact_rows, deeds, redirects
from lately.interactions.referring import Owners, said

_BEFORE = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Folded:
    """The ledgers of m customers, added up, int64 [m]: what kept state holds.

    `epoch_day`, `given` and `asked` are as in decisioning/balance.py (0 where nothing was given or asked);
    the moments and `contacts` as in Kept, the contacts not yet cut to a window; `last_spoken` is when one of us last
    spoke to them (answering.py).
    """

    last_contact: Ints
    last_give: Ints
    last_ask: Ints
    last_deed: Ints
    last_spoken: Ints
    epoch_day: Ints
    given: Ints
    asked: Ints
    contacts: Contacts


def folded(ids: Sequence[int], scope: Scope, weights: Weights, *, since: int | None = None) -> Folded:
    """Read the ledgers of customers (ids ascending, none merged away) and add them up.

    `scope.ids` is None where `ids` is everybody; the moments of `scope` say what had happened and was known.
    Single contacts are returned if they happened after `since` (seconds since 1970 UTC; None is ever).
    """
    merged, into = redirects(scope)
    wide = scope if scope.ids is None else Scope([*ids, *merged.tolist()], scope.at, scope.known)
    owners = Owners(np.array(ids, np.int64), merged, into)
    return added_up(contact_rows(wide, weights), deeds(wide), owners, wide, weights, since=since)


def added_up(
    rows: Rows, done_for: Deeds, owners: Owners, scope: Scope, weights: Weights, *, since: int | None = None
) -> Folded:
    """Add rows and deeds up for each customer of the pass."""
    count, owner, says = len(owners.ids), owners.of(rows.customer), said(rows, done_for, owners, scope)
    worths = worth(weights, rows.klass, says.told, says.told_back, says.answered)
    done = (owner != NEVER) & (rows.done > 0)
    felt = (owner != NEVER) & (rows.quiet == 0) & (True if since is None else rows.at > since)
    gives = done & ((rows.klass == GIVE) | (says.told >= 0))
    deed_owner = owners.of(done_for.customer)
    past = (deed_owner != NEVER) & (True if scope.at is None else done_for.at <= scope.at)
    epoch_day, sums = _balances(np.where(done, owner, NEVER), rows.at // DAY, worths, count, weights.half_life)
    return Folded(
        last_contact=_latest(owner, rows.at, done, count),
        last_give=_latest(owner, rows.at, gives, count),
        last_ask=_latest(owner, rows.at, done & np.isin(rows.klass, ASKING), count),
        last_deed=_latest(deed_owner, done_for.at, past, count),
        last_spoken=_latest(owner, rows.at, (owner != NEVER) & (rows.spoken > 0), count),
        epoch_day=epoch_day,
        given=sums[0],
        asked=sums[1],
        contacts=contacts_of(
            owner=owner[felt],
            at=rows.at[felt],
            weight=weights.pressure[rows.channel[felt], rows.klass[felt]],
            given=worths[0][felt],
            asked=worths[1][felt],
            klass=rows.klass[felt],
        ),
    )


def _latest(owner: Ints, at: Ints, chosen: npt.NDArray[np.bool_], count: int) -> Ints:
    found = np.full(count, NEVER)
    np.maximum.at(found, owner[chosen], at[chosen])
    return found


def _balances(owner: Ints, day: Ints, worths: tuple[Ints, Ints], count: int, half_life: int) -> tuple[Ints, list[Ints]]:
    """Each customer's epoch and the sums of what was given and asked against it."""
    counts = (owner != NEVER) & ((worths[0] > 0) | (worths[1] > 0))
    owner, day = owner[counts], day[counts]
    last = np.full(count, _BEFORE)
    np.maximum.at(last, owner, day)
    epoch = np.where(last == _BEFORE, 0, balance.epoch_of(last, half_life))
    sums = [np.zeros(count, np.int64) for _ in worths]
    for total, weight in zip(sums, worths, strict=True):
        np.add.at(total, owner, balance.added(weight[counts], day, epoch[owner], half_life))
    return epoch, sums


def as_kept(found: Folded, at: int, weights: Weights) -> Kept:
    """Return what is seen at a moment that is not before the last thing done."""
    day = at // DAY
    return Kept(
        last_contact=found.last_contact,
        last_give=found.last_give,
        last_ask=found.last_ask,
        last_deed=found.last_deed,
        given=balance.read(found.given, found.epoch_day, day, weights.half_life),
        asked=balance.read(found.asked, found.epoch_day, day, weights.half_life),
        contacts=found.contacts.where(found.contacts.at > at - weights.horizon),
    )

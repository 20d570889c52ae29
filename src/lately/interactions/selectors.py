"""What stands in one customer's ledger, for people to read?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Model, Q

from lately.interactions.models import Deed, Direction, Interaction, Promise, Status
from lately.lib.counting import Live
from lately.lib.moments import at_seconds, seconds

DEED, CONTACT, PROMISE = "deed", "contact", "promise"
GIVE, ASKING = "give", ("ask", "mixed", "disguised")
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger: a deed, a contact (out or in) or a promise.

    `what` is the deed's or promise's text, a contact's subject. `classed` is the class of a contact out, `unread` if
    nobody knows it. `told` is when the deed was told, or the promise kept, None if not; `due` is the promise's moment;
    `tells` the deed a contact told. Fields that say nothing of an entry are blank or None.
    """

    at: dt.datetime
    entry: str
    what: str
    by: str
    source: str
    direction: str = ""
    channel: str = ""
    kind: str = ""
    status: str = ""
    classed: str = ""
    wanted: str = ""
    content: str = ""
    tells: str = ""
    amount_minor: int | None = None
    currency: str = ""
    worth_milli: int | None = None
    told: dt.datetime | None = None
    due: dt.datetime | None = None
    refrains: str = ""

    @property
    def gives(self) -> bool:
        """Whether it is a give that went out: of class give, or telling a deed."""
        return self._went_out and (self.classed == GIVE or bool(self.tells))

    @property
    def asks(self) -> bool:
        """Whether it is a contact that went out and wanted something."""
        return self._went_out and self.classed in ASKING

    @property
    def _went_out(self) -> bool:
        return self.entry == CONTACT and self.direction == Direction.OUT and self.status == Status.DONE


def entries(customer_ids: Sequence[int], *, at: int, known: int) -> list[Entry]:
    """Return the ledger of a customer and of those merged into them, oldest first.

    What had happened at `at`, and reservations, by what was recorded at `known` (seconds since 1970 UTC).
    """
    scope = _Scope(customer_ids, at_seconds(at), at_seconds(known))
    found = [*_deeds(scope), *_contacts(scope), *_promises(scope)]
    return sorted(found, key=lambda entry: entry.at)


@dataclass(frozen=True, slots=True)
class _Scope:
    ids: Sequence[int]
    at: dt.datetime
    known: dt.datetime

    def counts(self, row: Model | None) -> bool:
        """Whether a row referred to counted then, and was of this customer (theirs.py)."""
        if not isinstance(row, Deed | Interaction | Promise) or row.customer_id not in self.ids:
            return False
        return row.recorded_at <= self.known and (row.voided_at is None or row.voided_at > self.known)

    @property
    def known_then(self) -> Live:
        return Live(seconds(self.known))

    @property
    def happened(self) -> Q:
        return self.known_then & Q(happened_at__lte=self.at, customer_id__in=self.ids)

    def first(self, field: str) -> dict[int, dt.datetime]:
        """When the rows that contacts refer to in this field were first referred to, in a contact that was done."""
        rows = Interaction.objects.filter(self.happened, status=Status.DONE).exclude(**{field: None})
        return dict(rows.order_by("-happened_at").values_list(field, "happened_at"))


def _deeds(scope: _Scope) -> Iterator[Entry]:
    told = scope.first("tells_id")
    for row in Deed.objects.filter(scope.happened):
        yield Entry(row.happened_at, DEED, row.what, row.by, row.source, worth_milli=row.worth_milli,
                    amount_minor=row.saved_minor, currency=row.currency, told=told.get(row.pk))  # fmt: skip


def _promises(scope: _Scope) -> Iterator[Entry]:
    kept = scope.first("keeps_id")
    for row in Promise.objects.filter(scope.happened):
        yield Entry(row.happened_at, PROMISE, row.what, row.by, row.source, told=kept.get(row.pk), due=row.due_at,
                    refrains=row.refrains)  # fmt: skip


def _contacts(scope: _Scope) -> Iterator[Entry]:
    later = Q(status=Status.RESERVED, customer_id__in=scope.ids) & scope.known_then
    rows = Interaction.objects.filter(scope.happened | later).select_related("tells", "by")
    for row in rows:
        out = row.direction == Direction.OUT
        yield Entry(
            row.happened_at, CONTACT, row.subject, row.by.name if row.by else "", row.source,
            direction=row.direction, channel=row.channel, kind=row.kind, status=row.status,
            classed=(row.classed or UNREAD) if out else "", wanted=row.wanted, content=row.content,
            tells=row.tells.what if row.tells and scope.counts(row.tells) else "",
            amount_minor=row.amount_minor, currency=row.currency,
        )  # fmt: skip

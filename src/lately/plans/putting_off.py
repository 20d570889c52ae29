"""Who put whom off in Today, until when and why; and does that still hold?

What holds back a matter: later, for a customer; or "not this one", for that matter. A word of the customer's that we
learnt of since ends it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lately.interactions.owed import Place, words_of
from lately.interactions.timeline import When
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.plans.models import PutOff
from lately.profiles.frames import redirects

QUIET = ("neglected", "plan", "calls")
"""Kinds that are one matter: a word for its own sake."""
GENTLE = (*QUIET, "earned")
"""Kinds that rest while anything else of the customer is put off."""
STALE_DAYS = 30  # a word that came in later, and is older than this before the putting off, is no news
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Rest:
    """One putting off that counts; moments in seconds since 1970 UTC, `customer` as merges have it now."""

    row: int
    key: str
    customer: int
    user: int
    by: str
    kind: str
    matter: str
    content: str
    at: int
    until: int
    refused: bool
    why: str

    def holds(self, kind: str, matter: str) -> bool:
        """Whether it holds back a matter of this customer for whoever put it off."""
        if kind in QUIET and self.kind in QUIET:
            return True
        if kind == self.kind and (kind in GENTLE or matter == self.matter):
            return True
        return kind in GENTLE and (not self.refused or self.kind in QUIET)

    @property
    def place(self) -> str:
        """Where a list goes on after it."""
        return f"{self.until}-{self.row}"


@dataclass(frozen=True, slots=True)
class Matter:
    """What is put off, of whom: the kind of its card, the row of the ledger it is about, the content."""

    customer: int
    kind: str
    matter: str = ""
    content: str = ""


def resting(
    when: When, *, user: int | None = None, customers: Sequence[int] | None = None, after: Place | None = None,
    limit: int = 500,
) -> list[Rest]:  # fmt: skip
    """What counts at the moment, the soonest over first; of one user, of some customers (as merged), or all."""
    rows = PutOff.objects.filter(when.live, until__gt=at_seconds(when.at)).select_related("user")
    rows = rows if user is None else rows.filter(user_id=user)
    into = redirects(when.known)
    if customers is not None:
        wanted = {*customers, *(each for each, target in into.items() if target in set(customers))}
        rows = rows.filter(customer_id__in=wanted)
    found: list[Rest] = []
    while len(found) < limit:
        part = list(_beyond(rows, after).order_by("until", "pk")[:limit])
        news = _news(when, part, into)
        found += [_rest(row, into) for row in part if not _outdated(row, news.get(row.pk, ()))]
        if len(part) < limit:
            break
        after = seconds(part[-1].until), part[-1].pk
    return found[:limit]


def _beyond(rows: QuerySet[PutOff], after: Place | None) -> QuerySet[PutOff]:
    """What is over later than the place."""
    if after is None:
        return rows
    until = at_seconds(after[0])
    return rows.filter(Q(until__gt=until) | Q(until=until, pk__gt=after[1]))


def _news(when: When, found: Sequence[PutOff], into: Mapping[int, int]) -> dict[int, list[tuple[int, dt.datetime]]]:
    """What the customer of each row told us, among all that we learnt since the first of them."""
    if not found:
        return {}
    mine = {into.get(row.customer_id, row.customer_id) for row in found}
    wanted = {*mine, *(each for each, target in into.items() if target in mine)}
    told: dict[int, list[tuple[int, dt.datetime]]] = {}
    for customer, happened, recorded in words_of(when, wanted, learnt=min(seconds(row.recorded_at) for row in found)):
        told.setdefault(into.get(customer, customer), []).append((happened, recorded))
    return {row.pk: told.get(into.get(row.customer_id, row.customer_id), []) for row in found}


def _outdated(row: PutOff, told: Iterable[tuple[int, dt.datetime]]) -> bool:
    """Whether the customer said something since that we did not know then."""
    oldest = seconds(row.happened_at) - STALE_DAYS * DAY
    return any(recorded > row.recorded_at and happened > oldest for happened, recorded in told)


def _rest(row: PutOff, into: Mapping[int, int]) -> Rest:
    return Rest(
        row=row.pk, key=row.source_key, customer=into.get(row.customer_id, row.customer_id), user=row.user_id,
        by=row.user.name or row.user.email, kind=row.kind, matter=row.matter, content=row.content,
        at=seconds(row.happened_at), until=seconds(row.until), refused=row.refused, why=row.why,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Until:
    """Until when it rests, whether it is "not this one", and why."""

    until: dt.datetime
    refused: bool
    why: str


def keep(matter: Matter, rest: Until, *, user: int, key: str, at: dt.datetime, now: dt.datetime, source: str) -> PutOff:
    """Write it down; said again under the same key, the row that stands is returned."""
    there = PutOff.objects.filter(source_key=key, voided_at=None)
    row = PutOff(
        customer_id=matter.customer, user_id=user, kind=matter.kind, matter=matter.matter, content=matter.content,
        until=rest.until, refused=rest.refused, why=rest.why, source_key=key, happened_at=at, recorded_at=now,
        source=source,
    )  # fmt: skip
    try:
        with write_transaction():
            said = there.first()
            if said is None:
                row.save(force_insert=True)
            return said or row
    except IntegrityError:
        said = there.first()
        if said is None:
            raise
        return said


def newest(key: str) -> PutOff:
    """The row written last under this key, taken back or not; raises Refusal if there never was one."""
    row = PutOff.objects.filter(source_key=key).order_by("-pk").first()
    return row or named(key)


def stands(key: str) -> bool:
    """Whether a row counts under this key."""
    return PutOff.objects.filter(source_key=key, voided_at=None).exists()


def named(key: str) -> PutOff:
    """The row that counts under this key; raises Refusal if it was taken back or changed."""
    row = PutOff.objects.filter(source_key=key, voided_at=None).first()
    if row is None:
        raise Refusal(
            _("This does not stand any more."),
            _("It was changed or taken back after you opened the page."),
            _("Reload the page and look again. Nothing was written down."),
        )
    return row


def void(row: PutOff, *, now: dt.datetime) -> None:
    """It counts no longer; raises Refusal if somebody was quicker."""
    if not PutOff.objects.filter(pk=row.pk, voided_at=None).update(voided_at=now):
        named(row.source_key)

"""How does the ledger change? Every verb is one transaction, and keeps the customer's state with it.

Nothing is overwritten: a correction voids a row and adds another, so that what was known at a moment can be read
again. Rows written in bulk are told to `rows_changed`, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict, TypeVar, Unpack, cast

from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from lately.interactions import keeping
from lately.interactions.merging import merge, unmerge
from lately.interactions.models import Class, Deed, Direction, Interaction, Kind, Promise, Status
from lately.interactions.reserving import Held, Reserved, reserve
from lately.lib.gate import write_transaction
from lately.lib.moments import at_seconds, seconds
from lately.lib.refusal import Refusal
from lately.lib.row_values import values_of

__all__ = [
    "Held",
    "Reserved",
    "What",
    "correct",
    "merge",
    "record",
    "record_deed",
    "record_promise",
    "reserve",
    "rows_changed",
    "unmerge",
    "withdraw",
]

Row = TypeVar("Row", Interaction, Deed, Promise)
Written = Interaction | Deed | Promise
_CHOICES: dict[str, type[models.TextChoices]] = {
    "direction": Direction, "kind": Kind, "status": Status, "declared": Class, "found": Class,
}  # fmt: skip


class What(TypedDict, total=False):
    """What else may be said of an interaction; see models.Interaction."""

    kind: str
    status: str
    asked_for: bool
    declared: str
    found: str
    overruled_by: str
    wanted: str
    content: str
    subject: str
    text: str
    amount_minor: int | None
    currency: str
    by_id: int | None
    tells: Deed | None
    keeps: Promise | None
    closes: Interaction | None
    imported_id: int | None


def record(
    *,
    customer: int,
    direction: str,
    channel: str,
    happened_at: dt.datetime,
    now: dt.datetime,
    source: str,
    source_key: str = "",
    **what: Unpack[What],
) -> Interaction:
    """Write one interaction down; return its row.

    `source_key` says again what was said before: the row that counts under it is returned as it stands. Raises
    Refusal for an unknown customer or word, for what is done in the future, and for a reference to another customer.
    """
    row = Interaction(
        customer_id=customer,
        direction=direction,
        channel=channel,
        happened_at=_whole(happened_at),
        recorded_at=_whole(now),
        source=source,
        source_key=source_key or _by_hand(),
        **what,
    )

    def keep() -> None:
        if row.direction == Direction.OUT:
            keeping.contact_added(customer, row.pk, now=seconds(now), anew=bool(row.tells_id or row.closes_id))

    return _once(row, lambda: _refuse_wrong(row, now), keep)


def record_deed(
    *,
    customer: int,
    what: str,
    happened_at: dt.datetime,
    now: dt.datetime,
    source: str,
    source_key: str = "",
    worth_milli: int = 1000,
    saved_minor: int | None = None,
    currency: str = "",
    by: str = "",
    answers: Interaction | None = None,
) -> Deed:
    """Write work down that was done for a customer; `source_key` and refusals as in `record`."""
    row = Deed(
        customer_id=customer, what=what, happened_at=_whole(happened_at), recorded_at=_whole(now), source=source,
        source_key=source_key or _by_hand(), worth_milli=worth_milli, saved_minor=saved_minor, currency=currency,
        by=by, answers=answers,
    )  # fmt: skip

    def check() -> None:
        _refuse_future(row.happened_at, now)
        _refuse_strangers(customer, [answers])

    return _once(row, check, lambda: keeping.deed_added(customer, seconds(row.happened_at), now=seconds(now)))


def record_promise(
    *,
    customer: int,
    what: str,
    due_at: dt.datetime,
    happened_at: dt.datetime,
    now: dt.datetime,
    source: str,
    source_key: str = "",
    refrains: str = "",
    by: str = "",
) -> Promise:
    """Write down what we said we would do by `due_at`, or would refrain from; `source_key` as in `record`."""
    row = Promise(
        customer_id=customer, what=what, due_at=_whole(due_at), happened_at=_whole(happened_at),
        recorded_at=_whole(now), source=source, source_key=source_key or _by_hand(), refrains=refrains, by=by,
    )  # fmt: skip
    return _once(row, _nothing, _nothing)


def correct(row: Row, *, now: dt.datetime, **changes: object) -> Row:
    """Void a row and add it again with `changes` (fields of its model); return the new row.

    So a reservation is handed over (`status="done", happened_at=...`) or given up (`status="withheld"`). Rows that
    refer to it are voided and added again too, to refer to the new one. Raises Refusal if it does not count any more.
    """
    with write_transaction():
        touched: set[int] = set()
        made = cast("Row", _again(row, now, touched, changes))
        if isinstance(made, Interaction):
            _refuse_wrong(made, now)
        rows_changed(sorted(touched), now)
    return made


def withdraw(row: Written, *, now: dt.datetime) -> None:
    """Void a row: it should never have been written down. Raises Refusal if it does not count any more."""
    with write_transaction():
        _void(row, now)
        rows_changed([row.customer_id], now)


def rows_changed(customer_ids: Sequence[int], now: dt.datetime) -> None:
    """Keep the state of customers whose ledger rows were written, changed or voided in bulk.

    Call it in the transaction that changed them. Those merged into others are followed.
    """
    at = seconds(now)
    keeping.rebuilt(customer_ids, now=at, weights=keeping.weights_at(at))


def _once(row: Row, check: Callable[[], None], keep: Callable[[], None]) -> Row:
    """Write a row and keep the state, unless a row that counts stands under its key; return the one that stands."""
    there = type(row).objects.filter(source_key=row.source_key, voided_at=None)
    try:
        with write_transaction():
            said = there.first()
            if said is not None:
                return said
            keeping.known(row.customer_id)
            check()
            row.save(force_insert=True)
            keep()
    except IntegrityError:
        said = there.first()
        if said is None:
            raise
        return said
    return row


def _nothing() -> None:
    """Neither to check nor to keep."""


def _whole(moment: dt.datetime) -> dt.datetime:
    return at_seconds(seconds(moment))


def _by_hand() -> str:
    return f"by-hand:{uuid.uuid4().hex}"


def _void(row: Written, now: dt.datetime) -> None:
    if not type(row).objects.filter(pk=row.pk, voided_at=None).update(voided_at=_whole(now)):
        raise Refusal(
            _("This row was corrected or taken back before."),
            _("Only what counts can be changed."),
            _("Look at the ledger again and change the row that stands there now."),
        )
    row.voided_at = _whole(now)
    keeping.note_taken_back(now=seconds(now))


def _again(row: Written, now: dt.datetime, touched: set[int], changes: dict[str, object]) -> Written:
    """Void the row, add its successor, and do the same with all that refers to it."""
    _void(row, now)
    made = type(row)(**values_of(row) | {"id": None, "voided_at": None, "recorded_at": _whole(now)})
    for name, value in changes.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    touched |= {row.customer_id, made.customer_id}
    for field, rows in _referring(row):
        for each in rows:
            _again(each, now, touched, {field: made})
    return made


def _referring(row: Written) -> Iterable[tuple[str, Iterable[Interaction | Deed]]]:
    """The rows that refer to this one and count, by the field in which they do."""
    if isinstance(row, Interaction):
        yield "closes", Interaction.objects.filter(closes=row, voided_at=None)
        yield "answers", Deed.objects.filter(answers=row, voided_at=None)
    elif isinstance(row, Deed):
        yield "tells", Interaction.objects.filter(tells=row, voided_at=None)
    else:
        yield "keeps", Interaction.objects.filter(keeps=row, voided_at=None)


def _refuse_wrong(row: Interaction, now: dt.datetime) -> None:
    for field, choices in _CHOICES.items():
        value = getattr(row, field)
        if value not in choices.values and (value or choices is not Class):
            raise Refusal(
                _("%(field)s cannot be %(value)r.") % {"field": field, "value": value},
                _("It is one of %(words)s.") % {"words": ", ".join(choices.values)},
                _("Use one of these words."),
            )
    if row.status == Status.DONE:
        _refuse_future(row.happened_at, now)
    _refuse_strangers(row.customer_id, [row.tells, row.keeps, row.closes])


def _refuse_future(happened_at: dt.datetime, now: dt.datetime) -> None:
    if happened_at > now:
        raise Refusal(
            _("%(moment)s has not come yet.") % {"moment": f"{happened_at:%Y-%m-%d %H:%M}"},
            _("What is done has happened."),
            _("Give the moment at which it happened; what is planned is reserved."),
        )


def _refuse_strangers(customer: int, references: Sequence[Written | None]) -> None:
    for other in references:
        if other is not None and keeping.into(other.customer_id) != keeping.into(customer):
            raise Refusal(
                _("Row %(number)s is about another customer.") % {"number": other.pk},
                _("What one customer is told or answered is about them."),
                _("Refer to a row of this customer's own ledger."),
            )

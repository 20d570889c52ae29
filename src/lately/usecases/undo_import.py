"""Take an import back: its rows do not count any more, and what followed from them neither."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext

from lately.content.models import Content
from lately.imports import bulk
from lately.imports.models import Import
from lately.imports.services import import_numbered
from lately.interactions.joining import part_joined
from lately.interactions.keeping import weights_at
from lately.interactions.models import CustomerState, KnownSince
from lately.interactions.services import rows_changed
from lately.lib.gate import write_transaction
from lately.lib.moments import seconds
from lately.lib.refusal import Refusal
from lately.profiles.handing import owners_put_back
from lately.profiles.models import Customer, Handed, Identifier, Redirect
from lately.usecases.hide_report import close_what_is_not_so
from lately.usecases.set_policy import MOST, keep_anew
from lately.usecases.take_settings_back import take_settings_back

PARTS = 5_000
REPLACING: tuple[tuple[type[Content | KnownSince], str], ...] = ((Content, "key"), (KnownSince, "channel"))


@dataclass(slots=True)
class Undone:
    """What was taken back, and the customers that stay because others speak of them.

    `replaced` counts rows of it that did not count any more, by the import (0: none) whose rows stand in their place;
    `stay` are sentences about what stays of an export, and how to take that off.
    """

    imported: int
    kind: str
    name: str
    rows: dict[str, int] = field(default_factory=dict)
    customers: int = 0
    customers_kept: int = 0
    replaced: dict[int, int] = field(default_factory=dict)
    stay: list[str] = field(default_factory=list)


def undo_import(*, number: int, now: dt.datetime) -> Undone:
    """Void the rows of an import; raises Refusal if there is no such import or it was undone before.

    Customers whom only it made are voided; those of whom anything else speaks stay, with the identifiers by which
    it found them. What it had replaced (contents, known-since dates) counts again; whom it gave to somebody else is
    looked after as before, unless they were given on since. The pages of reports that tell its deeds are closed. Of an
    export, numbers and segments that nobody changed since go, too.
    """
    before = weights_at(seconds(now)).basis
    with write_transaction():
        bulk.in_turn()
        found = import_numbered(number)
        _refuse_undone(found)
        undone = Undone(number, found.kind, found.name)
        part_joined(imported=number, now=now)
        owners_put_back(imported=number, now=now)
        touched = _customers_of(found)
        for model in _dated():
            if model not in {Customer, Identifier, *_replacing()}:
                _void(model.objects.filter(imported=found, voided_at=None), now, undone)
        for model, key in REPLACING:
            _count_replaced(model, key, found, undone)
            _void_and_restore(model, key, found, now, undone)
        settings, undone.stay = take_settings_back(found, now=now)
        undone.rows |= settings
        Import.objects.filter(pk=number).update(undone_at=now)
        gone = _void_customers(touched, now, undone)
        rows_changed(sorted(touched - gone), now)
        parted = Redirect.objects.filter(voided_at=now).values_list("into_id", flat=True)
        close_what_is_not_so(of={*touched, *parted}, now=now)
    if weights_at(seconds(now)).basis != before:
        keep_anew(now=now, most=MOST)
    return undone


def _refuse_undone(found: Import) -> None:
    if found.undone_at:
        raise Refusal(
            gettext("Import %(number)s was undone on %(day)s at %(time)s UTC already.")
            % {"number": found.pk, "day": f"{found.undone_at:%Y-%m-%d}", "time": f"{found.undone_at:%H:%M}"},
            gettext("Its rows do not count any more."),
            gettext("Import the file again if it should count after all."),
        )


def _dated() -> list[Any]:
    """Every table whose rows come from imports and can be taken back."""
    return [model for model in apps.get_models() if {"imported", "voided_at"} <= _fields(model) and model is not Handed]


def _fields(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields()}  # noqa: SLF001 - Django's public API


def _replacing() -> list[Any]:
    return [model for model, _ in REPLACING]


def _of_customers() -> list[Any]:
    """Every table whose dated rows speak of a customer."""
    return [model for model in _dated() if "customer" in _fields(model)]


def _customers_of(found: Import) -> set[int]:
    """Of whom the import speaks."""
    return {
        customer
        for model in _of_customers()
        for customer in model.objects.filter(imported=found, voided_at=None)
        .values_list("customer_id", flat=True)
        .distinct()
    }


def _void(rows: QuerySet[Any], now: dt.datetime, undone: Undone) -> None:
    count = rows.update(voided_at=now)
    if count:
        undone.rows[str(rows.model._meta.verbose_name_plural)] = count  # noqa: SLF001 - Django's public API


def _count_replaced(model: Any, key: str, found: Import, undone: Undone) -> None:
    """Count the rows that others took the place of before, by the import of what took it."""
    for keyed, since in model.objects.filter(imported=found, voided_at__isnull=False).values_list(key, "voided_at"):
        later = model.objects.filter(**{key: keyed}, recorded_at=since).exclude(imported=found).first()
        number = (later.imported_id if later else None) or 0
        undone.replaced[number] = undone.replaced.get(number, 0) + 1


def _void_and_restore(model: Any, key: str, found: Import, now: dt.datetime, undone: Undone) -> None:
    """Void what stands; what was voided when it was recorded counts again, as a new row."""
    own = model.objects.filter(imported=found, voided_at=None)
    replaced = [
        row
        for keyed, recorded in set(own.values_list(key, "recorded_at"))
        for row in model.objects.filter(**{key: keyed}, voided_at=recorded).exclude(imported=found)
        if row.imported is None or row.imported.undone_at is None
    ]
    _void(own, now, undone)
    for row in replaced:
        row.pk, row.voided_at, row.recorded_at = None, None, now
        row.save(force_insert=True)


def _void_customers(touched: AbstractSet[int], now: dt.datetime, undone: Undone) -> set[int]:
    """Void customers of whom nothing speaks but what was undone, with their identifiers; return them."""
    made = [
        customer
        for part in _parts(sorted(touched))
        for customer in Customer.objects.filter(
            pk__in=part, voided_at=None, imported__undone_at__isnull=False
        ).values_list("pk", flat=True)
    ]
    used = {customer for part in _parts(made) for customer in _spoken_of(part)}
    gone = [customer for customer in made if customer not in used]
    taken_back = Identifier.objects.filter(imported__undone_at__isnull=False, voided_at=None)
    for part in _parts(sorted(touched - used)):
        taken_back.filter(customer__in=part).update(voided_at=now)
    for part in _parts(gone):
        Customer.objects.filter(pk__in=part).update(voided_at=now)
        CustomerState.objects.filter(customer__in=part).delete()
    undone.customers, undone.customers_kept = len(gone), len(used)
    return set(gone)


def _spoken_of(customers: Sequence[int]) -> set[int]:
    """Those of these customers of whom something that counts speaks, or an identifier from elsewhere."""
    used = set[int]()
    for model in _of_customers():
        rows = model.objects.filter(customer__in=customers, voided_at=None)
        if model is Identifier:
            rows = rows.filter(Q(imported=None) | Q(imported__undone_at=None))
        used |= set(rows.values_list("customer_id", flat=True))
    for column in ("customer", "into"):
        merges = Redirect.objects.filter(**{f"{column}__in": customers}, voided_at=None)
        used |= set(merges.values_list(f"{column}_id", flat=True))
    return used


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + PARTS] for start in range(0, len(ids), PARTS)]

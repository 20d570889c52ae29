"""Which tables does a book have at some state of its migrations, and in which form does each column travel?

The form is the same from both databases: a backup made on one is restored on the other, and an old one on a newer
version. A moment travels as SQLite keeps it (UTC), a truth value as 0 or 1, bytes as base64, JSON as its text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

LEFT_OUT = frozenset({"sessions", "contenttypes"})  # who is signed in just now is no part of a book
KINDS = {
    "BooleanField": "truth",
    "DateTimeField": "moment",
    "DateField": "day",
    "JSONField": "json",
    "BinaryField": "bytes",
}
PLAIN = frozenset({
    "AutoField", "BigAutoField", "BigIntegerField", "CharField", "FloatField", "IntegerField", "SlugField",
    "PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SmallAutoField",
    "SmallIntegerField", "TextField",
})  # fmt: skip
Step = tuple[str, str]


class Column(msgspec.Struct, frozen=True):
    """One column and the form in which its values travel: plain, truth, moment, day, json or bytes."""

    name: str
    kind: str


class Shape(msgspec.Struct, frozen=True):
    """One table: its columns in order, and the column that is its key."""

    name: str
    key: str
    columns: tuple[Column, ...]


def steps_done() -> list[Step]:
    """Return the migrations that this database has been through; none if it is empty."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def steps_known() -> set[Step]:
    """Return the migrations that this version of Lately brings."""
    return set(MigrationLoader(None).disk_migrations or ())


def ours(step: Step) -> bool:
    """Whether a migration is of a room of ours."""
    found = apps.app_configs.get(step[0])
    return found is not None and found.name.startswith("lately.")


def shapes(steps: Iterable[Step]) -> list[Shape]:
    """Return the tables of a book that has been through these migrations, by name."""
    loader = MigrationLoader(None)
    state = loader.project_state([step for step in steps if step in loader.graph.nodes], at_end=True)
    return sorted(map(_shape, kept(state.apps)), key=lambda shape: shape.name)


def kept(known: Any) -> list[Any]:
    """Return the models that belong to a book, of a registry of apps (this version's, or that of a state before)."""
    models = known.get_models(include_auto_created=True)
    return [model for model in models if model._meta.app_label not in LEFT_OUT]  # noqa: SLF001 - Django's public API


def _shape(model: Any) -> Shape:
    meta = model._meta  # noqa: SLF001 - Django's public API
    columns = tuple(Column(field.column, kind_of(field)) for field in meta.local_concrete_fields)
    return Shape(meta.db_table, meta.pk.column, columns)


def kind_of(field: Any) -> str:
    """Return the form in which a field's values travel; raises TypeError for one that none was declared for."""
    while field.remote_field:
        field = field.target_field
    inner = field.get_internal_type()
    if inner in KINDS:
        return KINDS[inner]
    if inner in PLAIN:
        return "plain"
    msg = f"{field}: say in backups/shape.py how a {inner} travels"
    raise TypeError(msg)

"""How is a whole book put in place of another, so that it is there entirely or not at all?

On PostgreSQL in one transaction. On SQLite the work is done in a file beside the book, which is copied over it in one
transaction at the end: whoever has the book open sees the old one or the new one.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from lately.backups.shape import Step, kept, shapes, steps_done
from lately.lib.locks import held


@contextlib.contextmanager
def put_in_place(*, empty: bool) -> Iterator[None]:
    """Work on a copy of the book, or on an empty one; it becomes the book if the block ends without an error.

    Other writers of this book wait meanwhile (SQLite) or work on the old one.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            if empty:
                _drop_all()
            yield
        return
    live, beside = Path(connection.settings_dict["NAME"]), settings.HOME / "beside.sqlite3"
    with held(settings.HOME / "write.lock"):
        _remove(beside)
        try:
            if not empty:
                _copy(live, beside)
            with _pointed_at(beside):
                yield
            _copy(beside, live)
        finally:
            _remove(beside)


def migrate(steps: set[Step] | None = None) -> None:
    """Bring the tables to the given migrations, or to those of this version."""
    if steps is None:
        call_command("migrate", verbosity=0, interactive=False)
        return
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    # Only the last of each app: asking for an earlier one would take the later ones back.
    targets = [step for step in steps if not any(child.key in steps and child.key[0] == step[0]
               for child in executor.loader.graph.node_map[step].children)]  # fmt: skip
    executor.migrate(sorted(targets))


def settle_keys() -> None:
    """Let new rows be numbered after those that stand."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), kept(apps)):
                cursor.execute(statement)


def _drop_all() -> None:
    there = set(connection.introspection.table_names())
    ours = {shape.name for shape in shapes(steps_done())} | {
        "django_session",
        "django_content_type",
        "django_migrations",
    }
    if dropped := sorted(there & ours):
        names = ", ".join(connection.ops.quote_name(name) for name in dropped)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {names} CASCADE")


@contextlib.contextmanager
def _pointed_at(path: Path) -> Iterator[None]:
    """Have the connection in use speak to another file for a while."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = path
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _copy(source: Path, target: Path) -> None:
    """Copy one database over another, in one transaction of both."""
    with (
        contextlib.closing(sqlite3.connect(source, timeout=60)) as reading,
        contextlib.closing(sqlite3.connect(target, timeout=60)) as writing,
    ):
        reading.backup(writing)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)

"""How do many rows get into the book fast? The one small place that speaks two dialects of SQL.

SQLite takes `executemany` with many rows to a statement; PostgreSQL takes COPY into a staging table and INSERT ...
SELECT from it, because COPY itself cannot leave out what is already there. What all rows share is said once, not with
each row. Both are 5 to 10 times the ORM's `bulk_create`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from json.encoder import encode_basestring_ascii as _quoted_text
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model
from django.db.models.fields import NOT_PROVIDED

Row = Sequence[Any]
MOST_MARKS = 900  # SQLite before 3.32 takes 999 in a statement
MOST_ROWS = 100  # more to a statement are no quicker


@dataclass(frozen=True)
class _Target:
    """A table, the columns that differ from row to row, those that are the same in all, and what to leave alone."""

    table: str
    columns: tuple[str, ...]
    shared: tuple[str, ...]
    conflict: str

    @property
    def quoted(self) -> str:
        return str(connection.ops.quote_name(self.table))


def insert(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    always: Mapping[str, Any] | None = None,
    once: Sequence[str] = (),
) -> int:
    """Insert rows whose values stand in the order of `columns`; return how many were new.

    `always` are values that all rows share; other columns get the model's default. `once` names the columns of a
    unique index over rows that count (`voided_at` is null): a row that is there already is left as it is.
    Call it inside a write transaction. Database errors are raised as they are.
    """
    listed = list(rows)
    if not listed:
        return 0
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's public API
    shared = {name: fields[name].get_default() for name in _with_defaults(fields, columns)} | dict(always or {})
    ready = _prepared(listed, [fields[name] for name in columns])
    into = _Target(model._meta.db_table, tuple(columns), tuple(shared), _left_alone(once))  # noqa: SLF001 - the same
    write = _copy if connection.vendor == "postgresql" else _executemany
    return write(into, ready, _tail(fields, shared))


def spread(
    model: type[Model],
    columns: Sequence[str],
    each: Sequence[Sequence[Any]],
    *,
    named: str,
    names: Sequence[str],
    valued: str,
    values: Sequence[Sequence[Any]],
    always: Mapping[str, Any],
    ordered: bool = False,
) -> None:
    """Insert several rows for each place of some columns: what stands in `values`, under the name of each of `names`.

    `each` are the columns that all rows of a place share; where a value is None, there is no row. `ordered` if the
    table has an index over names and values, which SQLite fills quicker in its order. As with `insert`.
    """
    if not each[0] or not names:
        return
    if ordered and connection.vendor == "sqlite":
        for name, column in zip(names, values, strict=True):
            rows = sorted(row for row in zip(column, *each, strict=True) if row[0] is not None)
            insert(model, [valued, *columns], rows, always={**always, named: name})
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's public API
    shared = {name: fields[name].get_default() for name in _with_defaults(fields, [*columns, named, valued])} | dict(
        always
    )
    ready = [_converted(column, fields[name]) for name, column in zip(columns, each, strict=True)]
    ready += [_converted_if_there(column, fields[valued]) for column in values]
    into = _Target(model._meta.db_table, (*columns, named, valued), tuple(shared), "")  # noqa: SLF001 - the same
    rows = list(zip(*ready, strict=True))
    if connection.vendor == "postgresql":
        _copy_spread(into, rows, names, _tail(fields, shared), str(fields[valued].db_type(connection)))
    else:
        _executemany_spread(into, rows, names, _tail(fields, shared))


def new_ids(model: type[Model], count: int) -> list[int]:
    """Return ids for `count` new rows of a table; insert them in the same write transaction, before asking again."""
    table = model._meta.db_table  # noqa: SLF001 - Django's public API
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(counted.by) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS by OFFSET 0) "
                "counted, generate_series(1, %s)",
                [table, count],
            )
            return [found[0] for found in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return list(range(first, first + count))


def in_turn() -> None:
    """On PostgreSQL, let imports write one after the other until the transaction ends, so that none deadlocks.

    On SQLite the gate of `write_transaction` has done so already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('lately.imports'))")


def _with_defaults(fields: Mapping[str, Field[Any, Any]], columns: Sequence[str]) -> list[str]:
    return [
        name for name, field in fields.items() if not field.primary_key and name not in columns and _has_default(field)
    ]


def _has_default(field: Field[Any, Any]) -> bool:
    return field.default is not NOT_PROVIDED or field.null or (field.blank and field.empty_strings_allowed)


def _tail(fields: Mapping[str, Field[Any, Any]], shared: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(fields[name].get_db_prep_save(value, connection) for name, value in shared.items())


def _prepared(rows: list[Row], fields: list[Field[Any, Any]]) -> list[tuple[Any, ...]]:
    """Rows as the driver wants them: converted a column at a time, because most columns need nothing."""
    turned = [_converted(column, field) for column, field in zip(zip(*rows, strict=True), fields, strict=True)]
    return list(zip(*turned, strict=True))


def _converted(column: Sequence[Any], field: Field[Any, Any]) -> Sequence[Any]:
    if isinstance(field, DateTimeField):
        return _each(column, connection.ops.adapt_datetimefield_value)
    if isinstance(field, JSONField):
        adapt = connection.ops.adapt_json_value
        return [_quoted_text(value) if type(value) is str else adapt(value, field.encoder) for value in column]
    return column


def _converted_if_there(column: Sequence[Any], field: Field[Any, Any]) -> Sequence[Any]:
    there = iter(_converted([value for value in column if value is not None], field))
    return [None if value is None else next(there) for value in column]


def _each(column: Sequence[Any], turn: Callable[[dt.datetime | None], Any]) -> list[Any]:
    known = {value: turn(value) for value in set(column)}
    return [known[value] for value in column]


def _left_alone(once: Sequence[str]) -> str:
    return f"ON CONFLICT ({_quoted(once)}) WHERE voided_at IS NULL DO NOTHING" if once else ""


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def _executemany(into: _Target, rows: list[tuple[Any, ...]], shared: tuple[Any, ...]) -> int:
    many = max(1, min(MOST_ROWS, MOST_MARKS // len(into.columns)))
    whole = len(rows) - len(rows) % many
    with connection.cursor() as cursor:
        said = "".join(f", {text}" for text in _literally(cursor, shared))
        one = f"({', '.join('?' * len(into.columns))}{said})"
        begin = f"INSERT INTO {into.quoted} ({_quoted([*into.columns, *into.shared])}) VALUES "  # noqa: S608 - names of our own tables
        together = (tuple(chain.from_iterable(rows[start : start + many])) for start in range(0, whole, many))
        plain = cursor.connection  # Django's cursor would look for marks of its own in the statement
        with connection.wrap_database_errors:
            added = (
                plain.executemany(f"{begin}{', '.join([one] * many)} {into.conflict}", together).rowcount
                if whole
                else 0
            )
            rest = plain.executemany(f"{begin}{one} {into.conflict}", rows[whole:]).rowcount if rows[whole:] else 0
    return int(added + rest)


def _executemany_spread(
    into: _Target, rows: list[tuple[Any, ...]], names: Sequence[str], shared: tuple[Any, ...]
) -> None:
    width, first = len(rows[0]), len(rows[0]) - len(names)
    many = max(1, min(MOST_ROWS // len(names), MOST_MARKS // width))
    whole = len(rows) - len(rows) % many
    with connection.cursor() as cursor:
        said = "".join(f", {text}" for text in _literally(cursor, shared))
        quoted = _literally(cursor, tuple(names))
        plain = cursor.connection  # Django's cursor would look for marks of its own in the statement

        def statement(count: int) -> str:
            marked = ", ".join(
                f"({''.join(f'?{start + place}, ' for place in range(1, first + 1))}{name}, ?{start + first + number})"
                for start in range(0, count * width, width)
                for number, name in enumerate(quoted, 1)
            )
            taken = ", ".join(f"column{place}" for place in range(1, first + 3))
            return (
                f"INSERT INTO {into.quoted} ({_quoted([*into.columns, *into.shared])}) SELECT {taken}{said} "  # noqa: S608 - names of our own tables
                f"FROM (VALUES {marked}) WHERE column{first + 2} IS NOT NULL"
            )

        together = (tuple(chain.from_iterable(rows[start : start + many])) for start in range(0, whole, many))
        with connection.wrap_database_errors:
            plain.executemany(statement(many), together)
            plain.executemany(statement(1), rows[whole:])


def _literally(cursor: Any, values: tuple[Any, ...]) -> list[str]:
    """Values as SQLite itself would write them into a statement."""
    if not values:
        return []
    cursor.execute(f"SELECT {', '.join(['quote(%s)'] * len(values))}", values)
    return list(cursor.fetchone())


def _copy(into: _Target, rows: list[tuple[Any, ...]], shared: tuple[Any, ...]) -> int:
    listed = _quoted(into.columns)
    said = "".join([", %s"] * len(shared))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE lately_staging AS SELECT {listed} FROM {into.quoted} WITH NO DATA")  # noqa: S608 - the same
        with connection.wrap_database_errors, cursor.copy(f"COPY lately_staging ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {into.quoted} ({_quoted([*into.columns, *into.shared])}) SELECT {listed}{said} "  # noqa: S608 - the same
            f"FROM lately_staging {into.conflict}",
            shared,
        )
        added = int(cursor.rowcount)
        cursor.execute("DROP TABLE lately_staging")
    return added


def _copy_spread(
    into: _Target, rows: list[tuple[Any, ...]], names: Sequence[str], shared: tuple[Any, ...], kind: str
) -> None:
    *first, named, valued = into.columns
    places = [f"value_{number}" for number in range(len(names))]
    spread = ", ".join([f"(%s, {place})" for place in places])
    said = "".join([", %s"] * len(shared))
    texts = "".join(f", NULL::text AS {place}" for place in places)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE lately_staging AS SELECT {_quoted(first)}{texts} FROM {into.quoted} WITH NO DATA"  # noqa: S608 - the same
        )
        with connection.wrap_database_errors, cursor.copy("COPY lately_staging FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {into.quoted} ({_quoted([*into.columns, *into.shared])}) "  # noqa: S608 - the same
            f"SELECT {_quoted(first)}, one.{named}, one.{valued}::{kind}{said} "
            f"FROM lately_staging, LATERAL (VALUES {spread}) one({named}, {valued}) WHERE one.{valued} IS NOT NULL",
            (*shared, *names),
        )
        cursor.execute("DROP TABLE lately_staging")

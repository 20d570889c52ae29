"""How do the rows of a table leave a database and come into one, the same from and into both?"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
from django.db import connection, transaction

from lately.backups.shape import Column, Shape

BATCH = 5_000
Values = Sequence[Any]
Ask = Callable[[str], Iterator[list[Values]]]
"""Answers a query in batches of rows."""

_lines = msgspec.json.Encoder().encode_lines
_sorted = msgspec.json.Encoder(order="sorted").encode
_row = msgspec.json.Decoder(list[Any]).decode


class Sums(Protocol):
    """What a checksum is made with."""

    def update(self, data: bytes, /) -> None:
        """Take these bytes in."""

    def hexdigest(self) -> str:
        """Return the checksum."""


class Counted:
    """Counts rows and sums them up; equal rows in equal order give equal sums on both databases."""

    def __init__(self, shape: Shape) -> None:
        self.rows = 0
        self._sum: Sums = hashlib.sha256()
        self._json = [place for place, column in enumerate(shape.columns) if column.kind == "json"]

    @property
    def digest(self) -> str:
        """The checksum of all rows taken so far."""
        return self._sum.hexdigest()

    def take(self, rows: Sequence[Values]) -> bytes:
        """Count rows; return them as lines of JSON."""
        written = _lines(rows)
        self.rows += len(rows)
        self._sum.update(_lines([self._plainly(row) for row in rows]) if self._json else written)
        return written

    def _plainly(self, row: Values) -> Values:
        """The row with its JSON in one spelling: PostgreSQL keeps neither the order of names nor the blanks."""
        plain = list(row)
        for place in self._json:
            if plain[place] is not None:
                plain[place] = _one_spelling(plain[place])
        return plain


def _one_spelling(text: str) -> str:
    try:
        return _sorted(msgspec.json.decode(text)).decode()
    except msgspec.DecodeError:
        return json.dumps(json.loads(text), sort_keys=True)


@contextlib.contextmanager
def snapshot() -> Iterator[Ask]:
    """Give what answers queries about one moment of the book, however long it takes, while others go on writing."""
    if connection.vendor == "sqlite":
        with contextlib.closing(_read_only(Path(connection.settings_dict["NAME"]))) as reading:
            reading.execute("BEGIN")
            yield lambda query: _batches(reading.execute(query))
        return
    within = connection.in_atomic_block  # that transaction's own moment, then
    with transaction.atomic():
        if not within:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield asked


def asked(query: str) -> Iterator[list[Values]]:
    """Answer a query about what stands now; on PostgreSQL within the transaction that is open."""
    if connection.vendor == "sqlite":
        with snapshot() as ask:
            yield from ask(query)
        return
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(query)
        yield from _batches(cursor)


def _read_only(path: Path) -> sqlite3.Connection:
    # Of our own: Django's connection would take the turn of a writer, and turn texts into moments.
    # No mode=ro: the first reader of a WAL database makes its shared memory file.
    reading = sqlite3.connect(path, timeout=20, isolation_level=None)
    reading.execute("PRAGMA query_only = ON")
    return reading


def _batches(cursor: Any) -> Iterator[list[Values]]:
    while batch := cursor.fetchmany(BATCH):
        yield batch


def leaving(shape: Shape) -> str:
    """SQL for all rows of a table, in the order of its key, in the form in which they travel."""
    columns = ", ".join(_leaves(column) for column in shape.columns)
    return f"SELECT {columns} FROM {_quoted(shape.name)} ORDER BY {_quoted(shape.key)}"  # noqa: S608 - names of our own tables


def _leaves(column: Column) -> str:
    name = _quoted(column.name)
    if connection.vendor == "sqlite":
        return name
    if column.kind == "moment":
        return moment_of(name)
    return name + {"truth": "::int", "day": "::text", "json": "::text"}.get(column.kind, "")


def moment_of(column: str) -> str:
    """SQL for a moment as it travels: 2026-03-29 01:30:00, in UTC."""
    if connection.vendor == "sqlite":
        return column
    utc = f"({column} AT TIME ZONE 'UTC')"
    return f"to_char({utc}, 'YYYY-MM-DD HH24:MI:SS') || coalesce(nullif(to_char({utc}, '.US'), '.000000'), '')"


def counted(shape: Shape, ask: Ask) -> Counted:
    """Count and sum up what stands in a table."""
    found = Counted(shape)
    for batch in ask(leaving(shape)):
        found.take(batch)
    return found


def load(shape: Shape, lines: Iterable[bytes], told: Callable[[int], None]) -> None:
    """Write the rows of a table that is empty. Call it within a transaction; database errors are raised as they are."""
    rows = _arriving(shape, lines, told)
    columns = ", ".join(_quoted(column.name) for column in shape.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A migration in the same transaction has left them immediate.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {_quoted(shape.name)} ({columns}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["?"] * len(shape.columns))
        # Django's own cursor would keep a copy of all rows.
        with connection.wrap_database_errors:
            cursor.connection.executemany(f"INSERT INTO {_quoted(shape.name)} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - the same


def _arriving(shape: Shape, lines: Iterable[bytes], told: Callable[[int], None]) -> Iterator[list[Any]]:
    turned = [(place, turn) for place, column in enumerate(shape.columns) if (turn := _turn(column))]
    for number, line in enumerate(lines, 1):
        row = _row(line)
        for place, turn in turned:
            if row[place] is not None:
                row[place] = turn(row[place])
        if not number % BATCH:
            told(number)
        yield row


def _turn(column: Column) -> Callable[[Any], Any] | None:
    if column.kind == "bytes":
        return base64.b64decode
    if column.kind == "moment" and connection.vendor == "postgresql":
        return _in_utc
    return None


def _in_utc(moment: str) -> str:
    return f"{moment}+00"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)

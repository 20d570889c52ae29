"""How are moments and lists of customers said in the SQL of both databases?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from lately.lib.moments import at_seconds

Parameters = dict[str, Any]


def seconds_of(column: str) -> str:
    """SQL for a moment's whole seconds since 1970 UTC."""
    if connection.vendor == "sqlite":
        return f"unixepoch({column})"
    return f"floor(date_part('epoch', {column}))::bigint"


def live(row: str, *, known: bool) -> str:
    """SQL that holds for rows that count: by what was known at %(known)s, or by all that is known."""
    if not known:
        return f"{row}.voided_at IS NULL"
    return f"{row}.recorded_at <= %(known)s AND ({row}.voided_at IS NULL OR {row}.voided_at > %(known)s)"


def among(column: str, *, chosen: bool) -> str:
    """SQL that holds for the ids of %(ids)s; for all rows if none were chosen."""
    if not chosen:
        return "TRUE"
    if connection.vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%(ids)s))"  # noqa: S608 - a column of ours
    return f"{column} = ANY(%(ids)s)"


def listed(ids: Sequence[int]) -> object:
    """Return ids as the parameter that `among` reads."""
    plain = [int(each) for each in ids]
    return json.dumps(plain) if connection.vendor == "sqlite" else plain


def listed_texts(texts: Sequence[str]) -> object:
    """Return texts as the parameter that `among` reads."""
    return json.dumps(texts) if connection.vendor == "sqlite" else list(texts)


def stamped(seconds: int) -> object:
    """Return a moment as the parameter that this database compares with its columns."""
    return connection.ops.adapt_datetimefield_value(at_seconds(seconds))


def capitals(word: str) -> list[str]:
    """Return a word in small letters and with capitals, to be looked for by LIKE: SQLite knows only those of ASCII."""
    return [word] if word.isascii() else list(dict.fromkeys((word, word.lower(), word.capitalize(), word.upper())))


def numbers(query: str, parameters: Parameters, columns: int) -> npt.NDArray[np.int64]:
    """Run a query whose columns are all whole numbers; return int64 [columns, rows], each column in one piece."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found = cursor.fetchall()
    flat = np.fromiter(chain.from_iterable(found), np.int64, len(found) * columns)
    return np.ascontiguousarray(flat.reshape(len(found), columns).T)


def planned_anew() -> None:
    """Let the database look again at how much stands in its tables, after much was written.

    SQLite never does so by itself, and then reads whole tables for a single customer. It takes about 0.1 s.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")


def rows(query: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """Run a query; return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found

"""What do people like, want nothing of, and have of us; and who said so, when?"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection
from typing import NamedTuple

import msgspec
from django.db import connection

from lately.lib.sql import listed_texts, live, rows, seconds_of, stamped
from lately.profiles.frames import redirects

NAMES = ("likes", "dislikes", "owns")
BEGIN = 60  # letters of a value that the index holds
# Word for word as the index has it, or SQLite does not see that it serves.
_INTEREST = "(f.name = 'likes' OR f.name = 'dislikes' OR f.name = 'owns')"


class Told(NamedTuple):
    """One such fact: `name` is likes, dislikes or owns; `at` in seconds since 1970 UTC."""

    customer: int
    name: str
    value: str
    source: str
    at: int


def interests(*, known: int) -> dict[str, set[str]]:
    """Every value there is of each of the three facts, as it was written."""
    query = f"""
        SELECT f.name, f.value FROM profiles_fact f WHERE {_INTEREST}
        AND {live("f", known=True)} GROUP BY f.name, f.value
    """  # noqa: S608 - every value is a parameter
    found: dict[str, set[str]] = {name: set() for name in NAMES}
    for name, value in rows(query, {"known": stamped(known)}):
        found[name].add(_read(value))
    return found


def told(values: Collection[str], *, at: int, known: int) -> list[Told]:
    """Who likes one of these, wants nothing of it, or has it of us, at the moment; merged customers as one."""
    query = f"""
        SELECT f.customer_id, f.name, f.value, f.source, {seconds_of("f.happened_at")} FROM profiles_fact f
        WHERE {_INTEREST} AND {_begins()} AND {_is_one()} AND f.happened_at <= %(at)s
        AND {live("f", known=True)} AND (f.until IS NULL OR f.until > %(at)s) ORDER BY f.happened_at, f.id
    """  # noqa: S608 - the same
    into, wanted = redirects(known), set(values)
    # JSON writes a letter beyond ASCII in two ways, and both are found in books.
    written = sorted({json.dumps(one, ensure_ascii=plain) for one in wanted for plain in (True, False)})
    parameters = {"at": stamped(at), "known": stamped(known), "values": listed_texts(written)}
    parameters["begin"] = listed_texts(sorted({one[:BEGIN] for one in written}))
    read = functools.cache(_read)  # thousands say the same
    return [
        Told(into.get(customer, customer), name, said, source, int(when))
        for customer, name, value, source, when in rows(query, parameters)
        if (said := read(value)) in wanted
    ]


def _begins() -> str:
    """Word for word as the index has it, too."""
    if connection.vendor == "sqlite":
        return f"SUBSTR(CAST(f.value AS text), 1, {BEGIN}) IN (SELECT value FROM json_each(%(begin)s))"  # noqa: S608 - the same
    return f"LEFT((f.value)::text, {BEGIN}) = ANY(%(begin)s)"


def _is_one() -> str:
    if connection.vendor == "sqlite":
        return "f.value IN (SELECT value FROM json_each(%(values)s))"
    return "f.value = ANY(%(values)s::jsonb[])"


def _read(value: object) -> str:
    return str(msgspec.json.decode(value)) if isinstance(value, str | bytes) else str(value)

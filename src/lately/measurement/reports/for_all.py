"""What did we do for all our customers in a quarter, so that nobody can be told from it?

Counts below a threshold are "a few", and a sum of money needs as many customers as the threshold. The words of a deed
are taken only if several customers share them, and are left out until a person has read them where these are few: what
was done for one says who that one is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lately.interactions.theirs import same_customer
from lately.interactions.timeline import When
from lately.lib.money import shown
from lately.lib.sql import live, rows, stamped
from lately.measurement.reports.words import COUNTED, DONE, HEARD, Line, cleaned

MOST_SHARED = 20
A_FEW = "a few"
# Who was merged into another is one customer with them.
_MERGED = "LEFT JOIN profiles_redirect r ON r.customer_id = d.customer_id AND r.voided_at IS NULL"
_WHO = "COUNT(DISTINCT COALESCE(r.into_id, d.customer_id))"
_WHAT = "RTRIM(TRIM(d.what), '. ')"  # with a full stop or without, it is the same


def lines_for_all(when: When, *, since: int, few: int) -> list[Line]:
    """Return the lines of what was done from `since` until the moment; none if nothing was.

    `few` is the smallest number of customers that is told as a number.
    """
    asked = {"since": stamped(since), "at": stamped(when.at), "known": stamped(when.known), "few": few}
    return [*_heard(asked, few), *_counted(asked, few), *_shared(asked, few)]


def counted(count: int, few: int, what: str = "") -> str:
    """A count that names no one: a few; 1,240 things."""
    told = A_FEW if count < few else f"{count:,}"
    return f"{told} {what}".rstrip()


def is_of_few(line: Line) -> bool:
    """Whether a line tells, in its own words, what was done for few."""
    return line.group == DONE and line.was.endswith(f"for {A_FEW} of you")


def _heard(asked: dict[str, Any], few: int) -> Iterator[Line]:
    query = f"""
        SELECT {_WHO} FROM interactions_deed d {_MERGED}
        JOIN interactions_interaction i ON i.id = d.answers_id AND i.direction = 'in'
        WHERE {_done()} AND {live("i", known=True)} AND {same_customer("i.customer_id", "d.customer_id")}
    """  # noqa: S608 - no value stands in the text
    ((answered,),) = rows(query, asked)
    if answered:
        yield _line(
            "heard", HEARD, f"{counted(answered, few)} of you said what you wished or what went wrong, and we acted."
        )
    query = f"""
        SELECT COUNT(DISTINCT d.id) FROM interactions_interaction d
        JOIN interactions_interaction s ON s.closes_id = d.id AND s.direction = 'out' AND s.status = 'done'
        WHERE d.kind = 'complaint' AND d.direction = 'in' AND {live("d", known=True)} AND {live("s", known=True)}
        AND s.happened_at >= %(since)s AND s.happened_at <= %(at)s AND {same_customer("s.customer_id", "d.customer_id")}
    """  # noqa: S608 - the same
    ((settled,),) = rows(query, asked)
    if settled:
        yield _line("all:settled", HEARD, f"{counted(settled, few, 'complaints')} were heard to the end and put right.")


def _counted(asked: dict[str, Any], few: int) -> Iterator[Line]:
    ((deeds, whom),) = rows(f"SELECT COUNT(*), {_WHO} FROM interactions_deed d {_MERGED} WHERE {_done()}", asked)  # noqa: S608 - the same
    if deeds:
        yield _line("all:deeds", COUNTED, f"{counted(deeds, few, 'things')} were done for {counted(whom, few)} of you.")
    query = f"""
        SELECT d.currency, SUM(d.saved_minor), {_WHO} FROM interactions_deed d {_MERGED}
        WHERE {_done()} AND d.saved_minor > 0 GROUP BY d.currency HAVING {_WHO} >= %(few)s ORDER BY d.currency
    """  # noqa: S608 - the same
    for currency, minor, saved in rows(query, asked):
        text = f"{shown(int(minor), currency)} saved for {counted(saved, few)} of you, or brought to you."
        yield _line(f"all:money-{currency}", COUNTED, text)


def _shared(asked: dict[str, Any], few: int) -> Iterator[Line]:
    """What was done for several in the same words; for few it is left out until somebody has read it."""
    query = f"""
        SELECT {_WHAT} AS what, {_WHO} AS whom FROM interactions_deed d {_MERGED} WHERE {_done()}
        GROUP BY {_WHAT} HAVING {_WHO} > 1 ORDER BY whom DESC, {_WHAT} LIMIT {MOST_SHARED}
    """  # noqa: S608 - the same
    for what, whom in rows(query, asked):
        text = cleaned(what)
        mark = hashlib.sha256(text.encode()).hexdigest()[:20]
        line = _line(f"all:shared-{mark}", DONE, f"{text}: for {counted(whom, few)} of you")
        yield replace(line, out=whom < few)


def _done() -> str:
    return f"d.happened_at >= %(since)s AND d.happened_at <= %(at)s AND {live('d', known=True)}"


def _line(name: str, group: str, text: str) -> Line:
    told = text[:1].upper() + text[1:]
    return Line(id=name, group=group, text=told, was=told)

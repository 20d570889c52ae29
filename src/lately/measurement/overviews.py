"""Where is the overview of a large book kept, and how is it read: some lines at a time, of whom a reader may see?

A customer who heard from us since it was made is passed over when lines are read: whoever did something about it need
not wait for the next one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any

from lately.imports import bulk
from lately.lib.gate import write_transaction
from lately.lib.saying import again, stored
from lately.lib.sql import Parameters, rows
from lately.measurement.models import Overview, OverviewLine
from lately.measurement.overview import NEGLECTED, PESTERED, Line, Overlooked
from lately.profiles.held import Held

AT_ONCE = 5_000
_COLUMNS = ("place", "customer_id", "because", "worth", "weight")


def keep(
    found: Overlooked, held: Sequence[Held], *, mark: Sequence[int], begun: dt.datetime, took: Callable[[], float]
) -> Overview:
    """Write an overview down in short steps; from the last of them on it is the one that is shown.

    `took` tells how many seconds it took so far.
    """
    facts = [(one.name, one.customers, one.sources, one.last) for one in held]
    overview = Overview.objects.create(
        at=found.at, begun_at=begun, mark=list(mark), figures=found.figures, held=facts, weeks=found.weeks
    )
    for name, lines in found.lines.items():
        ordered = sorted(lines, key=lambda line: (-line.order, line.key))
        for start in range(0, len(ordered), AT_ONCE):
            _write(overview, name, start, ordered[start : start + AT_ONCE])
    figures = found.figures | {"of_owner": _by_owner(overview.pk)}
    with write_transaction():
        Overview.objects.filter(pk=overview.pk).update(
            figures=figures, finished_at=begun + dt.timedelta(seconds=took())
        )
    _throw_away(before=overview.pk)
    return overview


def newest() -> Overview | None:
    """The overview that is shown, if one was made."""
    return Overview.objects.filter(finished_at__isnull=False).order_by("-pk").first()


def page(
    overview: Overview, name: str, *, after: int, book: int | None, limit: int
) -> list[tuple[int, int, str, dict[str, str]]]:
    """Return lines of a list after a place: place, customer, because, worth."""
    heard = "s.last_give" if name == "only_asked" else "s.last_contact"
    since = "" if name == PESTERED else f"AND COALESCE({heard}, 0) <= %(at)s"
    parameters: Parameters = {
        "overview": overview.pk, "name": name, "after": after, "book": book, "limit": limit, "at": overview.at,
    }  # fmt: skip
    query = f"""
        SELECT l.place, l.customer_id, l.because, l.worth FROM measurement_overviewline l
        JOIN profiles_customer c ON c.id = l.customer_id
        LEFT JOIN interactions_customerstate s ON s.customer_id = l.customer_id
        WHERE l.overview_id = %(overview)s AND l.listed = %(name)s AND l.place > %(after)s AND c.voided_at IS NULL
        {since} {_mine(book)} ORDER BY l.place LIMIT %(limit)s
    """  # noqa: S608 - no value stands in the text
    found = rows(query, parameters)
    return [(place, customer, _said(because), _read(worth)) for place, customer, because, worth in found]


def worst(overview: Overview, *, book: int | None, limit: int) -> list[tuple[int, str, dict[str, str]]]:
    """Return the neglected of all lists by what is at risk, nobody twice: customer, because, worth."""
    parameters: Parameters = {
        "overview": overview.pk, "book": book, "limit": limit * len(NEGLECTED), "at": overview.at,
    }  # fmt: skip
    query = f"""
        SELECT l.customer_id, l.because, l.worth FROM measurement_overviewline l
        JOIN profiles_customer c ON c.id = l.customer_id
        LEFT JOIN interactions_customerstate s ON s.customer_id = l.customer_id
        WHERE l.overview_id = %(overview)s AND l.listed <> '{PESTERED}' AND c.voided_at IS NULL
        AND COALESCE(s.last_contact, 0) <= %(at)s {_mine(book)}
        ORDER BY l.weight DESC, l.customer_id DESC LIMIT %(limit)s
    """  # noqa: S608 - the same
    found = {customer: (_said(because), _read(worth)) for customer, because, worth in rows(query, parameters)}
    return [(customer, *told) for customer, told in found.items()][:limit]


def counts_of(overview: Overview, book: int) -> dict[str, int]:
    """How many customers of one user's book stood in each list when it was made."""
    found: dict[str, int] = overview.figures.get("of_owner", {}).get(str(book), {})
    return found


def _by_owner(overview: int) -> dict[str, dict[str, int]]:
    query = """
        SELECT c.owner_id, l.listed, count(*) FROM measurement_overviewline l
        JOIN profiles_customer c ON c.id = l.customer_id
        WHERE c.owner_id IS NOT NULL AND c.voided_at IS NULL AND l.overview_id = %(overview)s
        GROUP BY c.owner_id, l.listed
    """
    found: dict[str, dict[str, int]] = {}
    for owner, name, count in rows(query, {"overview": overview}):
        found.setdefault(str(owner), {})[name] = int(count)
    return found


def _mine(book: int | None) -> str:
    return "" if book is None else "AND c.owner_id = %(book)s"


def _read(worth: Any) -> dict[str, str]:
    found: dict[str, str] = json.loads(worth) if isinstance(worth, str) else worth
    return found


def _said(because: str) -> str:
    """A sentence kept by its text and values; an overview counted before that was done holds it as it was said."""
    return again(json.loads(because)) if because[:1] in {"{", '"'} else because


def _write(overview: Overview, name: str, start: int, lines: Sequence[Line]) -> None:
    told = [
        (start + place, line.customer, json.dumps(stored(line.because)), line.worth, line.weight)
        for place, line in enumerate(lines)
    ]
    with write_transaction():
        bulk.insert(OverviewLine, _COLUMNS, told, always={"overview_id": overview.pk, "listed": name})


def _throw_away(before: int) -> None:
    """Older overviews, and what was left of one that was broken off; in short steps, too."""
    while ids := list(OverviewLine.objects.filter(overview__lt=before).values_list("pk", flat=True)[:AT_ONCE]):
        with write_transaction():
            OverviewLine.objects.filter(pk__in=ids).delete()
    with write_transaction():
        Overview.objects.filter(pk__lt=before).delete()

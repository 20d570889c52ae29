"""Give everything out that counts, as tables that any spreadsheet opens; nothing in them is run there."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import yaml

from lately.accounts.selectors import organisation
from lately.backups.rows import Ask, moment_of, snapshot
from lately.consent.as_one import as_one
from lately.content.models import Content
from lately.decisioning.catalogue import fact_kinds
from lately.imports.services import Progress, silent
from lately.lib.cells import guarded
from lately.lib.moments import seconds
from lately.lib.saying import again
from lately.plans.digest import plan_at
from lately.plans.models import Held, Plan
from lately.profiles.selectors import keys_of
from lately.usecases.export_sheets import CONSENTS, CUSTOMERS, SHEETS, identifiers_of, said

OWN = "own."
NAMED = ("id", "email", "phone")
_IDENTIFIERS = ("key", "email", "phone")
DECISIONS = "what the newest plan says to each customer, and why it keeps silent about the rest"
CONTENTS = "what you have to say; ./lately import content takes it in again"
ABOUT = """{name}: everything that counted on {day} (UTC), as tables.

{files}

A customer is called by your own key, else by e-mail address, else by number. Moments are in UTC, sums in the currency
beside them. Text is UTF-8. A cell that a spreadsheet would take for a formula has an apostrophe before it; Lately takes
it off again. What was taken back or corrected is not here; ./lately backup keeps that, too.
"""


def export_book(*, now: dt.datetime, progress: Progress = silent) -> Iterator[bytes]:
    """Yield the bytes of a zip file of everything that counts, piece by piece as it is read at one moment."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with snapshot() as ask:
            for name, header, batches in _tables(ask, now):
                for done in _write(archive, name, header, batches):
                    progress(f"lines of {name}", done, None)
                    yield outlet.taken()
        archive.writestr("contents.yaml", _contents())
        archive.writestr("README.txt", _about(now))
    yield outlet.taken()


def export_people(*, now: dt.datetime, owner: int | None = None) -> Iterator[bytes]:
    """Yield the lines of `customers.csv`, of all customers or of those whom one of us looks after."""
    with snapshot() as ask:
        names = _fact_names(ask)
        yield _lines([[*NAMED, "kind", "owner", *names]]).encode()
        for batch in _people(ask, names, now, owner):
            yield _lines(batch).encode()


class _Outlet(io.RawIOBase):
    """What a zip file is written to that nobody has to keep as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        """It can."""
        return True

    def write(self, data: Any, /) -> int:
        """Keep until it is taken."""
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found = bytes(self._waiting)
        self._waiting.clear()
        return found


Rows = Iterable[Sequence[object]]


def _tables(ask: Ask, now: dt.datetime) -> Iterator[tuple[str, list[str], Iterator[Rows]]]:
    names = _fact_names(ask)
    yield CUSTOMERS.name, [*NAMED, "kind", "owner", *names], _people(ask, names, now, None)
    for sheet in SHEETS:
        more = [_stricter(now)] if sheet.name == CONSENTS else []
        yield sheet.name, sheet.header, (sheet.lines(batch) for batch in chain(ask(sheet.query()), more))
    header = ["customer", "content", "channel", "because", "not_before", "expires", "held_back"]
    yield "decisions.csv", header, _decisions(ask, now)


def _stricter(now: dt.datetime) -> list[Sequence[object]]:
    """Rows of consents that say again what counts of records which were merged: elsewhere they are one customer."""
    return [
        (
            one.customer, f"{one.on.happened_at:%Y-%m-%d %H:%M:%S}", one.channel, one.purpose, one.word.state,
            one.word.expires_at and f"{one.word.expires_at:%Y-%m-%d %H:%M:%S}", one.word.proof, one.word.source,
            f"{one.on.recorded_at:%Y-%m-%d %H:%M:%S}",
        )
        for one in as_one(at=seconds(now))
    ]  # fmt: skip


def _write(archive: zipfile.ZipFile, name: str, header: list[str], batches: Iterator[Rows]) -> Iterator[int]:
    """Write a table; yield after each batch how many lines stand."""
    done = 0
    with archive.open(name, "w", force_zip64=True) as entry:
        entry.write(_lines([header]).encode())
        for batch in batches:
            listed = list(batch)
            entry.write(_lines(listed).encode())
            done += len(listed)
            yield done


def _lines(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _fact_names(ask: Ask) -> list[str]:
    """The facts that are columns: those of one word that somebody has."""
    kinds = fact_kinds()
    query = "SELECT DISTINCT f.name FROM profiles_fact f WHERE f.voided_at IS NULL ORDER BY f.name"
    there = [row[0] for batch in ask(query) for row in batch]
    return [name for name in there if name not in NAMED and (name in kinds or name.startswith(OWN)) and "*" not in name]


def _people(ask: Ask, names: list[str], now: dt.datetime, owner: int | None) -> Iterator[list[list[object]]]:
    only = "" if owner is None else f"c.owner_id = {int(owner)}"
    for batch in ask(CUSTOMERS.query(only)):
        ids = [row[0] for row in batch]
        into = _merged_into(ask, ids)
        called, facts = identifiers_of(ask, ids, into), _facts_of(ask, ids, into, now)
        yield [
            [
                *(guarded(called.get(customer, {}).get(kind, "")) for kind in _IDENTIFIERS),
                *(guarded(text or "") for text in rest),
                *(guarded(facts.get(customer, {}).get(name, "")) for name in names),
            ]
            for customer, *rest in batch
        ]


def _facts_of(ask: Ask, ids: list[int], into: Mapping[int, int], now: dt.datetime) -> dict[int, dict[str, str]]:
    """By customer and name, what counts now of all their records; several values of one fact stand with semicolons."""
    kinds, found = fact_kinds(), dict[int, dict[str, dict[str, None]]]()
    at = f"{now.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"
    query = (
        f"SELECT f.customer_id, f.name, f.value, {moment_of('f.happened_at')}, {moment_of('f.until')} "  # noqa: S608 - whole numbers only
        f"FROM profiles_fact f WHERE f.voided_at IS NULL AND f.customer_id IN ({', '.join(map(str, [*ids, *into]))}) "
        "ORDER BY f.happened_at, f.recorded_at, f.id"
    )
    for batch in ask(query):
        for record, name, value, since, until in batch:
            if since > at:
                continue
            text = _told(name, json.loads(value) if isinstance(value, str) else value, since)
            values = found.setdefault(into.get(record, record), {}).setdefault(name, {})
            if not (name in kinds and kinds[name].many):
                values.clear()
            if until and until <= at:
                values.pop(text, None)
            else:
                values[text] = None
    return {one: {name: "; ".join(values) for name, values in facts.items()} for one, facts in found.items()}


def _told(name: str, value: Any, since: str) -> str:
    """A value in a cell; that they left is told by the day on which they did."""
    return (since[:10] if value else "") if name == "left" else said(value)


def _merged_into(ask: Ask, ids: list[int]) -> dict[int, int]:
    """By record, into which of these customers it was merged."""
    query = (
        "SELECT m.customer_id, m.into_id FROM profiles_redirect m "  # noqa: S608 - whole numbers only
        f"WHERE m.voided_at IS NULL AND m.into_id IN ({', '.join(map(str, ids))}) ORDER BY m.id"
    )
    return {record: target for batch in ask(query) for record, target in batch}


def _decisions(ask: Ask, now: dt.datetime) -> Iterator[Rows]:
    plan = plan_at(int(now.timestamp()))
    if plan is None:
        return
    ways = Plan.objects.values_list("ways", flat=True).get(pk=plan.pk)
    why = [f"{way['content']}: {', '.join(dict.fromkeys(one['code'] for one in way['reasons']))}" for way in ways]
    theirs = dict(Held.objects.filter(plan=plan).values_list("pk", "ways"))
    query = f"SELECT l.customer_id, l.says, l.held_id FROM plans_planline l WHERE l.plan_id = {plan.pk} ORDER BY l.id"  # noqa: S608 - a number
    for batch in ask(query):
        names = keys_of(row[0] for row in batch)
        yield [
            line for customer, says, held in batch for line in _decided(names[customer], _data(says), theirs[held], why)
        ]


def _decided(name: str, says: list[dict[str, Any]], held: list[int], why: list[str]) -> Iterator[list[object]]:
    rest = "; ".join(why[place] for place in held)
    for one in says or [{}]:
        yield [
            guarded(name), one.get("content", ""), one.get("channel", ""),
            guarded(" ".join(map(again, one.get("because", ())))),
            one.get("not_before", ""), one.get("expires", ""), rest,
        ]  # fmt: skip


def _data(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _contents() -> str:
    found = list(Content.objects.filter(voided_at=None).order_by("key").values_list("definition", flat=True))
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=120)


def _about(now: dt.datetime) -> str:
    files = [(CUSTOMERS.name, CUSTOMERS.about), *((sheet.name, sheet.about) for sheet in SHEETS)]
    files += [("decisions.csv", DECISIONS), ("contents.yaml", CONTENTS)]
    listed = "\n".join(f"  {name:<18}{about}" for name, about in files)
    return ABOUT.format(name=organisation(at=now).name, day=f"{now:%Y-%m-%d %H:%M}", files=listed)

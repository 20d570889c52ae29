"""Take what `export` gave out into the book again: the same customers, facts, ledger, contents and numbers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from lately.accounts.selectors import organisation_said
from lately.accounts.services import set_organisation
from lately.consent.models import State
from lately.consent.services import Word, record_words
from lately.content.definition import parse_definitions
from lately.content.services import keep_contents
from lately.decisioning.catalogue import fact_kind
from lately.decisioning.segments import segment_of
from lately.imports import bulk
from lately.imports.models import Import
from lately.imports.reading import one_of
from lately.imports.services import Manner, Tally, digest_of
from lately.interactions.brought import bring, connect, sign
from lately.interactions.models import Class, Deed, Direction, Interaction, Kind, KnownSince, Promise, Status
from lately.interactions.services import rows_changed
from lately.lib.cells import unguarded
from lately.lib.gate import write_transaction
from lately.lib.moments import moment
from lately.lib.money import minor_digits
from lately.lib.refusal import Refusal
from lately.policies.models import PolicyValue
from lately.policies.services import set_policy
from lately.profiles.models import Fact, Identifier, Note
from lately.profiles.services import Clash, Person, describe, find_or_make
from lately.segments.selectors import questions_known, rows_known
from lately.segments.services import keep_segment
from lately.usecases.take_table import Colleagues, new_tally, place, settle

PART = 2_000
LONGEST_CELL = 10_000_000
LARGEST_CONTENTS = 16 * 1024 * 1024
Line = dict[str, str]


def import_book(*, path: Path, now: dt.datetime, manner: Manner) -> Tally:
    """Take a file that `./lately export` wrote in, in one transaction; what is there already is left as it is.

    Raises Refusal, nothing being changed, if it is none or a line cannot be read.
    """
    tally = new_tally("export", path, now)
    csv.field_size_limit(LONGEST_CELL)
    try:
        with zipfile.ZipFile(path) as archive, write_transaction():
            bulk.in_turn()
            _who_we_are(archive, now)
            settle(tally, manner, now)
            taking = _Taking(archive, now, tally, manner)
            taking.all()
            taking.finish(digest_of(path))
    except FileNotFoundError:
        raise Refusal(
            gettext("There is no file %(path)s.") % {"path": path},
            gettext("Nothing was changed."),
            gettext("Give a file of ./lately export."),
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, InvalidOperation, csv.Error) as error:
        raise _no_export(path, str(error)) from None
    return tally


class _Taking:
    """One export on its way in; every method is called inside the write transaction."""

    def __init__(self, archive: zipfile.ZipFile, now: dt.datetime, tally: Tally, manner: Manner) -> None:
        self._archive = archive
        self._now = now
        self._tally = tally
        self._manner = manner
        self._zone = place(manner, now)[0]
        self._colleague = Colleagues("owner", tally).known
        self._ids: dict[str, int] = {}
        self._touched: set[int] = set()
        self._imported = Import.objects.create(kind="export", name=tally.name[:500], digest="", recorded_at=now).pk

    def all(self) -> None:
        """Take every table in the order in which they need each other."""
        self._customers()
        self._facts()
        self._consents()
        self._rows("notes.csv", Note, self._note)
        self._rows("deeds.csv", Deed, self._deed)
        self._rows("promises.csv", Promise, self._promise)
        self._rows("ledger.csv", Interaction, self._contact)
        self._point(Deed, "deeds.csv", ("answers",))
        self._point(Interaction, "ledger.csv", ("closes", "tells", "keeps"))
        self._known_since()
        self._policies()
        self._segments()
        self._contents()

    def finish(self, digest: str) -> None:
        """Keep the state of everybody concerned, and what became of the file; nothing is kept of one without news."""
        rows_changed(sorted(self._touched), self._now)
        self._tally.unchanged = max(0, self._tally.read - self._tally.added)
        found = Import.objects.filter(pk=self._imported)
        if not self._tally.added:
            found.delete()
            return
        self._tally.imported = self._imported
        found.update(digest=digest, finished_at=self._now, read=self._tally.read, added=self._tally.added)

    def _lines(self, name: str) -> Iterator[list[Line]]:
        return _lines(self._archive, name)

    def _customers(self) -> None:
        named: dict[str, dict[str, list[str]]] = {}
        for part in self._lines("names.csv"):
            self._tally.read += len(part)
            for line in part:
                named.setdefault(line["customer"], {}).setdefault(line["kind"], []).append(line["value"])
        for begin in range(0, len(named), PART):
            self._found(dict(list(named.items())[begin : begin + PART]))
        for part in self._lines("customers.csv"):
            ids = [next((self._ids[one] for one in _called(line) if one in self._ids), None) for line in part]
            described = describe(
                kinds={one: line["kind"] for one, line in zip(ids, part, strict=True) if one and line["kind"]},
                owners={
                    one: owner
                    for one, line in zip(ids, part, strict=True)
                    if one and (owner := self._colleague(line["owner"])) is not None
                },
                now=self._now,
            )
            self._tally.added += len(described - self._touched)

    def _found(self, named: dict[str, dict[str, list[str]]]) -> None:
        people = [Person(**{kind: values[0] for kind, values in given.items()}) for given in named.values()]
        found = find_or_make(people=people, now=self._now, imported=self._imported)
        more = []
        for (name, given), customer in zip(named.items(), found.customers, strict=True):
            if isinstance(customer, Clash):
                raise Refusal(customer.what, customer.why, customer.todo)
            self._ids[name] = customer
            more += [(customer, kind, value) for kind, values in given.items() for value in values[1:]]
        always = {"recorded_at": self._now, "imported_id": self._imported}
        columns = ["customer_id", "kind", "value"]
        more_added = bulk.insert(Identifier, columns, more, always=always, once=["kind", "value"])
        self._touched |= found.made
        self._tally.customers_added += len(found.made)
        self._tally.added += len(found.made | found.identified) + more_added

    def _customer(self, line: Line) -> int:
        """The customer of a line; one without any name gets the word they went by as their key."""
        name = line["customer"]
        if name not in self._ids:
            self._found({name: {"key": [name]}})
        return self._ids[name]

    def _at(self, text: str) -> dt.datetime:
        return moment(text, zone=self._zone)

    def _until(self, text: str) -> dt.datetime | None:
        return self._at(text) if text else None

    def _facts(self) -> None:
        columns = ["customer_id", "name", "value", "happened_at", "until", "source"]
        for part in self._lines("facts.csv"):
            rows = [
                (self._customer(line), line["name"], _fact(line), self._at(line["date"]), self._until(line["until"]),
                 line["source"][:200])
                for line in part
            ]  # fmt: skip
            customers = {row[0] for row in rows}
            there = {
                (row[0], row[1], json.dumps(row[2]), row[3])
                for row in Fact.objects.filter(customer__in=customers, voided_at=None).values_list(
                    "customer_id", "name", "value", "happened_at"
                )
            }
            new = [row for row in rows if (row[0], row[1], json.dumps(row[2]), row[3]) not in there]
            always = {"recorded_at": self._now, "imported_id": self._imported}
            self._tell(len(part), bulk.insert(Fact, columns, new, always=always))

    def _consents(self) -> None:
        for part in self._lines("consents.csv"):
            words = [
                Word(self._customer(line), line["channel"], line["purpose"],
                     one_of("state", line["state"], State.values), self._at(line["date"]), self._until(line["until"]),
                     line["proof"], dated=True)
                for line in part
            ]  # fmt: skip
            kept = record_words(words=words, now=self._now, source=f"export {self._tally.name}"[:200],
                                imported=self._imported)  # fmt: skip
            self._tell(len(part), len(kept.news))

    def _rows(self, name: str, model: Any, build: Callable[[Line], dict[str, Any]]) -> None:
        for part in self._lines(name):
            rows = [
                {"customer_id": self._customer(line), "happened_at": self._at(line["date"]),
                 "source": line["source"][:200], "source_key": line["reference"], **build(line)}
                for line in part
            ]  # fmt: skip
            added = bring(model, rows, now=self._now, imported=self._imported) + sign(model, rows)
            self._touched |= {row["customer_id"] for row in rows} if added else set()
            self._tell(len(part), added)

    def _note(self, line: Line) -> dict[str, Any]:
        return {"text": line["text"], "by_id": self._colleague(line["by"])}

    def _deed(self, line: Line) -> dict[str, Any]:
        return {
            "what": line["what"], "worth_milli": int(Decimal(line["worth"] or 1) * 1000),
            "saved_minor": _minor(line["saved"], line["currency"]), "currency": line["currency"], "by": line["by"],
        }  # fmt: skip

    def _promise(self, line: Line) -> dict[str, Any]:
        return {
            "what": line["what"], "due_at": self._at(line["due"]), "refrains": line["refrains"], "by": line["by"],
        }  # fmt: skip

    def _contact(self, line: Line) -> dict[str, Any]:
        classes = ("", *Class.values)
        return {
            "channel": line["channel"], "direction": one_of("direction", line["direction"], Direction.values),
            "kind": one_of("kind", line["kind"], Kind.values),
            "status": one_of("status", line["status"], Status.values),
            "asked_for": line["asked_for"] == "yes", "declared": one_of("class_said", line["class_said"], classes),
            "found": one_of("class_found", line["class_found"], classes), "overruled_by": line["class_overruled_by"],
            "wanted": line["wanted"], "content": line["content"], "subject": line["subject"], "text": line["text"],
            "amount_minor": _minor(line["amount"], line["currency"]), "currency": line["currency"],
            "by_id": self._colleague(line["by"]),
        }  # fmt: skip

    def _point(self, model: type[Deed | Interaction], name: str, columns: Sequence[str]) -> None:
        for part in self._lines(name):
            points = [
                {"source_key": line["reference"], **{column: line[column] for column in columns}}
                for line in part
                if any(line[column] for column in columns)
            ]
            connect(model, points, imported=self._imported)

    def _known_since(self) -> None:
        there = set(KnownSince.objects.filter(voided_at=None).values_list("channel", flat=True))
        for part in self._lines("known-since.csv"):
            new = [(line["channel"], self._at(line["since"])) for line in part if line["channel"] not in there]
            always = {"recorded_at": self._now, "imported_id": self._imported}
            self._tell(len(part), bulk.insert(KnownSince, ["channel", "since"], new, always=always))

    def _policies(self) -> None:
        there = {(row.name, row.valid_from) for row in PolicyValue.objects.filter(voided_at=None)}
        for part in self._lines("policies.csv"):
            for line in part:
                since = self._at(line["since"])
                if (line["name"], since) not in there:
                    value = json.loads(line["value"])
                    set_policy(name=line["name"], value=value, valid_from=since, now=self._now, by=line["by"])
                    self._tally.added += 1

    def _segments(self) -> None:
        there = {row.key: row.title.casefold() for row in rows_known()}
        for part in self._lines("segments.csv"):
            for line in part:
                # Texts name a segment by its key; another one that is called so here must not keep it out.
                title = (
                    f"{line['title']} ({line['key']})" if line["title"].casefold() in there.values() else line["title"]
                )
                entry = {"key": line["key"], "title": title, "question": json.loads(line["question"])}
                new = line["key"] not in there
                self._tell(1, int(new and keep_segment(segment_of(entry), now=self._now, by=line["by"])))
                there.setdefault(line["key"], title.casefold())

    def _contents(self) -> None:
        if "contents.yaml" not in self._archive.namelist():
            return
        if self._archive.getinfo("contents.yaml").file_size > LARGEST_CONTENTS:
            raise _no_export(Path(self._tally.name), gettext("Its contents are too long"))
        text = self._archive.read("contents.yaml").decode()
        if text.strip() in {"", "[]"}:
            return
        imported = Import.objects.get(pk=self._imported)
        definitions = parse_definitions(text, zone=self._zone, named=questions_known())
        added, _ = keep_contents(definitions=definitions, now=self._now, imported=imported)
        self._tell(len(definitions), added)

    def _tell(self, read: int, added: int) -> None:
        self._tally.read += read
        self._tally.added += added
        self._manner.progress("taken in", self._tally.read, None)


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[list[Line]]:
    """A table's lines, so many at a time; none if an older export has no such table, but names there must be."""
    if name not in archive.namelist() and name != "names.csv":
        return
    with archive.open(name) as file:
        part: list[Line] = []
        for row in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline=""), strict=True):
            part.append({key: unguarded(text or "") for key, text in row.items() if isinstance(text, str | None)})
            if len(part) == PART:
                yield part
                part = []
        yield part


def _who_we_are(archive: zipfile.ZipFile, now: dt.datetime) -> None:
    """Say who we are as the export says, if nobody has said it here."""
    if organisation_said(at=now) is not None:
        return
    for part in _lines(archive, "organisation.csv"):
        for line in part:
            plain = {name: line[name] for name in ("name", "zone", "country", "language", "currency", "postal_address")}
            since = moment(line["since"], zone="UTC")
            set_organisation(at=now, senders=json.loads(line["senders"]), valid_from=since, **plain)


def _called(line: Line) -> Sequence[str]:
    """What a customer goes by in one table may be another record's of theirs in the next."""
    return line["id"], line["email"], line["phone"]


def _fact(line: Line) -> Any:
    kind, text = fact_kind(line["name"]), line["value"]
    if kind.type == "flag" and text in {"yes", "no"}:
        return text == "yes"
    if kind.type == "number" and text.lstrip("-").isdecimal():
        return int(text)
    return text


def _minor(text: str, currency: str) -> int | None:
    return int(Decimal(text).scaleb(minor_digits(currency))) if text else None


def _no_export(path: Path, why: str) -> Refusal:
    return Refusal(
        gettext("%(file)s is no export of a book.") % {"file": path.name},
        f"{why.strip(' .')}.",
        gettext("Give a file that ./lately export wrote."),
    )

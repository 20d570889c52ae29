"""Which tables does an export hold, and what stands in each column? What counts now; a backup holds the rest, too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lately.backups.rows import Ask, moment_of
from lately.lib.cells import guarded
from lately.lib.money import written
from lately.profiles.selectors import keys_of


@dataclass(frozen=True)
class Column:
    """A column: its header, the SQL it comes from, and its kind.

    Kinds: text, customer (an id that becomes their name), moment, flag, value (JSON), money (minor units; the next
    column is the currency), milli (thousandths), json (as it is).
    """

    header: str
    sql: str
    kind: str = "text"


@dataclass(frozen=True)
class Sheet:
    """One CSV file of an export: its name, what it holds, its columns, and where its rows come from."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: str

    @property
    def header(self) -> list[str]:
        """The first line."""
        return [column.header for column in self.columns]

    def query(self, only: str = "") -> str:
        """SQL for its rows; `only` is a further condition."""
        chosen = ", ".join(_sql(column) for column in self.columns)
        begin, order = self.rows.split(" ORDER BY ")
        return f"SELECT {chosen} FROM {begin}{f' AND {only}' if only else ''} ORDER BY {order}"  # noqa: S608 - our own words

    def lines(self, batch: Sequence[Sequence[Any]]) -> Iterator[list[object]]:
        """Rows as they are written."""
        whose = [place for place, column in enumerate(self.columns) if column.kind == "customer"]
        names = keys_of(row[place] for row in batch for place in whose)
        for row in batch:
            yield [self._cell(row, place, names) for place in range(len(self.columns))]

    def _cell(self, row: Sequence[Any], place: int, names: dict[int, str]) -> object:
        value, kind = row[place], self.columns[place].kind
        if value is None or value == "":
            return ""
        if kind == "money":
            return written(value, row[place + 1])
        return guarded(names[value]) if kind == "customer" else _KINDS[kind](value)


def _sql(column: Column) -> str:
    if column.kind == "moment":
        return moment_of(column.sql)
    return (
        f"{column.sql}::text" if column.kind in {"value", "json"} and connection.vendor == "postgresql" else column.sql
    )


def said(value: Any) -> str:
    """A fact's value as a table says it: yes and no, a number, or the text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(text: str) -> object:
    return guarded(said(json.loads(text)))


def _text(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value


def _moment(text: object) -> object:
    return f"{text}+00:00"


def _flag(value: object) -> object:
    return "yes" if value else ""


def _milli(value: int) -> object:
    return f"{value / 1000:g}"


_KINDS: dict[str, Callable[[Any], object]] = {
    "text": _text,
    "moment": _moment,
    "flag": _flag,
    "value": _value,
    "json": _text,
    "milli": _milli,
}

_NEWEST_WORDS = (
    "(SELECT v.body FROM measurement_reportversion v WHERE v.report_id = r.id ORDER BY v.number DESC LIMIT 1)"
)
_OWNER = "(SELECT u.email FROM accounts_user u WHERE u.id = {id})"


def _columns(*given: str | tuple[str, str] | tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(one, one) if isinstance(one, str) else Column(*one) for one in given)


def _dated(*given: str | tuple[str, str] | tuple[str, str, str]) -> tuple[Column, ...]:
    """Columns of a table whose rows say of whom, when, and from where we know."""
    begin = _columns(("customer", "r.customer_id", "customer"), ("date", "r.happened_at", "moment"))
    return (*begin, *_columns(*given), *_columns(("source", "r.source"), ("recorded", "r.recorded_at", "moment")))


CONSENTS = "consents.csv"
CUSTOMERS = Sheet(
    "customers.csv",
    "everybody, a line each, with what counts of them now; ./lately import customers takes it in again",
    _columns(
        ("customer", "c.id"), ("kind", "c.kind"), ("owner", _OWNER.format(id="c.owner_id")),
    ),
    "profiles_customer c WHERE c.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM profiles_redirect m WHERE "
    "m.customer_id = c.id AND m.voided_at IS NULL) ORDER BY c.id",
)  # fmt: skip
SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "names.csv", "by which keys, e-mail addresses and numbers each customer is found",
        _columns(("customer", "r.customer_id", "customer"), ("kind", "r.kind"), ("value", "r.value"),
                 ("recorded", "r.recorded_at", "moment")),
        "profiles_identifier r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "facts.csv", "every fact, older ones too, since when it is true, and where we know it from",
        _dated(("name", "r.name"), ("value", "r.value", "value"), ("until", "r.until", "moment")),
        "profiles_fact r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        CONSENTS, "what they agreed to and what not; an empty channel or purpose means all of them",
        _dated(("channel", "r.channel"), ("purpose", "r.purpose"), ("state", "r.state"),
               ("until", "r.expires_at", "moment"), ("proof", "r.proof")),
        "consent_consent r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "notes.csv", "what you wrote down of them",
        _dated(("text", "r.text"), ("by", _OWNER.format(id="r.by_id")), ("reference", "r.source_key")),
        "profiles_note r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "ledger.csv", "everything that was said between you, bought and complained of, on every channel",
        _dated(
            ("channel", "r.channel"), ("direction", "r.direction"), ("kind", "r.kind"), ("status", "r.status"),
            ("asked_for", "r.asked_for", "flag"), ("class_said", "r.declared"), ("class_found", "r.found"),
            ("class_overruled_by", "r.overruled_by"), ("wanted", "r.wanted"), ("content", "r.content"),
            ("subject", "r.subject"), ("text", "r.text"), ("amount", "r.amount_minor", "money"),
            ("currency", "r.currency"), ("by", _OWNER.format(id="r.by_id")), ("reference", "r.source_key"),
            ("closes", "(SELECT x.source_key FROM interactions_interaction x WHERE x.id = r.closes_id)"),
            ("tells", "(SELECT x.source_key FROM interactions_deed x WHERE x.id = r.tells_id)"),
            ("keeps", "(SELECT x.source_key FROM interactions_promise x WHERE x.id = r.keeps_id)"),
        ),
        "interactions_interaction r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "deeds.csv", "what you did for them; the line of the ledger that tells them of it has its reference",
        _dated(("what", "r.what"), ("worth", "r.worth_milli", "milli"), ("saved", "r.saved_minor", "money"),
               ("currency", "r.currency"), ("by", "r.by"), ("reference", "r.source_key"),
               ("answers", "(SELECT x.source_key FROM interactions_interaction x WHERE x.id = r.answers_id)")),
        "interactions_deed r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "promises.csv", "what you promised, and what not to do; the line of the ledger that keeps it has its reference",
        _dated(("what", "r.what"), ("due", "r.due_at", "moment"), ("refrains", "r.refrains"), ("by", "r.by"),
               ("reference", "r.source_key")),
        "interactions_promise r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "reports.csv", "what you told customers that you did for them, as it was saved last, and whether they got it",
        _columns(("report", "r.key"), ("customer", "r.customer_id", "customer"), ("quarter", "r.quarter"),
                 ("begins", "r.begins", "moment"), ("ends", "r.ends", "moment"), ("made", "r.made_at", "moment"),
                 ("by", _OWNER.format(id="r.made_by_id")), ("sent", "r.sent_at", "moment"), ("channel", "r.sent_by"),
                 ("words", _NEWEST_WORDS, "json")),
        "measurement_report r WHERE TRUE ORDER BY r.id",
    ),
    Sheet(
        "put-off.csv", "what somebody of you put off in Today, until when and why",
        _dated(("by", _OWNER.format(id="r.user_id")), ("matter", "r.kind"), ("content", "r.content"),
               ("until", "r.until", "moment"), ("not_this_one", "r.refused", "flag"), ("why", "r.why")),
        "plans_putoff r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "looked-after.csv", "who looked after whom, and from when on",
        _columns(("customer", "r.customer_id", "customer"), ("before", _OWNER.format(id="r.before_id")),
                 ("after", _OWNER.format(id="r.after_id")), ("date", "r.happened_at", "moment"),
                 ("recorded", "r.recorded_at", "moment")),
        "profiles_handed r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "same.csv", "which records you said are one customer, and which look alike and are not",
        _columns(("first", "r.first_id", "customer"), ("second", "r.second_id", "customer"), ("said", "r.state"),
                 ("decided", "r.decided_at", "moment"), ("by", _OWNER.format(id="r.decided_by_id"))),
        "identity_duplicate r WHERE r.decided_at IS NOT NULL ORDER BY r.id",
    ),
    Sheet(
        "team.csv", "who of you works here, as what, and whose customers they see",
        _columns("email", "name", "role", "sees", ("leaves_on", "leaves_on"), ("active", "is_active", "flag"),
                 ("recorded", "recorded_at", "moment")),
        "accounts_user WHERE TRUE ORDER BY id",
    ),
    Sheet(
        "known-since.csv", "from when the history of each channel is known",
        _columns(("channel", "r.channel"), ("since", "r.since", "moment"), ("recorded", "r.recorded_at", "moment")),
        "interactions_knownsince r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "policies.csv", "the numbers you chose, and since when",
        _columns(("name", "r.name"), ("value", "r.value", "json"), ("since", "r.valid_from", "moment"), ("by", "r.by"),
                 ("recorded", "r.recorded_at", "moment")),
        "policies_policyvalue r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "segments.csv", "the questions about customers that you gave a name",
        _columns(("key", "r.key"), ("title", "r.title"), ("question", "r.question", "json"), ("by", "r.by"),
                 ("recorded", "r.recorded_at", "moment")),
        "segments_segment r WHERE r.voided_at IS NULL ORDER BY r.id",
    ),
    Sheet(
        "organisation.csv", "who you are, and since when",
        _columns("name", "zone", "country", "language", "currency", "postal_address", ("senders", "senders", "json"),
                 ("since", "valid_from", "moment")),
        "accounts_organisation WHERE TRUE ORDER BY valid_from, id",
    ),
    Sheet(
        "imports.csv", "which files came in, and when",
        _columns(("number", "r.id"), ("kind", "r.kind"), ("file", "r.name"), ("recorded", "r.recorded_at", "moment"),
                 ("taken_back", "r.undone_at", "moment"), ("lines", "r.read"), ("added", "r.added")),
        "imports_import r WHERE TRUE ORDER BY r.id",
    ),
)  # fmt: skip


def identifiers_of(ask: Ask, ids: Iterable[int], into: Mapping[int, int]) -> dict[int, dict[str, str]]:
    """By customer, their first key, e-mail address and number; without the name that tells apart who shares it.

    What they have none of is that of a record which was merged `into` theirs.
    """
    listed = ", ".join(map(str, [*ids, *into]))
    found: dict[int, dict[str, str]] = {}
    query = (
        "SELECT i.customer_id, i.kind, i.value FROM profiles_identifier i "  # noqa: S608 - whole numbers only
        f"WHERE i.voided_at IS NULL AND i.customer_id IN ({listed}) ORDER BY i.id"
    )
    for batch in ask(query):
        for customer, kind, value in batch:
            found.setdefault(customer, {}).setdefault(kind, value.partition(" ")[0] if kind == "phone" else value)
    for record, customer in into.items():
        found[customer] = {**found.get(record, {}), **found.get(customer, {})}
    return found

"""What does one line of a table of customers say: who they are, what is known of them, what they agreed to?"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lately.decisioning.catalogue import FactKind, Value, fact_kind, fact_kinds, typed
from lately.imports.columns import OWN, SPOKEN_ON, consent_columns
from lately.imports.reading import NO, YES, Sheet, flag, identifier, one_of, phone_number, plain, several
from lately.lib.moments import seconds, zone_named
from lately.lib.refusal import Refusal
from lately.lib.tables import Row
from lately.lib.values import NoSuchDay, address, country_code, day_or_moment, is_no_day, language_tag

KINDS = ("person", "household", "company")
STATES = {
    **dict.fromkeys(YES, "granted"), "granted": "granted", "agreed": "granted", "subscribed": "granted",
    **dict.fromkeys(NO, "withdrawn"), "withdrawn": "withdrawn", "unsubscribed": "withdrawn",
    "objected": "objected", "stop": "objected", "never": "objected",
    "unknown": "",
}  # fmt: skip
ELSEWHERE = frozenset(["email", "phone", "left", "company_name", "employer"])
LONGEST_FACT = 2_000
REMEMBERED = 20_000
NAMED_BY = ("given_name", "family_name", "full_name")
CALLED_BY = (*NAMED_BY, "company_name")
Known = tuple[str, str | int | bool, int]


class Told(msgspec.Struct, frozen=True, array_like=True):
    """One line: identifiers, what it says (name, value, from when) and consents (channel, purpose, state).

    `dated` if the line says when they agreed. Moments are in seconds since 1970 UTC.
    """

    number: int
    key: str
    email: str
    phone: str
    kind: str
    owner: int | None
    facts: list[Known]
    words: list[tuple[str, str, str]]
    said_at: int
    until: int | None
    proof: str
    dated: bool


class Consents(NamedTuple):
    """What a line says of being contacted: the words, since and until when, with which proof, and whether dated."""

    words: list[tuple[str, str, str]]
    said_at: int
    until: int | None
    proof: str
    dated: bool


class LineReader:
    """Reads the lines of one sheet; what holds from no date of its own holds from `as_of` on.

    `no_days` are cells (column, text) that were left out of their lines, because no calendar has such a day.
    """

    def __init__(
        self, sheet: Sheet, as_of: dt.datetime, *, dated: bool, colleague: Callable[[str], int | None]
    ) -> None:
        self._sheet = sheet
        self._as_of = seconds(as_of)
        self._dated = dated
        self.colleague = colleague
        self.no_days: dict[tuple[str, str], None] = {}
        self._seen: dict[str, dict[str, tuple[int, int]]] = {"id": {}, "e-mail": {}, "phone": {}}
        self._today = dt.datetime.fromtimestamp(sheet.now, ZoneInfo(sheet.zone)).date()
        present = sheet.table.columns
        self.facts = [kind for name, kind in fact_kinds().items() if name in present and name not in ELSEWHERE]
        self.facts += [replace(fact_kind(name), name=name) for name in present if name.startswith(OWN)]
        self._consents = {name: pair for name, pair in consent_columns().items() if name in present}
        self._kinds = {kind.name: kind for kind in self.facts}
        self._value = functools.lru_cache(maxsize=REMEMBERED)(self._value_of)  # a name or a country is said many times

    def read(self, row: Row) -> Told:
        """Return what the line says; raises Refusal if some of it cannot be true."""
        values = row.values
        key, email, phone = self._who(row)
        at = self.since(values)
        said_at, until, proof, dated = self._contact(values, at)
        kind = kind_of(values.get("kind", ""))
        firm, employed = company(values, kind)
        facts = [*self._stated(values, at), *((name, text, at) for name, text in (firm, employed) if text)]
        facts += [("email", email, at)] if email else []
        facts += [("phone", " ".join(values["phone"].split()), at)] if phone else []
        facts += [("left", True, self.left(values))] if values.get("left") else []
        owner = self.colleague(values.get("owner", ""))
        words = self._words(values)
        return Told(
            row.number, key, email, phone, kind or ("company" if firm[1] else ""), owner, facts, words,
            said_at, self._day(until, "consent_until") if until else None, proof, dated=dated,
        )  # fmt: skip

    def since(self, values: Mapping[str, str]) -> int:
        """Return from when on holds what a line says; raises Refusal."""
        return self._sheet.moment(values, "as_of") if values.get("as_of") else self._as_of

    def left(self, values: Mapping[str, str]) -> int:
        """Return when the customer left; raises Refusal."""
        return self._sheet.moment(values, "left")

    def consents(self, values: Mapping[str, str]) -> Consents:
        """Return what a line says of being contacted; raises Refusal."""
        said_at, until, proof, dated = self._contact(values, self.since(values))
        ends = self._day(until, "consent_until") if until else None
        return Consents(self._words(values), said_at, ends, proof, dated)

    def meets(self, name: str, value: str, number: int, whole: int) -> int:
        """Note that a line goes by a name (id, e-mail, phone); return which line said something else by it, else 0.

        A phone counts together with what they are `called`: homes share one. `whole` is the hash of all that the line
        says.
        """
        line, said = self._seen[name].setdefault(value, (number, whole))
        return 0 if said == whole else line

    def _contact(self, values: Mapping[str, str], at: int) -> tuple[int, str, str, bool]:
        said_at = self._sheet.moment(values, "consent_date") if values.get("consent_date") else at
        dated = self._dated or bool(values.get("consent_date") or values.get("as_of"))
        return said_at, values.get("consent_until", ""), plain("consent_proof", values.get("consent_proof", "")), dated

    def _who(self, row: Row) -> tuple[str, str, str]:
        values = row.values
        key = identifier(values.get("id", ""))
        email = address(values["email"]) if values.get("email") else ""
        phone = phone_number(values["phone"]) if values.get("phone") else ""
        names = [("id", key, ""), ("e-mail", email, "")] if key or email else [("phone", phone, called(values))]
        given = [name for name in names if name[1]]
        if not given:
            raise Refusal(
                _("It says no id, no e-mail and no phone."),
                _("A customer must be found again."),
                _("Fill one of them; a name may be empty."),
            )
        whole = hash(tuple(values.values()))
        for name, value, by in given:
            line = self.meets(name, value + by, row.number, whole)
            if line:
                raise Refusal(
                    _("%(column)s %(value)r stands on line %(line)s already, with something else.")
                    % {"column": name, "value": value, "line": line},
                    _("It cannot be told which of the two is right."),
                    _("Leave one of them out, or give each customer their own."),
                )
        return key, email, phone

    def _stated(self, values: Mapping[str, str], at: int) -> list[Known]:
        found: list[Known] = []
        for kind in self.facts:
            text = values[kind.name]
            if text:
                found += [(kind.name, value, at) for value in self.values(kind, text)]
        return found

    def values(self, kind: FactKind, text: str) -> list[Value]:
        """Return what a cell says of a fact, several values if it has many; raises Refusal."""
        parts = several(text) if kind.many and kind.name != "note" else [text]
        if kind.type == "day":
            parts = [part for part in parts if self._is_a_day(kind.name, part)]
        return [self._value(kind.name, part) for part in parts]

    def _is_a_day(self, column: str, text: str) -> bool:
        """Whether a cell is to be read as a day; one that no calendar has is left out, and noted."""
        if is_no_day(text):
            return False
        try:
            self._day(text, column)
        except Refusal as refusal:
            if isinstance(refusal.__cause__, NoSuchDay):
                self.no_days[column, text] = None
                return False
        return True

    def _value_of(self, name: str, text: str) -> str | int | bool:
        kind = self._kinds[name]
        if kind.type == "day":
            text = self._date(text, kind.name)
        plain(kind.name, text)
        if len(text) > LONGEST_FACT:
            count, most = (number_format(each, force_grouping=True) for each in (len(text), LONGEST_FACT))
            raise Refusal(
                _("%(column)s has %(count)s characters.") % {"column": kind.name, "count": count},
                _("Up to %(most)s are kept.") % {"most": most},
                _("Shorten it."),
            )
        check = _CHECKS.get(kind.name)
        return typed(kind.name, check(text) if check else text, today=self._today)

    def _date(self, text: str, column: str) -> str:
        return day_stated(self._sheet, column, text, self._day(text, column)).isoformat()

    def _day(self, text: str, column: str) -> int:
        try:
            return day_or_moment(text, zone=self._sheet.zone, customs=self._sheet.customs)
        except Refusal as refusal:
            raise Refusal(f"{column}: {refusal.what}", refusal.why, refusal.todo) from refusal

    def _words(self, values: Mapping[str, str]) -> list[tuple[str, str, str]]:
        found = [("", "", "objected")] if flag("do_not_contact", values.get("do_not_contact", "")) else []
        for name, (channel, purpose) in self._consents.items():
            text = values[name].lower()
            if text:
                state = STATES[one_of(name, text, tuple(STATES))]
                found += [(channel, purpose, state)] if state else []
        return found


def day_stated(sheet: Sheet, column: str, text: str, at: int) -> dt.date:
    """Return the day of a fact that was read as `at`. Of a birth in 12.03.65 the century is the one that has been."""
    zone = ZoneInfo(sheet.zone)
    day, today = (dt.datetime.fromtimestamp(one, zone).date() for one in (at, sheet.now))
    if is_birth(column) and day > today and str(day.year) not in text:
        return day.replace(year=day.year - 100)
    return day


def is_birth(column: str) -> bool:
    """Whether a column tells when somebody was born."""
    return "birth" in column


def called(values: Mapping[str, str]) -> str:
    """What a line calls its customer, to tell two from each other who share a number."""
    return "".join(f" {text}" for name in CALLED_BY if (text := " ".join(values.get(name, "").casefold().split())))


def kind_of(text: str) -> str:
    """Return what a customer is, or blank if it is not said; raises Refusal."""
    return one_of("kind", text, KINDS) if text else ""


def company(values: Mapping[str, str], kind: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The company's own name, and the employer: with a person's name on the line, the company is whom they work for."""
    company = plain("company_name", " ".join(values.get("company_name", "").split()))
    employer = plain("employer", " ".join(values.get("employer", "").split()))
    personal = kind == "person" or (not kind and any(values.get(name) for name in NAMED_BY))
    if personal:
        return ("company_name", ""), ("employer", employer or company)
    return ("company_name", company), ("employer", employer)


def _zone(text: str) -> str:
    zone_named(text)
    return text


def _channel(text: str) -> str:
    return one_of("preferred_channel", text, SPOKEN_ON)


_CHECKS = {"zone": _zone, "country": country_code, "language": language_tag, "preferred_channel": _channel}

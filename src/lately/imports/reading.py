"""What does a line of an imported file say: of whom, when, how much? And what of it cannot be used?"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from lately.imports.columns import REJECTED, WHO, Columns
from lately.imports.services import Tally
from lately.imports.unknown import unknown_columns
from lately.lib.money import CURRENCIES
from lately.lib.refusal import Refusal
from lately.lib.tables import Rejected, Row, Table, read_table
from lately.lib.values import Customs, address, customs_of, day_or_moment, money, outside_key

LONGEST_IDENTIFIER = 200
YES = ("yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "sí")
NO = ("no", "n", "false", "0", "nein", "non")
_DIGITS = range(5, 16)
_PLAIN_KEY = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.-]{{0,{LONGEST_IDENTIFIER - 1}}}")
_PLAIN_PHONE = re.compile(r"\+?(?!00)[0-9]{5,15}")
_TRUNK = re.compile(r"^(?!\s*(?:\+|00)\s*(?:39|37[89])\s*\()(\s*(?:\+|00)[\d\s]{1,6})\(0\)")  # Italy dials it always
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s().,-]*$)")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Form:
    """What a table must hold: it `knows` these columns, `needs` all of those and one of `names`.

    `day` and `amount` are the columns that tell how the file writes days and sums.
    """

    knows: Columns
    needs: tuple[str, ...]
    names: tuple[str, ...] = ("email", "id", "customer")
    day: str = "date"
    amount: str = "amount"


@dataclass(frozen=True, slots=True)
class Sheet:
    """An opened table with how it writes days and sums, in which zone and currency, and the moment of asking."""

    table: Table
    customs: Customs
    zone: str
    currency: str
    now: int

    def moment(self, values: Mapping[str, str], column: str) -> int:
        """Return when something happened, seconds since 1970 UTC; raises Refusal if blank or yet to come."""
        text = values.get(column, "")
        if not text:
            raise Refusal(
                _("There is no %(column)s.") % {"column": column},
                _("It must be known when it happened."),
                _("Write it as 2025-03-31."),
            )
        at = day_or_moment(text, zone=self.zone, customs=self.customs)
        if at > self.now:
            raise Refusal(
                _("%(column)s %(text)r lies in the future.") % {"column": column, "text": text},
                _("Times without a zone are read in %(zone)s.") % {"zone": self.zone},
                _("Mend the date, or give the zone with --zone."),
            )
        return at

    def money(self, values: Mapping[str, str], column: str) -> tuple[int, str]:
        """Return (minor units, currency) of a sum that is not below zero; raises Refusal."""
        stated = values.get("currency", "").upper()
        if stated and stated not in CURRENCIES:
            raise Refusal(
                _("%(code)r is no currency.") % {"code": stated},
                _("It must be an ISO 4217 code."),
                _("Write EUR, USD or GBP."),
            )
        text = values.get(column, "")
        if not text:
            raise Refusal(
                _("There is no %(column)s.") % {"column": column},
                _("A sum must be stated."),
                _("Write it as 1234.56."),
            )
        minor, currency = money(text, stated or self.currency, self.customs)
        if stated and currency != stated:
            raise Refusal(
                _("%(column)s %(text)r is not in %(currency)s.") % {"column": column, "text": text, "currency": stated},
                _("Two currencies stand in one line."),
                _("Leave one of them out."),
            )
        if minor < 0:
            raise Refusal(
                _("%(column)s %(text)r is below zero.") % {"column": column, "text": text},
                _("What was paid back is no purchase or saving."),
                _("Leave the line out, or take it off the purchase it belongs to."),
            )
        return minor, currency


def open_sheet(
    path: Path, form: Form, *, zone: str, currency: str, now: dt.datetime, tally: Tally, days: str = ""
) -> Sheet:
    """Open a table and note what will not be kept of it; raises Refusal if it cannot be read.

    `days` says how it writes days (`dmy`, `mdy`) if somebody knows; else the whole table is asked.
    """
    table = read_table(path, needs=form.needs, knows={**form.knows, **dict.fromkeys(REJECTED, ())})
    if not set(form.names) & set(table.columns):
        read_table(path, needs=form.names[:1], knows=form.knows)  # refuses, with the spellings it goes by
    tally.notes += [*table.notes, *unknown_columns(table, form.knows)]
    telling = {form.day, form.amount} & set(table.columns)
    found = customs_of(table if telling else (), day=form.day, amount=form.amount)
    return Sheet(table, Customs(days or found.days, found.decimal), zone, currency, int(now.timestamp()))


def lines(sheet: Sheet, build: Callable[[Row], Made], tally: Tally) -> Iterator[Made]:
    """Yield what `build` makes of each line; a line it refuses, or that cannot be read, goes to the rejected ones."""
    for found in sheet.table:
        tally.read += 1
        if isinstance(found, Rejected):
            tally.rejects.append(found)
            continue
        try:
            yield build(found)
        except Refusal as refusal:
            tally.reject(found.number, refusal)


def who(values: Mapping[str, str]) -> tuple[str, str]:
    """Return the (id, e-mail) that a line names its customer by; raises Refusal if it names nobody."""
    key, email, either = values.get("id", ""), values.get("email", ""), values.get("customer", "")
    if either and "@" in either:
        email = email or either
    elif either:
        key = key or either
    key = identifier(key)
    if not key and not email:
        raise Refusal(
            _("It does not say which customer."),
            _("Neither id nor e-mail is there."),
            _("Fill %(columns)s.") % {"columns": _(" or ").join(WHO)},
        )
    return key, address(email) if email else ""


def identifier(text: str) -> str:
    """Return the organisation's own key of a customer as it is kept, blank if nothing in it is seen; raises Refusal."""
    if _PLAIN_KEY.fullmatch(text):
        return text
    cleaned = outside_key(text)
    if len(cleaned) > LONGEST_IDENTIFIER:
        raise Refusal(
            _("The id %(id)r... is too long.") % {"id": cleaned[:40]},
            _("An id has up to %(most)s characters.") % {"most": LONGEST_IDENTIFIER},
            _("Mend it."),
        )
    _refuse_shortened("id", cleaned)
    return plain("id", cleaned)


def phone_number(text: str) -> str:
    """Return a phone number as digits, with + if it had a country code; raises Refusal."""
    if _PLAIN_PHONE.fullmatch(text):
        return text
    _refuse_shortened("phone", text)
    text = _TRUNK.sub(r"\1", text)  # +49 (0)89: the nought is dialled only without the country code
    digits = re.sub(r"[^\d]", "", text)
    if len(digits) not in _DIGITS or re.search(r"[^\W\d_]{4,}", text):
        raise Refusal(
            _("%(text)r is not a phone number.") % {"text": text[:40]},
            _("It has %(count)s digits.") % {"count": len(digits)},
            _("Write it with its country code, as +44 20 7946 0018."),
        )
    return f"+{digits[2:]}" if digits.startswith("00") else ("+" if text.strip().startswith("+") else "") + digits


def _refuse_shortened(column: str, text: str) -> None:
    """Raise Refusal for what a spreadsheet made of a long number: 4.91701E+12 may be one of a million."""
    if _SHORTENED.fullmatch(text.strip()):
        raise Refusal(
            _("%(column)s %(text)r was shortened by a spreadsheet.") % {"column": column, "text": text[:40]},
            _("The last digits are not in the file, so it may be one of many."),
            _("Make the column one of text in your spreadsheet program, and export again."),
        )


def plain(column: str, text: str) -> str:
    """Return the text unless it is a spreadsheet's formula; raises Refusal."""
    if text.startswith("="):
        raise Refusal(
            _("%(column)s %(text)r is a formula.") % {"column": column, "text": text[:40]},
            _("What it would have shown is not in the file."),
            _("Save the values, not the formulas, and export again."),
        )
    return text


def one_of(column: str, text: str, allowed: Sequence[str]) -> str:
    """Return the word in lower case if it is allowed; raises Refusal with the nearest one."""
    word = text.strip().lower()
    if word in allowed:
        return word
    near = difflib.get_close_matches(word, allowed, n=1)
    raise Refusal(
        _("%(column)s %(text)r is not known.") % {"column": column, "text": text[:40]},
        _("It must be one of %(words)s.") % {"words": ", ".join(allowed)},
        _("Did you mean %(name)s?") % {"name": near[0]} if near else _("Choose one of them."),
    )


def flag(column: str, text: str, *, unsaid: bool = False) -> bool:
    """Return a yes or no; raises Refusal for anything else."""
    if not text:
        return unsaid
    word = text.strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise Refusal(
        _("%(column)s %(text)r is neither yes nor no.") % {"column": column, "text": text[:40]},
        _("It is a yes or no."),
        _("Write yes or no."),
    )


class References:
    """Refuses a reference that stands on two lines of one file."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def once(self, row: Row) -> str:
        """Return the line's reference, or blank; raises Refusal if an earlier line has it."""
        reference = plain("reference", row.values.get("reference", ""))
        line = self._lines.setdefault(reference, row.number) if reference else row.number
        if line != row.number:
            raise Refusal(
                _("Reference %(reference)r stands on line %(line)s already.")
                % {"reference": reference[:40], "line": line},
                _("One reference is one thing that happened."),
                _("Give each line its own; if they are parts of one order, add them up."),
            )
        return reference


def several(text: str) -> list[str]:
    """Return the values of a cell that holds several, separated by semicolons."""
    return [cleaned for part in text.split(";") if (cleaned := " ".join(part.split()))]


def check_rejects(path: Path | None, source: Path) -> None:
    """Raise Refusal if the rejected lines of a file could not be written there."""
    if path is None:
        return
    if path.resolve() == source.resolve():
        raise Refusal(
            _("%(path)s is the file being imported.") % {"path": path},
            _("It would be overwritten."),
            _("Give --rejects another name."),
        )
    if path.is_dir() or not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        raise Refusal(
            _("%(path)s cannot be written.") % {"path": path},
            _("There is no such place, or it is closed to you."),
            _("Give --rejects another place."),
        )


def write_rejects(path: Path | None, rejects: Sequence[Rejected], table: Table | None = None) -> None:
    """Write the rejected lines, if any, as CSV with what is wrong, to be mended and imported again.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    if path is None or not rejects:
        return
    headers = table.headers if table else ()
    wrong = {line.number: line for line in rejects}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*headers, *REJECTED])
        for found in table or rejects:
            line = wrong.get(found.number)
            if line:
                cells = _padded(found, len(headers))
                writer.writerow([harmless(cell) for cell in [*cells, str(line.number), line.what, line.todo]])


def _padded(found: Row | Rejected, width: int) -> list[str]:
    cells = list(found.cells) if isinstance(found, Row) else []
    return cells + [""] * (width - len(cells))


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe stands before what it would take for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell

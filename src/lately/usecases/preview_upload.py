"""Show the first lines of a list as they will be in the book, before anything is written."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from lately.imports import uploads
from lately.imports.customer_lines import LineReader, day_stated, is_birth
from lately.imports.guessing import column_of
from lately.imports.mapping import LeftOut, Rewriter
from lately.imports.models import Upload
from lately.imports.originals import original_table
from lately.imports.reading import Sheet
from lately.imports.services import Tally
from lately.interactions.intake import LedgerIntake
from lately.interactions.reach import Reach
from lately.lib.moments import at_seconds
from lately.lib.money import shown
from lately.lib.refusal import Refusal
from lately.lib.tables import Row
from lately.lib.values import Customs, NoSuchDay, customs_of, day_or_moment
from lately.usecases import import_deeds, import_interactions, import_purchases
from lately.usecases.import_customers import FORM as CUSTOMERS
from lately.usecases.import_deeds import deed_reader
from lately.usecases.import_interactions import interaction_reader
from lately.usecases.import_mail import wrong_with
from lately.usecases.import_purchases import purchase_reader
from lately.usecases.keep_rejected_lines import on_screen
from lately.usecases.take_table import Colleagues
from lately.words.mailbox import Mail, read_mailbox

SHOWN = 20
LOOKED_THROUGH = 2_000  # lines: so many are tried before anything is said of how many can be used
LONGEST_CELL = 160
FORMS = {
    "customers": CUSTOMERS, "purchases": import_purchases.FORM, "interactions": import_interactions.FORM,
    "deeds": import_deeds.FORM,
}  # fmt: skip
MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment of asking and how days, times and sums are read where the file does not say."""

    now: dt.datetime
    zone: str
    currency: str
    days: str


def preview_upload(upload: Upload, asked: Asked) -> dict[str, Any]:
    """Return the `columns` and the first `rows` as they will be, with why one cannot be used; nothing is written.

    `usable` is how many lines can be used, None if there are too many to try them all; `nothing` says why none can, and
    `not_taken` why some cannot.
    """
    if upload.kind == "mail":
        return {
            "columns": [gettext("Day"), gettext("From"), gettext("To"), gettext("Subject")],
            "rows": list(_mails(upload, asked)),
        }
    if upload.kind == "content":
        return {"columns": [], "rows": []}
    table = original_table(uploads.file_of(upload), upload.looked["format"])
    rewriter = Rewriter(table, upload.chosen["columns"], upload.chosen.get("preset", ""))
    left_out = LeftOut()
    lines = list(itertools.islice(rewriter.rows(left_out), LOOKED_THROUGH))
    first = lines[:SHOWN]
    columns = [name for name in rewriter.columns if any(said.get(name) for _, said in first)]
    ours = replace(
        table, headers=tuple(rewriter.columns), columns={name: at for at, name in enumerate(rewriter.columns)}
    )
    sheet = Sheet(
        ours, _customs(upload.kind, lines, asked.days), asked.zone, asked.currency, int(asked.now.timestamp())
    )
    # Whether a day is the one or the other is asked beside this; a line is not refused for it.
    settled = replace(sheet.customs, days=sheet.customs.days or "dmy")
    build = _builder(upload.kind, replace(sheet, customs=settled), asked)
    read = [_read(build, row, {name: said.get(name, "") for name in rewriter.columns}) for row, said in lines]
    refusals = _with_strangers(upload.kind, read, asked.now)
    rows = [
        {
            "number": row.number,
            "cells": [_shown(upload.kind, name, said, sheet, taken=refusal is None) for name in columns],
            "refusal": on_screen(f"{refusal.what} {refusal.why} {refusal.todo}") if refusal else "",
        }
        for (row, said), refusal in zip(first, refusals[:SHOWN], strict=True)
    ]
    usable = sum(refusal is None for refusal in refusals)
    return {
        "columns": [column_of(upload.kind, name).called for name in columns],
        "rows": rows,
        "passed_over": left_out.passed_over,
        "not_taken": _not_taken(lines, refusals, left_out) if usable and len(lines) < LOOKED_THROUGH else None,
        "usable": usable if len(lines) < LOOKED_THROUGH else None,
        "nothing": None if usable else _nothing(refusals, left_out, whole=len(lines) < LOOKED_THROUGH),
    }


def _not_taken(
    lines: Sequence[tuple[Row, dict[str, str]]], refusals: Sequence[Refusal | None], left_out: LeftOut
) -> dict[str, Any] | None:
    """How many lines will not be taken, and why: the commonest reasons, each with one that it is true of."""
    wrong = [(line.number, line.what, "") for line in left_out.rejected]
    wrong += [
        (row.number, refusal.what, refusal.why) for (row, _), refusal in zip(lines, refusals, strict=True) if refusal
    ]
    if not wrong:
        return None
    whys = Counter(why or what for _, what, why in wrong)
    first: dict[str, tuple[int, str, str]] = {}
    for one in wrong:
        first.setdefault(one[2] or one[1], one)
    reasons = [
        {"count": count, "line": first[why][0], "said": on_screen(f"{first[why][1]} {first[why][2]}".strip())}
        for why, count in whys.most_common(MOST_REASONS)
    ]
    return {"count": len(wrong), "of": len(lines) + len(left_out.rejected), "reasons": reasons}


def _nothing(refusals: Sequence[Refusal | None], left_out: LeftOut, *, whole: bool) -> Refusal:
    """Say that no line can be used, what is wrong with most of them, and what to do."""
    wrong = [(refusal.what, refusal.todo) for refusal in refusals if refusal]
    wrong += [(line.what, line.todo) for line in left_out.rejected]
    if not wrong and not left_out.passed_over:
        return Refusal(
            gettext("There is no line below the names of the columns."),
            gettext("So this list tells of nobody."),
            gettext("Export it again with its lines, or bring another one."),
        )
    if not wrong:
        return Refusal(
            gettext("No line of this list says anything to be kept."),
            gettext("Lines that are passed over: %(count)s (further parts of an order, or never paid).")
            % {"count": number_format(left_out.passed_over, force_grouping=True)},
            gettext("Export the list again with what was paid, or bring another one."),
        )
    which = gettext("None of the %(count)s lines can be used.")
    if not whole:
        which = gettext("None of the first %(count)s lines can be used.")
    if len(wrong) == 1:
        which = gettext("The one line in it cannot be used.")
    what, todo = Counter(wrong).most_common(1)[0][0]
    return Refusal(
        which % {"count": number_format(len(wrong), force_grouping=True)},
        gettext("For example: %(what)s") % {"what": on_screen(what)},
        gettext(
            "%(todo)s If it is right in your list, a column is most likely taken for another: choose below what each "
            "becomes."
        )
        % {"todo": on_screen(todo)},
    )  # fmt: skip


def _customs(kind: str, lines: Sequence[tuple[Row, dict[str, str]]], days: str) -> Customs:
    """How sums are written, as far as these lines tell; days as was found or said."""
    read = (Row(row.number, said, row.cells) for row, said in lines)
    found = customs_of(read, day=FORMS[kind].day, amount=FORMS[kind].amount)
    return Customs(days or found.days, found.decimal)


def _builder(kind: str, sheet: Sheet, asked: Asked) -> Callable[[Row], object]:
    tally = Tally(kind, "")
    if kind == "customers":
        return LineReader(sheet, asked.now, dated=False, colleague=Colleagues("owner", tally).known).read
    builders: Mapping[str, Callable[[Sheet, Tally], Callable[[Row], object]]] = {
        "purchases": purchase_reader,
        "deeds": deed_reader,
        "interactions": functools.partial(interaction_reader, reach=Reach(asked.now)),
    }
    return builders[kind](sheet, tally)


def _read(build: Callable[[Row], Any], row: Row, values: dict[str, str]) -> Any:
    """What a line says, or the refusal of it."""
    try:
        return build(Row(row.number, values, row.cells))
    except Refusal as refusal:
        return refusal


def _with_strangers(kind: str, read: Sequence[Any], now: dt.datetime) -> list[Refusal | None]:
    """The refusal of each line, if there is one; a deed or a word with somebody whom nobody knows is refused, too."""
    found = {place: one for place, one in enumerate(read) if isinstance(one, Refusal)}
    if kind in {"deeds", "interactions"}:
        intake = LedgerIntake(Tally(kind, ""), now, "")
        unknown = intake.unknown(
            [one for one in read if not isinstance(one, Refusal)], addressed=kind == "interactions"
        )
        found |= {
            place: unknown[one.number] for place, one in enumerate(read) if place not in found and one.number in unknown
        }
    return [found.get(place) for place in range(len(read))]


def _shown(kind: str, name: str, values: Mapping[str, str], sheet: Sheet, *, taken: bool) -> str:
    """A cell as it will be understood; as it stands if it cannot be, and nothing if its line is taken without it."""
    text = values.get(name, "")
    reads = column_of(kind, name).reads if text else "text"
    try:
        at = day_or_moment(text, zone=sheet.zone, customs=sheet.customs) if reads == "day" else 0
        if reads == "day" and is_birth(name):
            return formatted(day_stated(sheet, name, text, at), pgettext("day, as in 16 November 2026", "j F Y"))
        if reads == "day":
            return said_day(at, sheet.zone)
        if reads == "money":
            return shown(*sheet.money(values, name))
    except NoSuchDay:
        return "" if taken else text
    except Refusal:
        pass
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]} ..."


def said_day(at: int, zone: str) -> str:
    """Return a day in words, 3 April 2026, with the time if it is not the first moment of the day."""
    local = at_seconds(at).astimezone(ZoneInfo(zone))
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return formatted(local, pgettext("day, as in 16 November 2026", "j F Y"))
    return formatted(local, pgettext("moment, as in 16 November 2026, 08:00", "j F Y, H:i"))


def _mails(upload: Upload, asked: Asked) -> Iterator[dict[str, Any]]:
    for mail in itertools.islice(read_mailbox(uploads.file_of(upload), with_text=False), SHOWN):
        if not isinstance(mail, Mail):
            yield {"number": mail.number, "cells": ["", "", "", ""], "refusal": mail.why}
            continue
        to = ", ".join(one.address for one in mail.to[:3])
        at = said_day(mail.at, asked.zone) if mail.at else ""
        cells = [at, mail.sender.address if mail.sender else "", to, mail.subject]
        yield {"number": mail.number, "cells": cells, "refusal": wrong_with(mail, asked.now)}

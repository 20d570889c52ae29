"""Take a list into the book as somebody has it: CSV, a spreadsheet, contact cards, a known program's export."""

from __future__ import annotations

import datetime as dt
import operator
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import yaml
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop, ngettext

from lately.imports.any_table import Laid, lay_out
from lately.imports.reading import check_rejects, write_rejects
from lately.imports.services import Manner, Stopped, Tally
from lately.lib.refusal import Refusal
from lately.usecases.import_customers import import_customers
from lately.usecases.import_deeds import import_deeds
from lately.usecases.import_interactions import import_interactions
from lately.usecases.import_purchases import import_purchases

VERBS: dict[str, Callable[..., Tally]] = {
    "customers": import_customers,
    "purchases": import_purchases,
    "interactions": import_interactions,
    "deeds": import_deeds,
}
LONGEST = 100_000  # characters of a file of columns
_TO_SAY = gettext_noop("Write it as YAML, as in: Kundennr: id. A column with nothing after its colon is left out.")


def import_list(*, path: Path, kind: str, now: dt.datetime, manner: Manner, columns: Path | None = None) -> Tally:
    """Take a list of this `kind` in and return what became of it; raises Refusal, nothing being changed.

    `columns` is a YAML file that says of some columns what they become: `Favourite tea: own.favourite_tea`.
    """
    said = _columns(columns) if columns else None
    with tempfile.TemporaryDirectory(prefix="lately-list-") as folder:
        laid = lay_out(path, Path(folder), kind=kind, columns=said)
        if laid.came is None:
            return VERBS[kind](path=path, now=now, manner=manner)
        return _rewritten(laid, path, now, manner)


def _rewritten(laid: Laid, path: Path, now: dt.datetime, manner: Manner) -> Tally:
    check_rejects(manner.rejects, path)
    if manner.all_or_nothing and laid.left_out.rejected:
        first, many = laid.left_out.rejected[0], len(laid.left_out.rejected)
        raise Refusal(
            ngettext(
                "%(count)s line of %(file)s cannot be read; nothing was changed.",
                "%(count)s lines of %(file)s cannot be read; nothing was changed.",
                many,
            )
            % {"count": number_format(many, force_grouping=True), "file": path.name},
            gettext("Line %(number)s: %(what)s") % {"number": first.number, "what": first.what},
            gettext("%(todo)s Without --all-or-nothing the other lines are taken.") % {"todo": first.todo},
        )
    zone, programs = manner.zone or laid.zone, not manner.zone
    manner, rejects = replace(manner, rejects=None, zone=zone, programs_zone=programs), manner.rejects
    try:
        tally = VERBS[laid.kind](path=laid.path, now=now, manner=manner)
    except Stopped as stopped:
        _as_came(laid, stopped.tally, rejects)
        raise
    _as_came(laid, tally, rejects)
    return tally


def _as_came(laid: Laid, tally: Tally, rejects: Path | None) -> None:
    """Tell of the list as its owner knows it: its lines by their own numbers, those that could not be read, too."""
    tally.rejects = sorted([*tally.rejects, *laid.left_out.rejected], key=operator.attrgetter("number"))
    tally.read += len(laid.left_out.rejected)
    tally.notes = [*laid.notes, *tally.notes]
    write_rejects(rejects, tally.rejects, laid.came)


def _columns(path: Path) -> dict[str, str]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8-sig")[:LONGEST])
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Refusal(
            gettext("%(path)s cannot be read.") % {"path": path},
            f"{type(error).__name__}: {str(error).splitlines()[0]}",
            gettext(_TO_SAY),
        ) from None
    if not isinstance(found, dict) or not all(isinstance(ours, str | None) for ours in found.values()):
        raise Refusal(
            gettext("%(file)s names no columns.") % {"file": path.name},
            gettext("It must be a line for each: theirs, a colon, ours."),
            gettext(_TO_SAY),
        )
    return {str(header): ours or "" for header, ours in found.items()}

"""`lately import`: customers, purchases, interactions, deeds, contents and mail come into the book, and out again."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lately.cli.progress import Progress
from lately.lib.clock import now
from lately.lib.refusal import Refusal

if TYPE_CHECKING:
    from lately.imports.services import Manner, Stopped, Tally
    from lately.usecases.undo_import import Undone

HELP = "take customers, purchases, interactions, deeds, content or mail into the book; undo it; list what was taken"
NEEDS_BOOK = True
TABLES = {
    "customers": "who they are, what is known of them, what they agreed to",
    "purchases": "what they bought, when, for how much",
    "interactions": "what was said between you and them, on any channel",
    "deeds": "what you did for them, told or untold",
}
SHOWN, IN_JSON = 20, 1_000
NOTHING_READ, STOPPED = 2, 130


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what can be imported, and how."""
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, words in TABLES.items():
        table = kinds.add_parser(name, help=words, description=f"Take a list in: {words} (docs/files.md).")
        table.add_argument("file", type=Path, metavar="FILE.csv|.xlsx|.vcf")
        table.add_argument(
            "--columns", type=Path, default=None, metavar="FILE.yaml", help="what its columns become, a line each"
        )
        table.add_argument("--currency", default="", help="ISO 4217 code of sums that name none")
        table.add_argument(
            "--days", default="", choices=["dmy", "mdy"], help="how 03/04/2025 is read where the file does not tell"
        )
        _shared(table)
        if name == "customers":
            table.add_argument("--as-of", default="", metavar="DAY", help="when this was true (default: now)")
        if name == "interactions":
            _known_since(table)
    content = kinds.add_parser(
        "content", help="what is worth saying", description="Take contents in (docs/content.md)."
    )
    content.add_argument("file", type=Path, metavar="FILE.yaml")
    content.add_argument("--zone", default="", help="IANA zone of days (default: the organisation's)")
    content.add_argument("--json", action="store_true", help="print the summary as JSON")
    mail = kinds.add_parser(
        "mail", help="mail sent and received", description="Take an mbox, Maildir or .eml files in."
    )
    mail.add_argument("file", type=Path, nargs="?", metavar="FILE.mbox|MAILDIR")
    mail.add_argument("--me", action="append", nargs="+", default=[], metavar="ADDRESS", help="yours; or @your.domain")
    mail.add_argument("--everyone", action="store_true", help="add people, too, with whom mail went one way only")
    _shared(mail)
    _known_since(mail)
    book = kinds.add_parser(
        "book", help="what ./lately export wrote", description="Take an export in again, all of it or nothing."
    )
    book.add_argument("file", type=Path, metavar="FILE.zip")
    book.add_argument("--zone", default="", help="IANA zone, if the export does not say yours")
    book.add_argument("--json", action="store_true", help="print the summary as JSON")
    undo = kinds.add_parser("undo", help="take an import back", description="Take an import back; nothing is deleted.")
    undo.add_argument("number", type=int, metavar="ID")
    undo.add_argument("--json", action="store_true", help="print what was taken back as JSON")
    listed = kinds.add_parser("list", help="what was imported", description="List what was imported.")
    listed.add_argument("--json", action="store_true", help="print the list as JSON")


def _shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--zone", default="", help="IANA zone of days and times without one (default: yours)")
    parser.add_argument("--rejects", type=Path, default=None, metavar="FILE.csv", help="write the rejected lines there")
    parser.add_argument("--all-or-nothing", action="store_true", help="change nothing if a line is rejected")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def _known_since(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--known-since", default="", metavar="DAY", help="from when this is all there was (default: its first day)"
    )


def run(options: argparse.Namespace) -> int:
    """Do it and say what became of it."""
    if options.what == "undo":
        return _undo(options)
    if options.what == "list":
        return _list(options)
    from lately.imports.services import Stopped

    if options.file is None:
        raise Refusal(
            "No mailbox was named.",
            "All that stands after --me is taken for addresses of yours.",
            "Put the file first: ./lately import mail FILE.mbox --me you@example.org",
        )
    try:
        tally = _imported(options, _manner(options))
    except Stopped as stopped:
        print(_stopped(stopped), file=sys.stderr)
        return STOPPED
    print(json.dumps(_summary(tally), ensure_ascii=False) if options.json else _told(tally))
    _tell_rejects(tally)
    return NOTHING_READ if tally.read and tally.rejected == tally.read else 0


def _manner(options: argparse.Namespace) -> Manner:
    from lately.imports.services import Manner

    return Manner(
        zone=options.zone,
        currency=getattr(options, "currency", ""),
        days=getattr(options, "days", ""),
        as_of=getattr(options, "as_of", ""),
        known_since=getattr(options, "known_since", ""),
        all_or_nothing=getattr(options, "all_or_nothing", False),
        rejects=getattr(options, "rejects", None),
        progress=Progress(options.file.name),
    )


def _imported(options: argparse.Namespace, manner: Manner) -> Tally:
    from lately.usecases.import_book import import_book
    from lately.usecases.import_content import import_content
    from lately.usecases.import_list import import_list
    from lately.usecases.import_mail import import_mail

    verbs = {"content": import_content, "book": import_book}
    if options.what in TABLES:
        return import_list(path=options.file, kind=options.what, now=now(), manner=manner, columns=options.columns)
    if options.what == "mail":
        me = [address for given in options.me for address in given]
        return import_mail(path=options.file, me=me, now=now(), manner=manner, everyone=options.everyone)
    return verbs[options.what](path=options.file, now=now(), manner=manner)


def _summary(tally: Tally) -> dict[str, Any]:
    return {
        "import": tally.imported,
        "kind": tally.kind,
        "file": tally.name,
        "read": tally.read,
        "added": tally.added,
        "unchanged": tally.unchanged,
        "rejected": tally.rejected,
        "customers_added": tally.customers_added,
        "known_since": {channel: since.isoformat() for channel, since in tally.known_since.items()},
        **tally.others,
        "rejects": [{"line": line.number, "what": line.what, "todo": line.todo} for line in tally.rejects[:IN_JSON]],
        "notes": tally.notes,
    }


def _told(tally: Tally) -> str:
    counts = f"{tally.read:,} read, {tally.added:,} added, {tally.unchanged:,} in the book already"
    lines = [f"{tally.name}: {counts}, {tally.rejected:,} rejected."]
    if tally.customers_added:
        lines.append(f"{_people(tally.customers_added)} {'is' if tally.customers_added == 1 else 'are'} new.")
    lines += [f"Left out: {count:,} {what}." for what, count in tally.others.items() if count]
    lines += [f"{channel} is known since {since:%Y-%m-%d}." for channel, since in tally.known_since.items()]
    lines += tally.notes
    if tally.imported is None:
        lines.append("Nothing in it was new; the book is as it was.")
    else:
        lines.append(f"This is import {tally.imported}; ./lately import undo {tally.imported} takes it back.")
    return "\n".join(lines)


def _people(count: int) -> str:
    return "1 customer" if count == 1 else f"{count:,} customers"


def _tell_rejects(tally: Tally) -> None:
    if tally.read and tally.rejected == tally.read:
        print(f"Nothing in {tally.name} could be used, so nothing was changed.", file=sys.stderr)
    for line in tally.rejects[:SHOWN]:
        print(f"line {line.number}: {line.what} {line.todo}", file=sys.stderr)
    if tally.rejected > SHOWN:
        print(f"... and {tally.rejected - SHOWN:,} more; --rejects FILE.csv writes them all.", file=sys.stderr)


def _stopped(stopped: Stopped) -> str:
    tally = stopped.tally
    if tally.imported is None:
        return "Stopped by you; nothing was changed."
    return (
        f"Stopped by you; {tally.added:,} of {stopped.of:,} rows are in the book as import {tally.imported}.\n"
        f"The same command goes on where it stopped; ./lately import undo {tally.imported} takes them back."
    )


def _undo(options: argparse.Namespace) -> int:
    from lately.usecases.undo_import import undo_import

    undone = undo_import(number=options.number, now=now())
    if options.json:
        print(json.dumps({
            "import": undone.imported, "kind": undone.kind, "file": undone.name, "voided": undone.rows,
            "customers": undone.customers, "customers_kept": undone.customers_kept,
            "replaced": [{"import": number or None, "rows": count} for number, count in undone.replaced.items()],
            "stay": undone.stay,
        }))  # fmt: skip
        return 0
    counts = ", ".join(f"{count:,} {what}" for what, count in undone.rows.items())
    counts = counts or ("nothing of it counted any more" if undone.replaced else "it had no rows")
    people = f", {_people(undone.customers)}" if undone.rows or not undone.replaced else ""
    print(f"Import {undone.imported} ({undone.kind} from {undone.name}) is undone: {counts}{people}.")
    for number, count in undone.replaced.items():
        print(_replaced(undone, number, count))
    if undone.customers_kept:
        stay = "stays" if undone.customers_kept == 1 else "stay"
        print(f"{_people(undone.customers_kept)} {stay}, because other imports speak of them.")
    for line in undone.stay:
        print(line)
    return 0


def _replaced(undone: Undone, number: int, count: int) -> str:
    """What stands in the place of rows that were replaced before, and how to take that back."""
    what = "row" if undone.kind != "content" else "content"
    rows = f"1 {what} of it was" if count == 1 else f"{count:,} {what}s of it were"
    by = f"by import {number}" if number else "by hand"
    take_back = f" To take that back, too: ./lately import undo {number}." if number else ""
    return f"{rows} replaced before, {by}; what was put in the place stays as it is.{take_back}"


def _list(options: argparse.Namespace) -> int:
    from lately.usecases.list_imports import list_imports

    found = list_imports()
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for row in found:
        print(f"{row['import']:5}  {row['recorded_at'][:16].replace('T', ' ')}  {row['kind']:12}  {row['state']:10}  "
              f"{row['added']:9,} added  {row['rejected']:7,} rejected  {row['file']}")  # fmt: skip
    if not found:
        print("Nothing was imported yet.")
    return 0

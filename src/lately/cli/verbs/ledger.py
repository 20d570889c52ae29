"""`lately ledger CUSTOMER`: what we did for a customer and said to them, each give or ask, told or untold."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lately.lib.clock import now
from lately.lib.moments import seconds, zone_named

if TYPE_CHECKING:
    from lately.interactions.selectors import Entry
    from lately.usecases.show_ledger import Ledger

HELP = "show what we did for a customer, said to them and wanted of them"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the customer and the moment."""
    parser.add_argument("customer", metavar="CUSTOMER", help="key, e-mail address or phone number")
    parser.add_argument("--at", default=None, help="day or moment (default: now)")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: argparse.Namespace) -> int:
    """Find the ledger and print it."""
    from lately.usecases.read_moment import read_moment
    from lately.usecases.show_ledger import show_ledger

    moment = now()
    found = show_ledger(customer=options.customer, at=read_moment(options.at, now=moment), now=seconds(moment))
    print(json.dumps(found.as_json, ensure_ascii=False) if options.json else "\n".join(_told(found)))
    return 0


def _told(ledger: Ledger) -> Iterator[str]:
    named = f", {ledger.name}" if ledger.name != ledger.customer else ""
    yield f"{ledger.customer}{named}: {ledger.balance}."
    zone = zone_named(ledger.zone)
    for entry in ledger.entries:
        words = "  ".join(part for part in _words(entry) if part)
        yield f"{entry.at.astimezone(zone):%Y-%m-%d}  {_heading(entry):10}{words}"


def _heading(entry: Entry) -> str:
    if entry.entry != "contact":
        return entry.entry
    return entry.classed or entry.kind


def _words(entry: Entry) -> Iterator[str]:
    """What is worth a word, in order: how it went, by whom, what, and what became of it."""
    if entry.entry == "contact":
        yield f"{'to' if entry.direction == 'out' else 'from'} them by {entry.channel}"
        yield "" if entry.status == "done" else entry.status
    yield entry.by
    yield entry.what and f"“{entry.what}”"
    yield entry.wanted and f"wants {entry.wanted}"
    yield entry.content
    yield entry.tells and f"tells “{entry.tells}”"
    if entry.entry == "deed":
        yield f"told {entry.told:%Y-%m-%d}" if entry.told else "untold"
    if entry.due:
        yield f"due {entry.due:%Y-%m-%d}, {'kept' if entry.told else 'open'}"

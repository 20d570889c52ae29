"""`lately organisation`: who we are: name, zone, country, language, currency, senders, postal address."""

from __future__ import annotations

import argparse
import json
from typing import Any

from lately.lib.clock import now

HELP = "show who you are (name, zone, currency, senders, ...), or change it from a day on"
NEEDS_BOOK = True
WORDS = {
    "name": "Name",
    "zone": "Time zone",
    "country": "Country",
    "language": "Language",
    "currency": "Currency",
    "senders": "Sends mail as",
    "postal_address": "Postal address",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what can be changed, and the moment."""
    parser.add_argument("--name", default=None, help="what customers know you by")
    parser.add_argument("--zone", default=None, help="IANA zone, as Europe/London: a bare date is a day there")
    parser.add_argument("--country", default=None, metavar="CODE", help="two letters, as GB; '' for none")
    parser.add_argument("--language", default=None, metavar="TAG", help="as en or de-CH")
    parser.add_argument("--currency", default=None, metavar="CODE", help="of sums that name none, as EUR")
    parser.add_argument(
        "--senders", default=None, nargs="*", metavar="ADDRESS", help="your own addresses, or @your.domain: all of them"
    )
    parser.add_argument("--postal-address", default=None, metavar="TEXT", help="where letters reach you")
    parser.add_argument("--from", dest="since", default=None, metavar="DAY", help="from when a change holds (now)")
    parser.add_argument("--at", default=None, metavar="DAY", help="show what held then (default: now)")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(options: argparse.Namespace) -> int:
    """Change what was given, and show what holds."""
    from lately.usecases.say_who_we_are import say_who_we_are, who_we_are

    changes = {name: getattr(options, name) for name in WORDS if getattr(options, name) is not None}
    if changes:
        found = say_who_we_are(changes=changes, since=options.since, now=now())
    else:
        found = who_we_are(at=options.at, now=now())
    print(json.dumps(found, ensure_ascii=False) if options.json else _told(found, changes))
    return 0


def _told(found: dict[str, Any], changes: dict[str, Any]) -> str:
    told = {name: ", ".join(value) if isinstance(value, list) else value for name, value in found.items()}
    lines = [f"{words:15} {told[name] or '(not said)'}" for name, words in WORDS.items()]
    if not found["said"]:
        lines.append("Nobody has said yet who you are. Say it with ./lately organisation --name ... --zone ...")
    if changes:
        lines.append(f"This holds from {found['since'][:16].replace('T', ' ')} UTC on; what held before is kept.")
    if {"zone", "currency"} & changes.keys():
        lines.append(
            "Files that were taken in before were read as you were then. One that was read wrongly: "
            "./lately import list, ./lately import undo ID, and import it again."
        )
    return "\n".join(lines)

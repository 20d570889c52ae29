"""`lately policy`: the organisation's own dated numbers."""

from __future__ import annotations

import argparse
import json

from lately.cli.progress import Progress
from lately.lib.clock import now
from lately.lib.refusal import Refusal

HELP = "show the numbers that hold, or set one from a day on"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare list and set."""
    verbs = parser.add_subparsers(dest="what", required=True, metavar="list|set")
    listed = verbs.add_parser("list", help="the numbers that hold at a moment")
    listed.add_argument("--at", default=None, help="day or moment (default: now)")
    listed.add_argument("--json", action="store_true", help="print them as JSON")
    setting = verbs.add_parser("set", help="set a number from a day on")
    setting.add_argument("name", help="see docs/policies.md")
    setting.add_argument("value", help='a number, text, or JSON such as \'{"1": 2, "7": 3}\'')
    setting.add_argument("--from", dest="valid_from", default=None, help="day or moment (default: now)")
    setting.add_argument("--by", default="the command line", help="who decided it")


def run(options: argparse.Namespace) -> int:
    """List or set."""
    return _list(options) if options.what == "list" else _set(options)


def _list(options: argparse.Namespace) -> int:
    from lately.usecases.set_policy import policies_at

    found = policies_at(at=options.at, now=now())
    if options.json:
        print(json.dumps(found))
        return 0
    for name, value in found.items():
        print(f"{name:28} {json.dumps(value)}")
    return 0


def _set(options: argparse.Namespace) -> int:
    from lately.usecases.set_policy import set_one

    moment = now()
    since = set_one(
        name=options.name, value=_value(options.value), valid_from=options.valid_from, now=moment, by=options.by,
        progress=Progress(options.name),
    )  # fmt: skip
    print(f"{options.name} is {options.value} from {since:%Y-%m-%d %H:%M %Z} on.")
    return 0


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        if text[:1] in {"{", "["}:
            raise Refusal(
                f"{text!r} is not readable.", "It begins like JSON and is none.", 'Write it like {"1": 2, "7": 3}.'
            ) from None
        return text

"""`lately neglected`: who has not heard from us, or only when we wanted something; worth at risk first."""

from __future__ import annotations

import argparse
import json

from lately.cli.neglected_text import shown, told
from lately.lib.clock import now
from lately.lib.moments import seconds

HELP = "list whom you have been neglecting: silent since the sale, silent longest, heard from only when asked"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the moment, how many to show, and the form."""
    parser.add_argument("--at", default=None, help="day or moment (default: now)")
    parser.add_argument("--all", action="store_true", help="show everybody, not the first ten of each list")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: argparse.Namespace) -> int:
    """Find them and print them."""
    from lately.usecases.find_neglected import find_neglected, names_of
    from lately.usecases.read_moment import read_moment

    moment = now()
    at, asked = read_moment(options.at, now=moment), seconds(moment)
    found = find_neglected(at=at, now=asked)
    if options.json:
        print(json.dumps(found.told(), ensure_ascii=False))
        return 0
    listed = {each.customer for one in found.lists.values() for each in shown(one, everybody=options.all)}
    print(told(found, everybody=options.all, names=names_of(sorted(listed), at=at, now=asked)))
    return 0

"""`lately search`: is everybody found by what we know of them?"""

from __future__ import annotations

import argparse
import json

from lately.cli.progress import Progress

HELP = "bring the search on the page People up to date, after large imports; the server does it by itself"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is to be done."""
    parser.add_argument("what", choices=["catch-up"], help="catch-up: go on where the last one ended")
    parser.add_argument("--again", action="store_true", help="begin with the first customer")
    parser.add_argument("--json", action="store_true", help="print the count as JSON")


def run(options: argparse.Namespace) -> int:
    """Catch up and say how many there were."""
    from lately.usecases.catch_up_with_search import catch_up_with_search

    count = catch_up_with_search(progress=Progress("customers"), again=options.again)
    if options.json:
        print(json.dumps({"customers": count}))
    elif not count:
        print("Everybody is found by what we know of them.")
    else:
        people = "1 customer is" if count == 1 else f"{count:,} customers are"
        print(f"{people} found by what was learnt last.")
    return 0

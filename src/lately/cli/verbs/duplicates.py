"""`lately duplicates find`: who may be in the book twice?"""

from __future__ import annotations

import argparse
import json

from lately.cli.progress import Progress
from lately.lib.clock import now

HELP = "look for customers who are in the book twice; they are shown under People, and nothing is merged by itself"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is to be done."""
    parser.add_argument("what", choices=["find"], help="find: go on where the last search ended")
    parser.add_argument("--again", action="store_true", help="begin with the first customer; what was decided stands")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def run(options: argparse.Namespace) -> int:
    """Search and say what was found."""
    from lately.usecases.find_duplicates import find_duplicates

    found = find_duplicates(now=now(), progress=Progress("customers"), again=options.again)
    if options.json:
        print(json.dumps({"customers": found.customers, "compared": found.compared, "proposed": found.proposed}))
    elif not found.customers:
        print("Everybody was compared already. ./lately duplicates find --again begins anew.")
    else:
        twice = "1 customer seems" if found.proposed == 1 else f"{found.proposed:,} customers seem"
        print(f"{found.customers:,} customers compared with those before them; {twice} to be in the book twice.")
        print("They are shown under People, The same person?")
    return 0

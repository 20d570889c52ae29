"""`lately upgrade`: a book of an older version comes to this one, backed up first."""

from __future__ import annotations

import argparse
import json

from lately.cli.opening import set_up
from lately.cli.progress import Progress
from lately.lib.clock import now

HELP = "bring a book of an older version to this one: backed up first, verified, left alone if it fails"
NEEDS_BOOK = False  # any other verb would have done it


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how it is told."""
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def run(options: argparse.Namespace) -> int:
    """Upgrade and say what was done."""
    set_up()
    from lately.usecases.upgrade import upgrade

    done = upgrade(now=now(), progress=Progress("upgrade"))
    if options.json:
        print(json.dumps({
            "steps": done.steps, "kept": str(done.kept) if done.kept else None, "customers": done.customers,
            "rebuilt": done.rebuilt,
        }))  # fmt: skip
        return 0
    if not done.steps:
        print("This book is of this version already; nothing was changed.")
        return 0
    print(f"The book is of this version now: {len(done.steps)} steps, {done.customers:,} customers verified.")
    if done.rebuilt:
        print(f"What is kept of {done.rebuilt:,} of them was added up anew.")
    print(f"The book as it was lies in {done.kept}.")
    return 0

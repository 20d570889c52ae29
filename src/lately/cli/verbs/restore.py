"""`lately restore`: a backup becomes the book, verified row by row."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from lately.cli.opening import set_up
from lately.cli.progress import Progress
from lately.lib.clock import now

HELP = "make a backup the book again, on either database; every row is compared"
NEEDS_BOOK = False  # it makes one


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which, and whether it may take a book's place."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that ./lately backup wrote")
    parser.add_argument("--replace", action="store_true", help="put it in the place of the book that is there")
    parser.add_argument("--json", action="store_true", help="print what was restored as JSON")


def run(options: argparse.Namespace) -> int:
    """Restore it and say what was verified; 1 if the book it was made from had kept something wrong."""
    set_up()
    from lately.usecases.restore import restore

    done = restore(path=options.file, now=now(), replace=options.replace, progress=Progress("restore"))
    if options.json:
        print(json.dumps({
            "organisation": done.organisation, "made_at": done.made_at, "tables": done.tables, "rows": done.rows,
            "customers": done.customers, "differences": done.differences,
            "kept": str(done.kept) if done.kept else None, "other_key": done.other_key,
        }, ensure_ascii=False))  # fmt: skip
    else:
        print(f"The book of {done.organisation or 'before'} is back as it was at {done.made_at}: {done.rows:,} rows of "
              f"{done.tables} tables, each compared with the backup; {done.customers:,} customers.")  # fmt: skip
        if done.kept:
            print(f"What stood here before lies in {done.kept}.")
        if done.other_key:
            given = "LATELY_SECRET" in os.environ or "LATELY_SECRET_FILE" in os.environ
            print("Its links are signed with a key of its own: " + (
                "they open again once LATELY_SECRET gives it; it lies in LATELY_HOME/secret." if given
                else "a server that runs knows it once it is started anew."))  # fmt: skip
        if done.differences:
            print("Some kept states were wrong when the backup was made; ./lately state verify --repair mends them.")
    return 1 if done.differences else 0

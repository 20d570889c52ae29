"""`lately backup`: the whole book in one file, while everybody goes on working."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from lately.cli.opening import set_up
from lately.cli.progress import Progress
from lately.lib.clock import now

HELP = "put the whole book into one file, while others go on working"
NEEDS_BOOK = False  # a book of an older version is backed up as it is


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the file goes."""
    parser.add_argument("file", metavar="FILE", help="the file to write, or a folder (ends with /) for a dated one")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")


def run(options: argparse.Namespace) -> int:
    """Write it and say how large it is."""
    set_up()
    from lately.usecases.back_up import back_up

    at = now()
    path = Path(options.file)
    if path.is_dir() or options.file.endswith(("/", os.sep)):
        path /= f"lately-{at:%Y-%m-%d-%H%M%S}.lately"
    done = back_up(path=path, now=at, progress=Progress("backup"))
    if options.json:
        print(json.dumps({"file": str(done.path), "tables": done.tables, "rows": done.rows, "bytes": done.bytes}))
        return 0
    print(f"{done.path}: {done.rows:,} rows of {done.tables} tables, {done.bytes / 1e6:,.1f} MB.")
    print("It holds all you know of your customers, and the key that signs links: keep it where only you can read it.")
    return 0

"""`lately export`: everything that counts, as tables."""

from __future__ import annotations

import argparse
from pathlib import Path

from lately.cli.progress import Progress
from lately.lib.clock import now
from lately.lib.writing import whole

HELP = "give everything out that counts, as tables that any spreadsheet opens"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the file goes."""
    parser.add_argument("file", type=Path, metavar="FILE.zip", help="the file to write")


def run(options: argparse.Namespace) -> int:
    """Write it and say how large it is."""
    from lately.usecases.export_book import export_book

    with whole(options.file) as file:
        Path(file.name).chmod(0o600)
        for piece in export_book(now=now(), progress=Progress("export")):
            file.buffer.write(piece)
    print(f"{options.file}: {options.file.stat().st_size / 1e6:,.1f} MB. README.txt in it says what each table holds.")
    print("It holds all you know of your customers: keep it where only you can read it.")
    return 0

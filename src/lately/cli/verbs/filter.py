"""`lately filter`: a list in; who should get it and who not, out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from lately.cli.progress import Telling
from lately.cli.rules_folder import rules_folder
from lately.lib.clock import now
from lately.lib.moments import seconds

HELP = "split a list into who should get a content now and who not, with reasons"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the list, the content, and where the two lists go."""
    parser.add_argument(
        "audience", type=Path, metavar="AUDIENCE.csv", help="a list with a column email, phone or customer"
    )
    parser.add_argument("--content", required=True, help="key of what you want to say")
    parser.add_argument("--channel", default="", help="on which of its channels (default: email if it has one)")
    parser.add_argument("--segment", default="", metavar="KEY", help="only those who belong to this segment")
    parser.add_argument("--at", default=None, help="day or moment (default: now)")
    parser.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="where send.csv and held.csv go (default: here)"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run(options: argparse.Namespace) -> int:
    """Filter, write both lists, print what became of them."""
    from lately.usecases.filter_audience import filter_audience, write_lists
    from lately.usecases.read_moment import read_moment

    moment = now()
    filtered = filter_audience(
        audience=options.audience,
        content=options.content,
        channel=options.channel,
        segment=options.segment,
        at=read_moment(options.at, now=moment),
        now=seconds(moment),
        rules_in=rules_folder(),
        progress=Telling(),
    )
    send, held = write_lists(filtered, options.out)
    if options.json:
        print(json.dumps(filtered.summary | {"send_file": str(send), "held_file": str(held)}))
        return 0
    print(f"{filtered.summary['send']} to send to: {send}\n{filtered.summary['held']} held back: {held}")
    for code, count in filtered.summary["held_by_reason"].items():
        print(f"  {count:6}  {code}")
    if filtered.held:
        print(f"The column “sentence” of {held} says why, in words.")
    return 0

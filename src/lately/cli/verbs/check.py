"""`lately check`: may this message go out like this? Needs no book, changes nothing."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lately.lib.refusal import Refusal
from lately.words.message import CHANNELS

HELP = "read messages before they go out: what is insincere, untrue, misaddressed or disguised in them"
NEEDS_BOOK = False
MARKS = {"refuse": "must not go out", "hold": "look at it first", "note": "worth knowing"}
VERDICTS = {"pass": "may go out", "hold": "wait: a person should look first", "refuse": "must not go out like this"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files, the channel and the reader."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a message: .eml, .html, .txt or .md")
    parser.add_argument("--channel", choices=CHANNELS, default="", help="how it goes out (default: email)")
    parser.add_argument("--for", dest="customer", default="", metavar="CUSTOMER", help="judge it for this customer")
    parser.add_argument("--at", default=None, help="day or moment, with --for (default: now)")
    parser.add_argument("--json", action="store_true", help="print one line of JSON a file")


def run(options: argparse.Namespace) -> int:
    """Check every file and print what was found; return 0 whatever the verdict."""
    from lately.usecases.check_words import check_files

    if options.customer:
        raise Refusal(
            "--for cannot be asked yet.",
            "A customer's facts are not brought to the words of a file so far.",
            "Leave it out: the file is judged as anybody would get it.",
        )
    for number, found in enumerate(check_files(options.files, channel=options.channel)):
        print(json.dumps(found, ensure_ascii=False) if options.json else "\n".join(_told(found, first=not number)))
    return 0


def _told(found: dict[str, Any], *, first: bool) -> Iterator[str]:
    if not first:
        yield ""
    yield f"{found['file']}: {VERDICTS[found['verdict']]}"
    if found["class"]:
        yield f"  It reads as: {found['class']}."
    for one in found["findings"]:
        quote = f" “{one['text'][:80]}”" if one["text"] else ""
        yield f"  {MARKS[one['severity']]}: {one['says']}{quote}"
        yield f"      {one['why']} {one['fix']} ({one['code']})"

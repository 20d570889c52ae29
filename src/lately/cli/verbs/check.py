"""`lately check`: may this message go out like this? Needs no book, changes nothing."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lately.cli.opening import open_book
from lately.lib.clock import now
from lately.lib.moments import seconds
from lately.words.message import CHANNELS

HELP = "read messages before they go out: what is insincere, untrue, misaddressed or disguised in them"
NEEDS_BOOK = False
MARKS = {"refuse": "must not go out", "hold": "look at it first", "note": "worth knowing"}
VERDICTS = {"pass": "may go out", "hold": "wait: a person should look first", "refuse": "must not go out like this"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files, the channel and the reader."""
    message = "a message (.eml, .html, .txt, .md), or a content of the book"
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=message)
    parser.add_argument("--channel", choices=CHANNELS, default="", help="how it goes out (default: email)")
    parser.add_argument("--for", dest="customer", default="", metavar="CUSTOMER", help="judge it for this customer")
    parser.add_argument("--at", default=None, help="day or moment, with --for (default: now)")
    parser.add_argument("--json", action="store_true", help="print one line of JSON a file")


def run(options: argparse.Namespace) -> int:
    """Check every file and wording and print what was found; return 0 whatever the verdict."""
    for number, found in enumerate(_found(options)):
        print(json.dumps(found, ensure_ascii=False) if options.json else "\n".join(_told(found, first=not number)))
    return 0


def _found(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What is found in each; the book is opened only for a customer, or for what is no file."""
    from lately.usecases.check_words import check_files

    keys = {file for file in options.files if not file.suffix and not file.exists() and len(file.parts) == 1}
    if not keys and not options.customer:
        yield from check_files(options.files, channel=options.channel)
        return
    open_book()
    from lately.usecases.check_wordings import check_wordings
    from lately.usecases.know_reader import know_reader
    from lately.usecases.read_moment import read_moment

    moment = now()
    at, asked = read_moment(options.at, now=moment), seconds(moment)
    known = know_reader(customer=options.customer, at=at, now=asked) if options.customer else None
    for file in options.files:
        if file in keys:
            said = {"content": str(file), "channel": options.channel, "customer": options.customer}
            yield from check_wordings(**said, at=at, now=asked)
        else:
            severities = known.setting.policy["words.severities"] if known else {}
            reader = known.reader if known else None
            yield from check_files([file], channel=options.channel, reader=reader, severities=severities)


def _told(found: dict[str, Any], *, first: bool) -> Iterator[str]:
    if not first:
        yield ""
    yield f"{found['file']}: {VERDICTS[found['verdict']]}"
    if found["class"]:
        yield f"  It reads as: {found['class']}."
    if found.get("missing"):
        yield f"  It cannot be filled for them: {found['missing']} is not known."
    for one in found["findings"]:
        quote = f" “{one['text'][:80]}”" if one["text"] else ""
        yield f"  {MARKS[one['severity']]}: {one['says']}{quote}"
        yield f"      {one['why']} {one['fix']} ({one['code']})"

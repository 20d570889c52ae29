"""`lately segment`: named questions about customers, and who answers yes, no, or is not known."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from lately.lib.clock import now
from lately.lib.moments import seconds

HELP = "named questions about customers: list, show, count, put in a file of them, take one off"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare list, show, count, put and end."""
    verbs = parser.add_subparsers(dest="what", required=True, metavar="list|show|count|put|end")
    listed = verbs.add_parser("list", help="every segment, in words")
    listed.add_argument("--json", action="store_true", help="print them as JSON")
    for name, says in (("show", "one segment, as a file"), ("count", "how many are in, out, or not known")):
        one = verbs.add_parser(name, help=says)
        one.add_argument("key", help="its key, as list shows it")
        one.add_argument("--at", default=None, help="day or moment (default: now)")
        one.add_argument("--json", action="store_true", help="print it as JSON")
    put = verbs.add_parser("put", help="take in a YAML file of segments (docs/segments.md)")
    put.add_argument("file", type=Path, metavar="FILE.yaml")
    put.add_argument("--by", default="the command line", help="who wrote them")
    verbs.add_parser("end", help="take one off").add_argument("key", help="its key, as list shows it")


def run(options: argparse.Namespace) -> int:
    """Do what was asked."""
    return {"list": _list, "show": _show, "count": _count, "put": _put, "end": _end}[options.what](options)


def _list(options: argparse.Namespace) -> int:
    from lately.usecases.count_segment import list_segments

    found = list_segments(now=seconds(now()))
    if options.json:
        print(json.dumps(found))
        return 0
    for one in found:
        print(f"{one['key']:28} {one['says']}")
    if not found:
        print("No segment yet. ./lately segment put FILE.yaml takes some in; People, Segments builds them.")
    return 0


def _show(options: argparse.Namespace) -> int:
    from lately.usecases.count_segment import show_segment

    moment = now()
    found = show_segment(key=options.key, at=options.at, now=moment)
    print(
        json.dumps(found) if options.json else f"# {found['says']}\n{found['file']}", end="\n" if options.json else ""
    )
    return 0


def _count(options: argparse.Namespace) -> int:
    from lately.usecases.count_segment import count_segment

    found: dict[str, Any] = count_segment(key=options.key, at=options.at, now=now())
    if options.json:
        print(json.dumps(found))
        return 0
    print(found["says"])
    print(f"{found['yes']:8}  in it\n{found['no']:8}  not in it\n{found['unknown']:8}  not known")
    return 0


def _put(options: argparse.Namespace) -> int:
    from lately.usecases.keep_segments import import_segments

    new, same = import_segments(path=options.file, by=options.by, now=now())
    print(f"{new} new or changed, {same} stood like this already.")
    return 0


def _end(options: argparse.Namespace) -> int:
    from lately.usecases.keep_segments import end_segment

    ended = end_segment(key=options.key, now=seconds(now()))
    print(f"{options.key} is taken off." if ended else f"There is no segment {options.key!r}; nothing was changed.")
    return 0

"""`lately decide`: what is worth saying to everybody, or silence, and why."""

from __future__ import annotations

import argparse
import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from lately.cli.rules_folder import rules_folder
from lately.lib.clock import now
from lately.lib.moments import seconds
from lately.lib.writing import whole

HELP = "decide for every customer what is worth saying, or that silence is better, and why"
NEEDS_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the moment and where the lines go."""
    parser.add_argument("--at", default=None, help="day or moment (default: now)")
    parser.add_argument("--out", type=Path, default=None, metavar="PLAN.jsonl", help="write a line for each customer")
    parser.add_argument("--as-known-now", action="store_true", help="with what is on record now, not then")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run(options: argparse.Namespace) -> int:
    """Decide, keep the plan, print its summary."""
    from lately.usecases.decide_tonight import decide_tonight
    from lately.usecases.read_moment import read_moment

    moment = now()
    asked = seconds(moment)
    with whole(options.out) if options.out else nullcontext() as file:
        plan = decide_tonight(
            at=read_moment(options.at, now=moment),
            now=asked,
            known=asked if options.as_known_now else None,
            rules_in=rules_folder(),
        )
        if file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in plan.lines)
    print(json.dumps(plan.summary) if options.json else _told(plan.summary))
    return 0


def _told(summary: dict[str, Any]) -> str:
    lines = [
        f"{summary['plan']}, decided for {summary['at']} in {summary['seconds']} s:",
        f"  {summary['customers']:,} customers, {summary['contents']} contents, {summary['offers']} offers",
        f"  {summary['said']:,} are told something; {summary['asks_said']:,} of these want something of them",
        f"  {summary['silent']:,} are better left in peace",
    ]
    by_count = sorted(summary["refused_by_reason"].items(), key=lambda item: -item[1])
    if by_count:
        lines += ["  held back, by reason (docs/rules.md tells them in words):"]
        lines += [f"    {count:9,}  {code}" for code, count in by_count]
    return "\n".join([*lines, *_left_out(summary), _next(summary)])


def _left_out(summary: dict[str, Any]) -> list[str]:
    """What stands in the book and could not be used, why, and how to mend it."""
    lines = [f"  set aside: {one['what']} {one['why']} {one['todo']}" for one in summary["set_aside"]]
    for name, count in summary["facts_unread"].items():
        lines.append(
            f"  {name} is unknown of {count:,} where it says what it cannot be (docs/facts.md); "
            "./lately import customers with the right value mends it"
        )
    return lines


def _next(summary: dict[str, Any]) -> str:
    if not summary["customers"]:
        return "The book is empty: ./lately import customers FILE.csv brings customers in."
    if not summary["contents"]:
        return "There is nothing to say yet: ./lately import content FILE.yaml (docs/content.md has an example)."
    return "Whom, and why: ./lately serve, under Say; --out PLAN.jsonl; ./lately why CUSTOMER."

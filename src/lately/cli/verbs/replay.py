"""`lately replay`: would our rules have done better by real customers?"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from typing import Any

from lately.cli.opening import open_book
from lately.lib.clock import now

HELP = "play a year of published mailings through the rules: what is spared, what is kept, what it shows"
NEEDS_BOOK = False
_HEAD = """\
                                        by audience    by all rules   >3 in 30 days   bought of the kind, a home
  no  start       for    mailed coupons spared  kept   spared  kept   before  after   inside       outside"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which book."""
    parser.add_argument("--book", choices=["grocery"], required=True, help="grocery: 27 campaigns of 2017")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Play in a home of its own that is thrown away, so that no book of yours is touched."""
    with tempfile.TemporaryDirectory(prefix="lately-replay-", ignore_cleanup_errors=True) as home:
        _open_home(home)
        from lately.usecases.replay import replay

        found = replay(now=now(), progress=_progress)
    print(json.dumps(found) if options.json else _told(found))
    return 0


def _open_home(home: str) -> None:
    os.environ |= {"LATELY_HOME": home, "LATELY_DATABASE": ""}
    open_book()


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _told(found: dict[str, Any]) -> str:
    lines = [_line(one) for one in found["campaigns"]]
    return "\n".join([_HEAD, *lines, _total(found["totals"]), "", *(f"- {text}" for text in found["shows"])])


def _line(one: dict[str, Any]) -> str:
    number, crowd = one["campaign"].removeprefix("campaign-"), one["more_than_three_in_30_days"]
    start = f"  {number:>2}  {one['start']}  {one['kind'] or 'all':<5}"
    return f"{start} {_counts(one)}   {crowd['before']:>6} {crowd['after']:>6}   {_bought(one['bought'])}".rstrip()


def _counts(one: dict[str, Any]) -> str:
    audience, rules = one["by_audience"], one["by_all_rules"]
    before = f"{one['mailed']:>7} {one['redemptions']:>7} {audience['spared']:>6} {audience['redemptions_kept']:>5}"
    return f"{before}   {rules['spared']:>6} {rules['redemptions_kept']:>5}"


def _bought(groups: dict[str, Any] | None) -> str:
    if groups is None:
        return ""
    return "".join(f"{_group(groups[f'{side}_mailed']):<13}" for side in ("inside", "outside"))


def _group(group: dict[str, Any]) -> str:
    return f"${group['dollars_per_home']:.2f} ({group['homes']})" if group["homes"] else "nobody"


def _total(totals: dict[str, Any]) -> str:
    crowd = totals["ever_more_than_three_in_30_days"]
    return f"  all                   {_counts(totals)}   {crowd['before']:>6} {crowd['after']:>6}   (homes, ever)"

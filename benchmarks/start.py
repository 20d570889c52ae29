"""Which benchmark is asked for, and how is it told?"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("decide", "identity", "words", "import", "pages")
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main(arguments: list[str]) -> int:
    """Run a benchmark and print its table, or JSON; 1 if the engines do not agree."""
    parser = argparse.ArgumentParser(prog="benchmarks/run", description="Measures Lately beside its peers.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("folder", nargs="?", type=Path, help="identity: where the published lists lie")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--customers", type=int, default=100_000, help="how many (default: %(default)s)")
    parser.add_argument("--interactions", type=int, help="pages: how many (default: 20 a customer)")
    parser.add_argument("--rounds", type=int, default=7, help="measured rounds (default: %(default)s)")
    parser.add_argument("--peers", nargs="*", help="only these peers (default: all that are installed)")
    asked = parser.parse_args(arguments)
    if asked.name == "identity":
        if asked.folder is None or not asked.folder.is_dir():
            parser.error("identity needs the FOLDER with the published lists")
        print(importlib.import_module("benchmarks.identity.bench").run(asked.folder, _say))
        return 0
    # Imported here: the folder above must be on the path first.
    from benchmarks.machine import machine  # noqa: PLC0415
    from benchmarks.measure import DifferentCellsError  # noqa: PLC0415

    folder = "imports" if asked.name == "import" else asked.name  # the word is Python's own
    bench = importlib.import_module(f"benchmarks.{folder}.bench")
    more = {"interactions": asked.interactions} if asked.name == "pages" else {}
    try:
        lines = bench.run(customers=asked.customers, rounds=asked.rounds, peers=asked.peers, say=_say, **more)
    except DifferentCellsError as difference:
        _say(f"The engines do not agree: {difference}")
        return 1
    found = {"bench": asked.name, "machine": machine(), "lines": lines}
    print(json.dumps(found, indent=2) if asked.json else _table(found))
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _table(found: dict[str, Any]) -> str:
    told = [f"{found['bench']} on {', '.join(str(part) for part in found['machine'].values())}", ""]
    width = 2 + max((len(one["line"]) for one in found["lines"]), default=0)
    told.append(f"{'':<{width}}{'unit':<8}{'ours':>10}  {'peer':<14}{'its':>10}{'ratio':>9}")
    for one in found["lines"]:
        numbers = f"{_short(one['ours']):>10}  {one['peer_name']:<14}{_short(one['peer']):>10}{_short(one['ratio']):>9}"
        told.append(f"{one['line']:<{width}}{one['unit']:<8}{numbers}")
    return "\n".join(told)


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`lately test`: is everything in this checkout in order?"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from lately.cli.testing import packages, postgres
from lately.cli.testing.steps import Result, Step
from lately.cli.testing.steps import run as run_steps

HELP = "run everything that checks this checkout: lint, types, contracts, tests on both databases, a browser"
NEEDS_BOOK = False

ROOT = Path(__file__).parents[4]
_TOOLS = Path(sys.executable).parent


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how much to run."""
    parser.add_argument("--long", action="store_true", help="run the tests marked long, too")
    parser.add_argument("--fast", action="store_true", help="leave out types, PostgreSQL and the browser")
    parser.add_argument("pytest", nargs="*", help="after --: passed on to pytest")


def run(options: argparse.Namespace) -> int:
    """Run all steps, also after one has failed; return 0 only if every one went well."""
    signal.signal(signal.SIGTERM, _stop)
    if not options.fast:
        packages.install_missing()
    began = time.monotonic()
    if options.fast:
        results = _all([_pytest("tests on SQLite", options, marks="not browser"), *_checks(fast=True)])
    else:
        with postgres.throwaway(packages.postgres_folder()) as url:
            results = _all([*_on_both_databases(options, url), *_checks(fast=False)])
    failed = [result.step.name for result in results if not result.ok]
    seconds = time.monotonic() - began
    if failed:
        print(f"FAILED: {', '.join(failed)} ({seconds:.0f} s)")
        return 1
    count = sum(result.tests for result in results if result.step.name != _ON_POSTGRESQL)
    where = "on SQLite (--fast: no types, no PostgreSQL, no browser)" if options.fast else "on both databases"
    print(f"All {count} tests passed {where} in {seconds:.0f} s.")
    return 0


_ON_POSTGRESQL = "database tests on PostgreSQL"


def _checks(*, fast: bool) -> list[Step]:
    checks = [
        Step("lint (ruff check)", [str(_TOOLS / "ruff"), "check"]),
        Step("form (ruff format)", [str(_TOOLS / "ruff"), "format", "--check"]),
        Step("contracts (import-linter)", [str(_TOOLS / "lint-imports"), "--no-logo"]),
    ]
    types = Step("types (mypy strict)", [str(_TOOLS / "mypy")])
    return checks if fast else [*checks, types]


def _on_both_databases(options: argparse.Namespace, url: str) -> list[Step]:
    marks = "database and not browser" if options.long else "database and not browser and not large"
    return [
        _pytest("tests on SQLite", options, marks="not browser", at_least=2),  # most of the work is here
        _pytest("browser", options, marks="browser"),
        _pytest(_ON_POSTGRESQL, options, marks=marks, database=url),
    ]


def _all(steps: list[Step]) -> list[Result]:
    """Run them side by side, the longest first; one more than there are processors, for some wait for a database."""
    return run_steps(steps, root=ROOT, at_once=_processors() + 1)


def _pytest(name: str, options: argparse.Namespace, *, marks: str, database: str = "", at_least: int = 0) -> Step:
    chosen = marks if options.long else f"({marks}) and not long"
    workers = max(at_least, _processors() // 3)  # three of these run side by side; 0 is the process itself
    return Step(
        name,
        [
            *(sys.executable, "-m", "pytest", "-q", "-n", str(workers), "--dist", "worksteal", "-m", chosen),
            *("-o", f"cache_dir=.pytest_cache/{name.rpartition(' ')[2]}"),
            *("--hypothesis-profile", "long" if options.long else "short", *options.pytest),
        ],
        environment={"LATELY_DATABASE": database},
        pytest=True,
        may_be_empty=bool(options.pytest),
    )


def _processors() -> int:
    return os.cpu_count() or 1


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Leave by an exception, so that the cluster is stopped."""
    del number, frame
    raise KeyboardInterrupt

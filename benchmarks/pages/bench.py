"""How long does the server work on each page of a large book, on each database there is?"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GOAL = 100.0  # ms at 95 of 100 requests
EACH = 20  # interactions of a customer, if nobody says how many


def run(
    *, customers: int, rounds: int, peers: list[str] | None, say: Callable[[str], None], interactions: int | None = None
) -> list[dict[str, Any]]:
    """Build a book on each database (peers: only `sqlite` or `postgresql`), ask each page so often, and tell."""
    found = []
    many = interactions or customers * EACH
    with tempfile.TemporaryDirectory(prefix="lately-bench-") as folder:
        for name, place in _databases(peers):
            with place as url:
                environment = _environment(Path(folder, name), url)
                say(f"{name}: {customers:,} customers, {many:,} interactions")
                _inside(environment, "build", customers, many)
                lines = json.loads(_inside(environment, "ask", rounds))
            found += [_line(f"{line['line']} on {name}", line["ours"]) for line in lines]
    return found


def _line(line: str, ours: float) -> dict[str, Any]:
    return {"line": line, "unit": "ms", "ours": ours, "peer_name": "goal", "peer": GOAL, "ratio": GOAL / ours}


def _databases(peers: list[str] | None) -> Iterator[tuple[str, Any]]:
    if not peers or "sqlite" in peers:
        yield "SQLite", contextlib.nullcontext("")
    programs = shutil.which("initdb") or max(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default="")
    if programs and (not peers or "postgresql" in peers):
        yield "PostgreSQL", _throwaway(Path(programs).parent)


@contextlib.contextmanager
def _throwaway(programs: Path) -> Iterator[str]:
    import psycopg  # noqa: PLC0415 - where there is no PostgreSQL, it is not needed

    from lately.cli.testing.postgres import throwaway  # noqa: PLC0415 - the path is set when this is imported

    with throwaway(programs) as url:
        with psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as there:
            there.execute("CREATE DATABASE lately")
        yield url


def _environment(home: Path, url: str) -> dict[str, str]:
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "src")))
    return {**os.environ, "LATELY_HOME": str(home), "LATELY_DATABASE": url, "PYTHONPATH": paths}


def _inside(environment: dict[str, str], what: str, *numbers: int) -> str:
    command = [sys.executable, "-m", "benchmarks.pages.inside", what, *map(str, numbers)]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - our own
